import { useQuery } from '@apollo/client/react';
import { MultiSelect, Stack, Text } from '@mantine/core';
import { RunLabelsDocument } from '../../generated/operations.ts';
import type { SelectedLabels } from './label-filter.ts';

const list = { comboboxProps: { withinPortal: false } };

/** The filters of runs by the labels of the settings; nothing where these have none. */
export function LabelFilters({
  labels,
  onChange,
}: {
  labels: readonly SelectedLabels[];
  onChange: (labels: readonly SelectedLabels[]) => void;
}) {
  const { data, error } = useQuery(RunLabelsDocument);
  const sets = data?.runLabels ?? [];
  // A set that an address names is shown, also if there is none of this name: so it can be removed.
  const unknown = labels.filter(({ set }) => data && !sets.some(({ name }) => name === set));
  const shown = [
    ...sets.map(({ name, title, ranges }) => ({ name, title, known: [...new Set(ranges.map(({ label }) => label))] })),
    ...unknown.map(({ set, labels }) => ({ name: set, title: `${set} (unknown)`, known: [...labels] })),
  ];
  if (shown.length === 0 && !error) return null;
  return (
    <Stack gap={6} role="group" aria-label="Labels">
      {shown.map(({ name, title, known }) => {
        const chosen = labels.find(({ set }) => set === name)?.labels ?? [];
        return (
          <MultiSelect
            key={name}
            label={title}
            placeholder={chosen.length === 0 ? 'any or none' : ''}
            data={known}
            value={[...chosen]}
            onChange={(names) => {
              const others = labels.filter(({ set }) => set !== name);
              onChange(names.length === 0 ? others : [...others, { set: name, labels: names }]);
            }}
            {...list}
          />
        );
      })}
      {error ? (
        <Text size="xs" c="var(--trouble)">
          The labels of runs could not be loaded: {error.message}
        </Text>
      ) : null}
    </Stack>
  );
}
