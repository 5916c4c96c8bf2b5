import { useQuery } from '@apollo/client/react';
import { ActionIcon, Group, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { X } from 'lucide-react';
import { flagStatuses } from '../../flags/flag-status.ts';
import { FlagColumnsDocument, type FlagStatus } from '../../generated/operations.ts';
import { DraftNumberInput } from '../../ui/draft-inputs.tsx';
import { maxFlagFilters, type SelectedFlag } from './flag-filter.ts';

const list = { comboboxProps: { withinPortal: false } };

/** The filters of runs by their certification flags. */
export function FlagFilters({
  flags,
  onChange,
}: {
  flags: readonly SelectedFlag[];
  onChange: (flags: readonly SelectedFlag[]) => void;
}) {
  const { data, error } = useQuery(FlagColumnsDocument);
  const columns = (data?.flagColumns ?? []).flatMap(({ name, datasets }) => (datasets.length > 0 ? name : []));
  const others = columns.filter((name) => !flags.some(({ column }) => column === name));
  const change = (index: number, part: Partial<SelectedFlag>): void =>
    onChange(flags.map((flag, position) => (position === index ? { ...flag, ...part } : flag)));
  return (
    <Stack gap={6} role="group" aria-label="Certification flags">
      {flags.map(({ column, statuses, minGoodPercent }, index) => (
        <Group key={column} gap={6} wrap="nowrap" align="end">
          <MultiSelect
            label={column}
            style={{ flex: '1 1 auto' }}
            placeholder={statuses.length === 0 ? 'any status' : ''}
            data={[...flagStatuses]}
            value={[...statuses]}
            onChange={(names) => change(index, { statuses: names as FlagStatus[] })}
            {...list}
          />
          <DraftNumberInput
            label="Min. good [%]"
            aria-label={`Min. good lumisections of ${column} [%]`}
            w={112}
            placeholder="any"
            min={0}
            max={100}
            value={minGoodPercent || null}
            onCommit={(percent) => change(index, { minGoodPercent: percent ?? 0 })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            mb={3}
            aria-label={`Remove the filter ${column}`}
            onClick={() => onChange(flags.filter((_, position) => position !== index))}
          >
            <X size={14} />
          </ActionIcon>
        </Group>
      ))}
      {flags.length < maxFlagFilters ? (
        <Select
          label="Certification flag"
          placeholder={data && columns.length === 0 ? 'Run Registry has none yet' : 'Add a column, e.g. tracker-strip'}
          disabled={others.length === 0}
          searchable
          data={others}
          value={null}
          onChange={(column) =>
            column !== null && onChange([...flags, { column, statuses: ['GOOD'], minGoodPercent: 0 }])
          }
          {...list}
        />
      ) : null}
      {error ? (
        <Text size="xs" c="var(--trouble)">
          The columns of Run Registry could not be loaded: {error.message}
        </Text>
      ) : null}
    </Stack>
  );
}
