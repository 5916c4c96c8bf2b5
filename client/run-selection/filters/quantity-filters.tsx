import { useQuery } from '@apollo/client/react';
import { ActionIcon, Group, Select, Stack, Text } from '@mantine/core';
import { X } from 'lucide-react';
import { RunQuantitiesDocument } from '../../generated/operations.ts';
import { DraftNumberInput } from '../../ui/draft-inputs.tsx';
import { maxQuantityFilters, type SelectedQuantity } from './quantity-filter.ts';

/** Quantities with a filter of their own beside these. */
const others = ['recorded', 'duration', 'fill'];

/** The filters of runs by their quantities. */
export function QuantityFilters({
  quantities,
  onChange,
}: {
  quantities: readonly SelectedQuantity[];
  onChange: (quantities: readonly SelectedQuantity[]) => void;
}) {
  const { data, error } = useQuery(RunQuantitiesDocument);
  const titles = new Map(data?.runQuantities.map(({ key, title, unit }) => [key, unit ? `${title} [${unit}]` : title]));
  const free = [...titles].flatMap(([key, title]) =>
    others.includes(key) || quantities.some((filter) => filter.key === key) ? [] : { value: key, label: title },
  );
  const change = (index: number, part: Partial<SelectedQuantity>): void =>
    onChange(quantities.map((filter, position) => (position === index ? { ...filter, ...part } : filter)));
  return (
    <Stack gap={6} role="group" aria-label="Quantities">
      {quantities.map(({ key, min, max }, index) => {
        const title = titles.get(key) ?? key;
        return (
          <Group key={key} gap={6} wrap="nowrap" align="end">
            <DraftNumberInput
              label={`Min. ${title}`}
              style={{ flex: '1 1 0' }}
              placeholder="any"
              value={min}
              onCommit={(value) => change(index, { min: value })}
            />
            <DraftNumberInput
              label="Max."
              aria-label={`Max. ${title}`}
              w={112}
              placeholder="any"
              value={max}
              onCommit={(value) => change(index, { max: value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              mb={3}
              aria-label={`Remove the filter ${title}`}
              onClick={() => onChange(quantities.filter((_, position) => position !== index))}
            >
              <X size={14} />
            </ActionIcon>
          </Group>
        );
      })}
      {data && quantities.some(({ key }) => !titles.has(key)) ? (
        <Text size="xs" c="var(--trouble)">
          A filter is on a quantity that runs do not have. Remove it.
        </Text>
      ) : null}
      {quantities.length < maxQuantityFilters ? (
        <Select
          label="Quantity"
          placeholder="Add a range, e.g. of pile-up"
          searchable
          data={free}
          value={null}
          onChange={(key) => key !== null && onChange([...quantities, { key, min: null, max: null }])}
          comboboxProps={{ withinPortal: false }}
        />
      ) : null}
      {error ? (
        <Text size="xs" c="var(--trouble)">
          The quantities of runs could not be loaded: {error.message}
        </Text>
      ) : null}
    </Stack>
  );
}
