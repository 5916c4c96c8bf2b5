import { ActionIcon, Select } from '@mantine/core';
import { ArrowLeftRight } from 'lucide-react';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { OptionWithCount } from '../trends/compared-datasets.tsx';
import { type CompareView, type CompleteView, type Side, sideFormat } from './compare-view.ts';
import styles from './compare.module.css';

/** Selects the subsystem and the two sides, and swaps these. */
export function SidePickers({
  view,
  subsystems,
  onChange,
}: {
  view: CompleteView;
  subsystems: readonly SubsystemDatasetsFragment[];
  onChange: (part: Partial<CompareView>) => void;
}) {
  const { subsystem, a, b } = view;
  const datasets = subsystems.find(({ name }) => name === subsystem)?.datasets ?? [];
  return (
    <div className={styles.sides}>
      <Select
        label="Subsystem"
        className={styles.subsystem}
        data={subsystems.map(({ name, trendCount }) => ({ value: name, label: name, disabled: trendCount === 0 }))}
        value={subsystem}
        allowDeselect={false}
        searchable
        onChange={(name) => name !== null && onChange({ subsystem: name, a: null, b: null })}
      />
      <SideSelect label="A" side={a} datasets={datasets} onChange={(side) => onChange({ a: side, b })} />
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Swap A and B"
        title="Swap A and B"
        onClick={() => onChange({ a: b, b: a })}
      >
        <ArrowLeftRight size={15} />
      </ActionIcon>
      <SideSelect label="B" side={b} datasets={datasets} onChange={(side) => onChange({ a, b: side })} />
    </div>
  );
}

/** A dataset, or an era of one that has several. */
function SideSelect({
  label,
  side,
  datasets,
  onChange,
}: {
  label: 'A' | 'B';
  side: Side;
  datasets: SubsystemDatasetsFragment['datasets'];
  onChange: (side: Side) => void;
}) {
  const runsOf = new Map<string, number>();
  const groups = datasets.map(({ primaryDataset, processing, eras, runCount }) => {
    const name = { primaryDataset, processing };
    runsOf.set(sideFormat.format(name), runCount);
    const ofEras = eras.length > 1 ? eras.map((era) => optionOf({ ...name, era })) : [];
    return { group: `${primaryDataset} ${processing}`, items: [optionOf(name), ...ofEras] };
  });
  const isKnown = groups.some(({ items }) => items.some(({ value }) => value === sideFormat.format(side)));
  return (
    <Select
      label={label}
      className={styles.side}
      data={isKnown ? groups : [...groups, { group: 'Other', items: [optionOf(side)] }]}
      value={sideFormat.format(side)}
      allowDeselect={false}
      searchable
      renderOption={({ option }) => {
        const runs = runsOf.get(option.value);
        return runs === undefined ? (
          <span style={{ fontSize: 12, paddingLeft: 12 }}>{option.label}</span>
        ) : (
          <OptionWithCount name={option.label} count={runs} unit="runs" />
        );
      }}
      onChange={(value) => {
        const chosen = sideFormat.parse(value ?? '');
        if (chosen) onChange(chosen);
      }}
    />
  );
}

const optionOf = (side: Side): { value: string; label: string } => ({
  value: sideFormat.format(side),
  label: [side.primaryDataset, side.processing, side.era].filter(Boolean).join(' '),
});
