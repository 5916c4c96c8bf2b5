import { Button, Text } from '@mantine/core';
import { List, Search, ZoomOut } from 'lucide-react';
import { GridExport } from './export/grid-export.tsx';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { DraftTextInput } from '../../ui/draft-inputs.tsx';
import type { TrendsView } from './trends-view.ts';
import { DatasetPicker } from './dataset-picker.tsx';
import { GridOptions } from './grid-options.tsx';
import { ChartOptionsMenu, type MenuAction } from '../../chart/options-menu.tsx';
import { findDqmFile } from '../../run-selection/dqm-file.ts';
import { listedRuns } from '../../run-selection/run-selection.ts';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { type RunCounts, summarizeCounts } from '../../run-selection/run-tally.tsx';
import styles from './trends-toolbar.module.css';
import tallyStyles from '../../run-selection/run-tally.module.css';

/** Subsystem, datasets, runs, search and chart options: every change goes to the URL. */
export function TrendsToolbar({
  view,
  subsystems,
  counts,
  runs,
  plots,
  constant,
  onChange,
  toggleIndex,
  action,
}: {
  view: TrendsView;
  subsystems: readonly SubsystemDatasetsFragment[];
  counts: RunCounts | undefined;
  /** The runs of the page; none while loading. */
  runs: readonly number[];
  /** Number of plots; undefined while loading. */
  plots: number | undefined;
  /** Number of plots that are hidden because they are constant. */
  constant: number;
  onChange: (part: Partial<TrendsView>) => void;
  toggleIndex: () => void;
  /** Of the menu View. */
  action: MenuAction;
}) {
  const summary = [
    ...(plots === undefined ? [] : [`${plots.toLocaleString('en')} ${plots === 1 ? 'plot' : 'plots'}`]),
    ...(constant > 0 ? [`${constant.toLocaleString('en')} constant hidden`] : []),
    ...(counts ? [summarizeCounts(counts)] : []),
  ].join(' · ');
  return (
    <div className={styles.root} role="search" aria-label="What is shown">
      <Button px={8} aria-label="Index of plots" title="Index of plots" onClick={toggleIndex}>
        <List size={15} />
      </Button>
      <DatasetPicker view={view} subsystems={subsystems} onChange={onChange} />
      <RunPicker
        dataset={view}
        runs={view.runs}
        counts={counts}
        onChange={(part) => onChange({ runs: { ...view.runs, ...part }, zoom: null })}
      />
      <DraftTextInput
        aria-label="Search"
        placeholder="Search name, title, ME path, metric"
        className={styles.search}
        type="search"
        leftSection={<Search size={14} />}
        value={view.search}
        wait={200}
        onCommit={(search) => onChange({ ...searchedView(search), at: '' })}
      />
      {view.zoom || view.limits.length > 0 ? (
        <Button
          variant="subtle"
          leftSection={<ZoomOut size={14} />}
          onClick={() => onChange({ zoom: null, limits: [] })}
        >
          Show all
        </Button>
      ) : null}
      <GridExport view={view} runs={runs} />
      <ChartOptionsMenu options={view.chart} change={onChange} action={action}>
        <GridOptions view={view} onChange={onChange} />
      </ChartOptionsMenu>
      <Text className={tallyStyles.summary} aria-live="polite" title={summary}>
        {summary}
      </Text>
    </div>
  );
}

/** What a search changes: the path of a DQM file opens its dataset and run. */
function searchedView(search: string): Partial<TrendsView> {
  const file = findDqmFile(search);
  if (!file) return { search };
  const { run, primaryDataset, processing } = file;
  return { search: '', primaryDataset, processing, compared: [], runs: listedRuns([run]), zoom: null };
}
