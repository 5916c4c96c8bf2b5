import { Button, Text, TextInput } from '@mantine/core';
import { List, Search } from 'lucide-react';
import type { SubsystemDatasets } from './default-view.ts';
import { useCommittedDraft } from '../../ui/use-draft.ts';
import type { TrendsView } from './trends-view.ts';
import { DatasetPicker } from './dataset-picker.tsx';
import { ChartOptionsMenu } from '../../chart/options-menu.tsx';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { type RunCounts, tallyInWords } from '../../run-selection/run-tally.tsx';
import styles from './trends-toolbar.module.css';
import tallyStyles from '../../run-selection/run-tally.module.css';

/** Subsystem, datasets, runs, search and chart options: every change goes to the URL. */
export function TrendsToolbar({
  view,
  subsystems,
  counts,
  plots,
  change,
  toggleIndex,
}: {
  view: TrendsView;
  subsystems: readonly SubsystemDatasets[];
  counts: RunCounts | undefined;
  /** How many plots there are; undefined while it is not known. */
  plots: number | undefined;
  change: (view: Partial<TrendsView>) => void;
  toggleIndex: () => void;
}) {
  const told = [
    ...(plots === undefined ? [] : [`${plots.toLocaleString('en')} ${plots === 1 ? 'plot' : 'plots'}`]),
    ...(counts ? [tallyInWords(counts)] : []),
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
      <DatasetPicker view={view} subsystems={subsystems} change={change} />
      <RunPicker runs={view.runs} counts={counts} change={(part) => change({ runs: { ...view.runs, ...part } })} />
      <SearchInput search={view.search} change={(search) => change({ search, at: '' })} />
      <ChartOptionsMenu options={view.chart} perRow={view.perRow} change={change} />
      <Text className={tallyStyles.summary} aria-live="polite" title={told}>
        {told}
      </Text>
    </div>
  );
}

function SearchInput({ search, change }: { search: string; change: (search: string) => void }) {
  const [text, setText] = useCommittedDraft(search, change, 200);
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
