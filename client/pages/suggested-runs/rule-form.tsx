import { useQuery } from '@apollo/client/react';
import { MultiSelect, Select } from '@mantine/core';
import { FlagColumnsDocument, SubsystemsDocument } from '../../generated/operations.ts';
import { isChain } from '../../point/point.ts';
import { DraftNumberInput } from '../../ui/draft-inputs.tsx';
import { type severities, type SuggestionView } from './suggestion.ts';
import styles from './suggested-runs.module.css';

const severityOptions = [
  { value: 'warning', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors only' },
  { value: 'off', label: 'Not considered' },
];

/** Whose limits and alarms count, and what a good run must have. */
export function RuleForm({
  view,
  onChange,
}: {
  view: SuggestionView;
  onChange: (part: Partial<SuggestionView>) => void;
}) {
  const { data } = useQuery(SubsystemsDocument);
  const { data: flags } = useQuery(FlagColumnsDocument);
  const { rule, subsystem, primaryDataset, processing } = view;
  const change = (part: Partial<SuggestionView['rule']>): void => onChange({ rule: { ...rule, ...part } });
  const subsystems = data?.subsystems.filter(({ trendCount }) => trendCount > 0) ?? [];
  const datasets = new Map(
    subsystems
      .filter(({ name }) => subsystem === '' || name === subsystem)
      .flatMap(({ datasets }) => datasets)
      .filter((dataset) => !isChain(dataset)) // limits and alarms are of its members
      .map((dataset) => [`${dataset.primaryDataset} ${dataset.processing}`, dataset]),
  );
  const columns = (flags?.flagColumns ?? []).toSorted(
    (a, b) => Number(b.subsystems.includes(subsystem)) - Number(a.subsystems.includes(subsystem)),
  );
  const severity = (label: string, key: 'limits' | 'alarms') => (
    <Select
      label={label}
      data={severityOptions}
      allowDeselect={false}
      value={rule[key]}
      onChange={(value) => value && change({ [key]: value as (typeof severities)[number] })}
    />
  );
  return (
    <div className={styles.form} role="search" aria-label="Rule">
      <Select
        label="Subsystem"
        placeholder="All"
        clearable
        data={subsystems.map(({ name }) => name)}
        value={subsystem || null}
        onChange={(name) => onChange({ subsystem: name ?? '' })}
      />
      <Select
        label="Dataset"
        placeholder="All"
        clearable
        searchable
        data={[...datasets.keys()]}
        value={primaryDataset === '' ? null : `${primaryDataset} ${processing}`}
        onChange={(name) => {
          const chosen = datasets.get(name ?? '');
          onChange({ primaryDataset: chosen?.primaryDataset ?? '', processing: chosen?.processing ?? '' });
        }}
      />
      {severity('No exceeded limit', 'limits')}
      {severity('No open alarm', 'alarms')}
      <MultiSelect
        label="Flags that are GOOD"
        placeholder={rule.columns.length === 0 ? 'any' : ''}
        searchable
        className={styles.wide}
        data={[...new Set([...columns.map(({ name }) => name), ...rule.columns])]}
        value={[...rule.columns]}
        onChange={(names) => change({ columns: names })}
      />
      <DraftNumberInput
        label="Min. good LS [%]"
        title="Minimum share of good lumisections in these columns"
        placeholder="any"
        min={0}
        max={100}
        disabled={rule.columns.length === 0}
        value={rule.goodShare || null}
        onCommit={(share) => change({ goodShare: share ?? 0 })}
      />
      <DraftNumberInput
        label="Min. luminosity [/pb]"
        title="Minimum recorded luminosity"
        placeholder="any"
        min={0}
        value={rule.minLumi || null}
        onCommit={(lumi) => change({ minLumi: lumi ?? 0 })}
      />
    </div>
  );
}
