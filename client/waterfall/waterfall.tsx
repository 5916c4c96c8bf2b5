import { Group, NumberInput, SegmentedControl, Text, useComputedColorScheme } from '@mantine/core';
import { Chart, type ChartConfiguration } from 'chart.js';
import { type MouseEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { formatNumber, formatValue } from '../format/numbers.ts';
import type { DatasetName } from '../point/point.ts';
import { scaleColor } from '../chart/color-scale.ts';
import { DraftTextInput } from '../ui/draft-inputs.tsx';
import { ReadingStatus } from '../over-runs/reading-status.tsx';
import { RunReasons } from '../over-runs/run-reasons.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { binAt, type CellOptions, isSum, onScale, toCells } from './cells.ts';
import { type RunSlice, useElementRuns } from './use-element-runs.ts';
import { valueChart, waterfallChart } from './waterfall-chart.ts';
import styles from './waterfall.module.css';

/** What is read, for the URL. */
export interface WaterfallView {
  /** Number of latest runs. */
  readonly latest: number;
  /** A metric as in a config; empty: none. */
  readonly metric: string;
  readonly along: 'x' | 'y' | 'z';
}

export const maxRuns = 200;

/** An ME over runs of a dataset: its contents as a column of colours for each run, and the values of a metric above. */
export function Waterfall({
  paths,
  dataset: { primaryDataset, processing },
  runs: selected,
  view: { latest, metric, along },
  change,
  onRun,
}: {
  /** Path of the ME, or several to try in each file, in order. */
  paths: readonly string[];
  dataset: DatasetName;
  /** The runs, of which the latest are shown; by default those of the dataset. */
  runs?: readonly number[];
  view: WaterfallView;
  change: (part: Partial<WaterfallView>) => void;
  /** Called with a run that was clicked. */
  onRun: (run: number) => void;
}) {
  const [normalised, setNormalised] = useState(false);
  /** Null until the user decides: counts cover orders of magnitude, means may be negative. */
  const [isLog, setIsLog] = useState<boolean | null>(null);
  const { runs, total, state, stop, start } = useElementRuns({
    primaryDataset,
    processing,
    paths: [...paths],
    along,
    metric: metric || null,
    runs: selected === undefined ? null : selected.slice(-maxRuns),
    latest: selected === undefined ? latest : maxRuns,
  });
  const className = runs.find(({ slice }) => slice)?.slice?.className ?? '';
  const log = isLog ?? isSum(className);
  const dimension = Number(/[123](?=D|$|[CSILFD]$)/.exec(className)?.[0] ?? 1);
  return (
    <section aria-label="Over runs" className={styles.root}>
      <Group gap="sm" role="toolbar" aria-label="Options of the waterfall">
        {selected === undefined ? (
          <NumberInput
            aria-label="Number of runs"
            w={90}
            min={1}
            max={maxRuns}
            clampBehavior="strict"
            value={latest}
            suffix=" runs"
            onChange={(value) => typeof value === 'number' && value >= 1 && change({ latest: value })}
          />
        ) : null}
        {dimension > 1 ? (
          <SegmentedControl
            aria-label="Axis"
            data={(['x', 'y', 'z'] as const)
              .slice(0, dimension)
              .map((axis) => ({ value: axis, label: `along ${axis}` }))}
            value={along}
            onChange={(value) => change({ along: value as WaterfallView['along'] })}
          />
        ) : null}
        <Toggle label="log" checked={log} onChange={setIsLog} />
        {className === '' || isSum(className) ? (
          <Toggle label="normalised" checked={normalised} onChange={setNormalised} />
        ) : null}
        <DraftTextInput
          aria-label="Metric"
          placeholder="metric, e.g. basic.Mean()"
          className={styles.metric}
          wait={800}
          value={metric}
          onCommit={(text) => change({ metric: text.trim() })}
        />
      </Group>
      <ReadingStatus stream={{ runs, total, state, stop, start }} />
      {selected && selected.length > maxRuns ? (
        <Text size="xs" c="dimmed">
          The latest {maxRuns} of {selected.length.toLocaleString('en')} runs: zoom in to see earlier ones.
        </Text>
      ) : null}
      {runs.length > 0 ? (
        <Plots runs={runs} element={paths[0] ?? ''} metric={metric} normalised={normalised} log={log} onRun={onRun} />
      ) : null}
      <RunReasons runs={runs.map(({ run, reason, failure }) => ({ run, reason: reason ?? failure }))} />
    </section>
  );
}

/** The values of the metric, if there is one, above the contents, run by run. */
function Plots({
  runs,
  element,
  metric,
  normalised,
  log,
  onRun,
}: CellOptions & {
  runs: readonly RunSlice[];
  element: string;
  metric: string;
  onRun: (run: number) => void;
}) {
  const dark = useComputedColorScheme('light') === 'dark';
  const drawn = useDeferredValue(runs);
  const cells = useMemo(() => toCells(drawn, { normalised, log }), [drawn, normalised, log]);
  const waterfall = useMemo(() => waterfallChart(drawn, cells, { log, dark }), [drawn, cells, log, dark]);
  const values = useMemo(() => valueChart(drawn, metric, dark), [drawn, metric, dark]);
  const name = `${element} over ${drawn.length} runs`;
  const describe = (index: number, coordinate: number): string => {
    const run = drawn[index];
    const column = cells.columns[index];
    if (!run) return '';
    const bin = column && binAt(column, coordinate);
    if (!column || bin === undefined) return `run ${run.run}${run.reason === null ? '' : `: ${run.reason}`}`;
    const label = run.slice?.labels?.[bin];
    const interval = `${formatNumber(column.edges[bin] ?? 0)} to ${formatNumber(column.edges[bin + 1] ?? 0)}`;
    return `run ${run.run}, ${label || interval}: ${formatNumber(column.values[bin] ?? 0)}`;
  };
  return (
    <>
      {metric !== '' && drawn.some(({ value }) => value !== null) ? (
        <ChartCanvas configuration={values} label={`${metric} of ${name}`} height={130} onRun={onRun} runs={drawn} />
      ) : null}
      <ChartCanvas configuration={waterfall} label={name} height={340} onRun={onRun} runs={drawn} describe={describe} />
      <Legend values={cells.values} log={log} dark={dark} />
    </>
  );
}

/** The scale of colours with its ends. */
function Legend({ values, log, dark }: { values: readonly [number, number] | undefined; log: boolean; dark: boolean }) {
  if (!values) return null;
  const [min, max] = values.map((value) => onScale(value, log));
  const colors = [0, 0.25, 0.5, 0.75, 1].map((part) => scaleColor(part, 0, 1, dark));
  return (
    <span className={styles.legend}>
      {formatNumber(log ? 10 ** (min ?? 0) : (min ?? 0))}
      <i style={{ background: `linear-gradient(to right, ${colors.join(', ')})` }} />
      {formatNumber(log ? 10 ** (max ?? 0) : (max ?? 0))}
    </span>
  );
}

/** A chart over runs. The pointer shows what is below it, a click opens the run. */
function ChartCanvas({
  configuration,
  label,
  height,
  runs,
  onRun,
  describe,
}: {
  configuration: ChartConfiguration<'scatter', { x: number; y: number }[]>;
  label: string;
  /** In pixels. */
  height: number;
  runs: readonly RunSlice[];
  onRun: (run: number) => void;
  /** What is at the run of an index and a coordinate. */
  describe?: (index: number, coordinate: number) => string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<'scatter', { x: number; y: number }[]>>(undefined);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!canvas.current) return undefined;
    const created = new Chart(canvas.current, configuration);
    chart.current = created;
    return () => created.destroy();
  }, [configuration]);
  const at = ({ nativeEvent: { offsetX, offsetY } }: MouseEvent): { index: number; coordinate: number } | undefined => {
    const { x, y } = chart.current?.scales ?? {};
    if (!x || !y) return undefined;
    const index = Math.round(x.getValueForPixel(offsetX) ?? -1);
    return index < 0 || index >= runs.length ? undefined : { index, coordinate: y.getValueForPixel(offsetY) ?? 0 };
  };
  return (
    <div>
      <div style={{ position: 'relative', height }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={label}
          className={styles.canvas}
          onMouseMove={(event) => {
            const found = at(event);
            setText(found ? (describe?.(found.index, found.coordinate) ?? describeValue(runs[found.index])) : '');
          }}
          onMouseLeave={() => setText('')}
          onClick={(event) => {
            const run = runs[at(event)?.index ?? -1]?.run;
            if (run !== undefined) onRun(run);
          }}
        />
      </div>
      <div className={styles.readout}>{text}</div>
    </div>
  );
}

function describeValue(run: RunSlice | undefined): string {
  if (!run) return '';
  const { value, errorLow, errorHigh, failure } = run;
  return `run ${run.run}: ${value === null ? (failure ?? 'no value') : formatValue(value, errorLow ?? 0, errorHigh ?? 0)}`;
}
