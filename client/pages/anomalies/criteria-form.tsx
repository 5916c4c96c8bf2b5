import { useQuery } from '@apollo/client/react';
import { Group, Select } from '@mantine/core';
import { SubsystemsDocument } from '../../generated/operations.ts';
import { DraftNumberInput } from '../../ui/draft-inputs.tsx';
import styles from './anomalies.module.css';
import type { Criteria } from './criteria.ts';

const numberFields = [
  { name: 'newest', label: 'Newest runs', min: 1, max: 100, allowDecimal: false },
  { name: 'baselineRuns', label: 'Baseline: previous runs', min: 8, max: 1000, allowDecimal: false },
  { name: 'threshold', label: 'Threshold abs(z) ≥', min: 0.5, max: 1000, step: 0.5 },
  { name: 'lookBackDays', label: 'Look back (days)', min: 0, max: 10_000, allowDecimal: false },
] as const;

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
    <Group gap="sm" align="end" mb="sm" className={styles.criteria} role="search" aria-label="Criteria of an anomaly">
      <Select
        label="Subsystem"
        placeholder="All"
        w={140}
        clearable
        data={data?.subsystems.filter(({ trendCount }) => trendCount > 0).map(({ name }) => name) ?? []}
        value={criteria.subsystem || null}
        onChange={(subsystem) => onChange({ subsystem: subsystem ?? '' })}
      />
      {numberFields.map(({ name, ...props }) => (
        <DraftNumberInput
          key={name}
          w={164}
          wait={400}
          {...props}
          value={criteria[name]}
          onCommit={(value) => value !== null && onChange({ [name]: value })}
        />
      ))}
    </Group>
  );
}
