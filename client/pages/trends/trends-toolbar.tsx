import { Button, Text, TextInput } from '@mantine/core';
import { List, Search } from 'lucide-react';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { useCommittedDraft } from '../../ui/use-draft.ts';
import type { TrendsView } from './trends-view.ts';
import { DatasetPicker } from './dataset-picker.tsx';
import { ChartOptionsMenu } from '../../chart/options-menu.tsx';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { type RunCounts, summarizeCounts } from '../../run-selection/run-tally.tsx';
import styles from './trends-toolbar.module.css';
import tallyStyles from '../../run-selection/run-tally.module.css';

/** Subsystem, datasets, runs, search and chart options: every change goes to the URL. */
export function TrendsToolbar({
  view,
  subsystems,
  counts,
  plots,
  onChange,
  toggleIndex,
}: {
  view: TrendsView;
  subsystems: readonly SubsystemDatasetsFragment[];
  counts: RunCounts | undefined;
  /** Number of plots; undefined while loading. */
  plots: number | undefined;
  onChange: (part: Partial<TrendsView>) => void;
  toggleIndex: () => void;
}) {
  const summary = [
    ...(plots === undefined ? [] : [`${plots.toLocaleString('en')} ${plots === 1 ? 'plot' : 'plots'}`]),
    ...(counts ? [summarizeCounts(counts)] : []),
  ].join(' · ');
  return (
    <div className={styles.root} role="search" aria-label="What is shown">
      <Button
        variant="default"
        size="xs"
        px={8}
        aria-label="Index of plots"
        title="Index of plots"
        onClick={toggleIndex}
      >
        <List size={15} />
      </Button>
      <DatasetPicker view={view} subsystems={subsystems} onChange={onChange} />
      <RunPicker runs={view.runs} counts={counts} onChange={(part) => onChange({ runs: { ...view.runs, ...part } })} />
      <SearchInput search={view.search} onChange={(search) => onChange({ search, at: '' })} />
      <ChartOptionsMenu options={view.chart} perRow={view.perRow} change={onChange} />
      <Text className={tallyStyles.summary} aria-live="polite" title={summary}>
        {summary}
      </Text>
    </div>
  );
}

function SearchInput({ search, onChange }: { search: string; onChange: (search: string) => void }) {
  const [text, setText] = useCommittedDraft(search, onChange, 200);
  return (
    <TextInput
      aria-label="Search"
      placeholder="Search name, title, ME path, metric"
      className={styles.search}
      size="xs"
      type="search"
      leftSection={<Search size={14} />}
      value={text}
      onChange={({ currentTarget: { value } }) => setText(value)}
    />
  );
}
