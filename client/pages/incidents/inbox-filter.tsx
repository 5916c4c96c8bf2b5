import { useQuery } from '@apollo/client/react';
import { Group, Select } from '@mantine/core';
import { SubsystemsDocument } from '../../generated/operations.ts';
import { isChain } from '../../point/point.ts';
import type { AlarmFilter } from './inbox-view.ts';
import styles from './incidents.module.css';

/** Which alarms are shown: of a subsystem, a primary dataset, a processing, or all. */
export function InboxFilter({
  filter,
  onChange,
}: {
  filter: AlarmFilter;
  onChange: (part: Partial<AlarmFilter>) => void;
}) {
  const { data } = useQuery(SubsystemsDocument);
  const subsystems = data?.subsystems.filter(({ trendCount }) => trendCount > 0) ?? [];
  const datasets = subsystems
    .filter(({ name }) => filter.subsystem === '' || name === filter.subsystem)
    .flatMap((subsystem) => subsystem.datasets)
    .filter((dataset) => !isChain(dataset)); // alarms are of its members
  const processings = datasets.filter(
    ({ primaryDataset }) => filter.primaryDataset === '' || primaryDataset === filter.primaryDataset,
  );
  const select = (key: keyof AlarmFilter, label: string, names: readonly string[]) => (
    <Select
      label={label}
      placeholder="All"
      clearable
      data={[...new Set([...names, ...(filter[key] === '' ? [] : [filter[key]])])]}
      value={filter[key] || null}
      onChange={(value) => onChange({ [key]: value ?? '' })}
    />
  );
  return (
    <Group gap="sm" align="end" className={styles.filter} role="search" aria-label="Filter of alarms">
      {select(
        'subsystem',
        'Subsystem',
        subsystems.map(({ name }) => name),
      )}
      {select(
        'primaryDataset',
        'Primary dataset',
        datasets.map(({ primaryDataset }) => primaryDataset),
      )}
      {select(
        'processing',
        'Processing',
        processings.map(({ processing }) => processing),
      )}
    </Group>
  );
}
