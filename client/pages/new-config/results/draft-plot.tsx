import { useQuery } from '@apollo/client/react';
import { Group, useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { runAxis } from '../../../chart/axis/run-axis.ts';
import type { ChartOptions } from '../../../chart/chart-options.ts';
import { MarkerIcon } from '../../../chart/markers/marker-icon.tsx';
import { seriesColors, styleOf } from '../../../chart/series.ts';
import { TrendPlot, type TrendPlotProps } from '../../../chart/trend-plot.tsx';
import flagsLayer from '../../../chart/layers/flags.ts';
import { useFlags } from '../../../flags/use-flags.ts';
import { DatasetRunsDocument } from '../../../generated/operations.ts';
import type { DatasetName } from '../../../point/point.ts';
import { runTable } from '../../../run-selection/run-table.ts';
import { useLast } from '../../../ui/use-last.ts';
import { useStable } from '../../../ui/use-stable.ts';
import { type BackTest, backTestsOf, type DraftConfig, draftLine, type DraftRun } from './draft-lines.ts';
import { findingNotes } from './finding-notes.ts';
import styles from './draft-plot.module.css';

/** The values of configs of a draft over runs, as plots draw trends: in one plot, or one for each. */
export function DraftPlots({
  configs,
  runs,
  isComplete,
  isSplit,
  latest,
  subsystem,
  dataset,
  options: selectedOptions,
  highlightedRun,
  onPoint,
}: {
  /** In the order of the results. */
  configs: readonly DraftConfig[];
  runs: readonly DraftRun[];
  isComplete: boolean;
  isSplit: boolean;
  latest: number;
  subsystem: string;
  dataset: DatasetName;
  options: ChartOptions;
  highlightedRun: number | undefined;
  /** Called with a run and the index of a config. */
  onPoint: (run: number, index: number) => void;
}) {
  const options = useStable(selectedOptions);
  // While runs are read, the places of all are on the axis.
  const select = useStable({
    significant: false,
    ...(isComplete ? { numbers: runs.map(({ run }) => run) } : { latest }),
  });
  const { data } = useQuery(DatasetRunsDocument, { variables: { ...dataset, select } });
  const columns = useLast(data)?.datasetRuns?.columns;
  const plain = useMemo(() => columns && runTable([columns]), [columns]);
  const isShown = options.overlays[flagsLayer.key] === true;
  const table = useFlags(plain, { subsystem, datasets: [dataset], select, isShown });
  const axis = useMemo(() => table && runAxis(table, options.x), [table, options.x]);
  const lines = useMemo(() => configs.map((config, index) => draftLine(runs, config, index)), [configs, runs]);
  const backTests = backTestsOf(runs);
  const groups = isSplit ? configs.map((_, index) => [index]) : [configs.map((_, index) => index)];
  if (!table || !axis) return <div className={styles.root} />;
  return groups.map((indices) => {
    const shown = indices.flatMap((index) => configs[index] ?? []);
    const [first] = shown;
    return first ? (
      <DraftPlot
        key={indices.join(' ')}
        {...{ table, axis, options, highlightedRun, subsystem, dataset }}
        title={shown.length === 1 ? first.title : shown.map(({ name }) => name).join(', ')}
        yTitle={shown.every(({ yTitle }) => yTitle === first.yTitle) ? first.yTitle : ''}
        lines={indices.flatMap((index) => lines[index] ?? [])}
        backTests={indices.flatMap((index) => backTests?.[index] ?? [])}
        onPoint={(run, line) => onPoint(run, indices[line] ?? 0)}
      />
    ) : null;
  });
}

/** A plot of some lines; it has its own component since its lines must stay the same objects while it is drawn. */
function DraftPlot({
  lines: given,
  backTests: tested,
  subsystem,
  dataset,
  ...plot
}: Omit<TrendPlotProps, 'annotations'> & {
  backTests: readonly BackTest[];
  subsystem: string;
  dataset: DatasetName;
}) {
  const lines = useStable(given);
  const backTests = useStable(tested);
  const of = useStable({ subsystem, dataset });
  const annotations = useMemo(() => findingNotes(backTests, of), [backTests, of]);
  const colors = seriesColors(useComputedColorScheme('light') === 'dark');
  return (
    <div>
      {lines.length > 1 ? (
        <Group gap="md" component="ul" className={styles.legend} aria-label="Legend">
          {lines.map((line, index) => {
            const { color, marker } = styleOf(line, index, colors);
            return (
              <li key={line.name}>
                <MarkerIcon color={color} {...marker} /> {line.name}
              </li>
            );
          })}
        </Group>
      ) : null}
      <div className={styles.root}>
        <TrendPlot {...plot} lines={lines} annotations={annotations} />
      </div>
    </div>
  );
}
