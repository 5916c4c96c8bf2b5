import { useQuery } from '@apollo/client/react';
import { Group, NumberInput, Select } from '@mantine/core';
import { SubsystemsDocument } from '../../generated/operations.ts';
import { useCommittedDraft } from '../../ui/use-draft.ts';
import type { Criteria } from './criteria.ts';

type Numbers = Omit<Criteria, 'subsystem'>;

interface Field {
  readonly name: keyof Numbers;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly decimal?: boolean;
}

const numberFields: readonly Field[] = [
  { name: 'newest', label: 'Newest runs', min: 1, max: 100 },
  { name: 'baselineRuns', label: 'Baseline: previous runs', min: 8, max: 1000 },
  { name: 'threshold', label: 'Threshold abs(z) ≥', min: 0.5, max: 1000, decimal: true },
  { name: 'lookBackDays', label: 'Look back (days)', min: 0, max: 10_000 },
];

/** The criteria of an anomaly as a form: a change takes effect when it is complete. */
export function CriteriaForm({
  criteria,
  onChange,
}: {
  criteria: Criteria;
  onChange: (part: Partial<Criteria>) => void;
}) {
  const { data } = useQuery(SubsystemsDocument);
  return (
    <Group gap="sm" align="end" mb="sm" role="search" aria-label="Criteria of an anomaly">
      <Select
        label="Subsystem"
        placeholder="All"
        size="xs"
        w={140}
        clearable
        data={data?.subsystems.filter(({ trendCount }) => trendCount > 0).map(({ name }) => name) ?? []}
        value={criteria.subsystem || null}
        onChange={(subsystem) => onChange({ subsystem: subsystem ?? '' })}
      />
      {numberFields.map((field) => (
        <NumberField
          key={field.name}
          field={field}
          value={criteria[field.name]}
          onChange={(value) => onChange({ [field.name]: value })}
        />
      ))}
    </Group>
  );
}

function NumberField({
  field: { label, min, max, decimal = false },
  value,
  onChange,
}: {
  field: Field;
  value: number;
  onChange: (value: number) => void;
}) {
  const [draft, setDraft] = useCommittedDraft<number | string>(
    value,
    (text) => {
      const number = Number(text);
      if (text !== '' && number >= min && number <= max) onChange(number);
    },
    400,
  );
  return (
    <NumberInput
      label={label}
      size="xs"
      w={150}
      min={min}
      max={max}
      step={decimal ? 0.5 : 1}
      allowDecimal={decimal}
      value={draft}
      onChange={setDraft}
    />
  );
}
