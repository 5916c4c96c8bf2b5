import { ActionIcon, useComputedColorScheme } from '@mantine/core';
import { EllipsisVertical, RotateCw } from 'lucide-react';
import { type ComponentProps, memo, useMemo, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import type { ChartOptions } from '../../chart/chart-options.ts';
import { useLast } from '../../ui/use-last.ts';
import { formatNumber } from '../../format/numbers.ts';
import { meanAndRms } from '../../chart/statistics/statistics.ts';
import { distinctParts, type Plot } from './plots.ts';
import type { PointName } from '../../point/point.ts';
import type { Points } from '../../data/point-store.ts';
import type { RunAxis } from '../../chart/axis/run-axis.ts';
import { shownIndices } from '../../chart/axis/run-interval.ts';
import type { Zoom } from '../../chart/use-zoom-gestures.ts';
import { useStable } from '../../ui/use-stable.ts';
import type { PlotLimits } from './trends-view.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import type { ShownDataset } from './datasets.ts';
import { PlotMenu } from './export/plot-menu.tsx';
import { MarkerIcon } from '../../chart/markers/marker-icon.tsx';
import type { DatasetLine } from '../../chart/export/plot-files.ts';
import { pickRuns, type PlotLine, seriesColors, styleOf } from '../../chart/series.ts';
import { TrendPlot } from '../../chart/trend-plot.tsx';
import legend from '../../chart/legend.module.css';
import card from '../../ui/card.module.css';
import styles from './plot-card.module.css';
import { TitleText } from '../../ui/title-text.tsx';
import { plainTitle } from '../../format/tlatex.ts';

/** What all plots of a page share. */
export interface PlotContext {
  readonly datasets: readonly ShownDataset[];
  readonly table: RunTable;
  readonly axis: RunAxis;
  readonly chart: ChartOptions;
  readonly point: PointName | null;
  readonly openPoint: (point: PointName) => void;
  readonly limits: readonly PlotLimits[];
  readonly zoomPlot: (key: string, zoom: Zoom) => void;
  /** The page of a plot. */
  readonly linkOf: (plot: Plot) => string;
}

/** A line of a plot with its config and dataset. */
interface CardLine extends DatasetLine {
  readonly config: string;
  readonly dataset: ShownDataset;
}

/** A plot of the grid with its title, mean and RMS; a placeholder until its points are loaded. */
export const PlotCard = memo(function PlotCard({ plot, context }: { plot: Plot; context: PlotContext }) {
  const { datasets, table, axis, chart, point, openPoint, zoomPlot, linkOf } = context;
  const limits = useStable(context.limits.find(({ key }) => key === plot.key)?.limits ?? null);
  const points = usePoints(plot, datasets);
  const lines = useMemo(() => (points ? cardLines(plot, datasets, points) : undefined), [plot, datasets, points]);
  const current = useMemo(() => (lines ? { lines, table, axis } : undefined), [lines, table, axis]);
  // While other points are loading, the previous ones stay, dimmed.
  const drawn = useLast(current);
  const shown = useMemo(() => (drawn ? linesOf(drawn) : []), [drawn]);
  const error = points?.find((found) => found instanceof Error);
  const link = linkOf(plot);
  return (
    <article className={`${card.root} ${styles.root}`} data-plot={plot.key} aria-label={plainTitle(plot.title)}>
      <header>
        <Link
          to={link}
          className={card.title}
          title={[plainTitle(plot.yTitle), ...plot.trends.map(({ config }) => `${config.name}: ${config.metric}`)].join(
            '\n',
          )}
        >
          <TitleText title={plot.title} />
        </Link>
        <MenuButton plot={plot} lines={lines ?? []} datasets={datasetNames(datasets)} table={table} link={link} />
      </header>
      {error ? (
        <div className={styles.error} role="alert">
          The points could not be loaded: {error.message}
          <button type="button" onClick={() => datasets.forEach(({ store }) => store.retry())}>
            <RotateCw size={12} /> Retry
          </button>
        </div>
      ) : null}
      {!error && !drawn ? <div className={styles.loading} aria-label="Loading" aria-busy /> : null}
      {!error && drawn ? (
        <div className={current ? styles.body : `${styles.body} ${styles.stale}`} aria-busy={!current}>
          {drawn.lines.length > 1 ? (
            <Legend lines={shown} />
          ) : (
            <Figures line={shown[0]} runs={shownRuns(drawn).length} />
          )}
          <TrendPlot
            title={plot.title}
            yTitle={plot.yTitle}
            lines={drawn.lines}
            table={drawn.table}
            axis={drawn.axis}
            options={chart}
            highlightedRun={point?.run}
            limits={limits ?? undefined}
            onZoom={(zoom) => zoomPlot(plot.key, zoom)}
            onPoint={(run, index) => {
              const line = drawn.lines[index];
              if (line) openPoint(pointOf(line, run));
            }}
          />
        </div>
      ) : null}
    </article>
  );
});

/** What a card draws. */
interface Drawn {
  readonly lines: readonly CardLine[];
  readonly table: RunTable;
  readonly axis: RunAxis;
}

/** The runs between the ends of the x axis. */
const shownRuns = ({ table, axis }: Drawn): readonly number[] => table.runs.slice(...shownIndices(axis));

/** The lines with their points between the ends of the x axis. */
function linesOf(drawn: Drawn): readonly PlotLine[] {
  const shown = shownRuns(drawn);
  if (shown.length === drawn.table.runs.length) return drawn.lines;
  const runs = new Set(shown);
  return drawn.lines.map((line) => ({ ...line, columns: pickRuns(line.columns, runs) }));
}

/** The points of all trends of a plot, dataset by dataset; undefined until all are loaded. */
function usePoints(plot: Plot, datasets: readonly ShownDataset[]): readonly Points[] | undefined {
  const { subscribe, get } = useMemo(() => pointsOf(plot, datasets), [plot, datasets]);
  const points = useSyncExternalStore(subscribe, get);
  return points.every((one) => one !== undefined) ? points : undefined;
}

/** For `useSyncExternalStore`: `get` returns the same list until points of the plot change. */
function pointsOf(plot: Plot, datasets: readonly ShownDataset[]) {
  let previous: readonly (Points | undefined)[] = [];
  return {
    subscribe: (listener: () => void) => {
      const unsubscribes = datasets.map(({ store }) => store.subscribe(listener));
      return () => unsubscribes.forEach((unsubscribe) => unsubscribe());
    },
    get: () => {
      const current = datasets.flatMap(({ store }) => plot.trends.map(({ config }) => store.get(config.name)));
      if (current.length !== previous.length || current.some((one, index) => one !== previous[index]))
        previous = current;
      return previous;
    },
  };
}

function cardLines(plot: Plot, datasets: readonly ShownDataset[], points: readonly Points[]): CardLine[] {
  const short = distinctParts(plot.trends.map(({ config }) => config.name));
  return datasets.flatMap((dataset, datasetIndex) =>
    plot.trends.flatMap(({ config }, index) => {
      const columns = points[datasetIndex * plot.trends.length + index];
      if (columns === null || columns === undefined || columns instanceof Error) return [];
      const name = plot.trends.length > 1 ? (short[index] ?? config.name) : '';
      return [
        {
          name: datasets.length > 1 ? `${name} ${dataset.label}`.trim() : name || config.name,
          columns,
          // Trends have colours and datasets filled or hollow points; one trend alone has a colour for each dataset.
          trendIndex: plot.trends.length > 1 ? index : datasetIndex,
          datasetIndex,
          config: config.name,
          dataset,
          datasetName: datasetNames([dataset]),
        },
      ];
    }),
  );
}

function pointOf({ config, dataset }: CardLine, run: number): PointName {
  return dataset.isFirst ? { config, run } : { config, run, dataset: dataset.name };
}

const datasetNames = (datasets: readonly ShownDataset[]): string =>
  datasets.map(({ name }) => `${name.primaryDataset} ${name.processing}`).join(', ');

/** The button of a plot's menu. The menu is created on the first click: most are never opened. */
function MenuButton(props: Omit<ComponentProps<typeof PlotMenu>, 'close'>) {
  const [opened, setOpened] = useState(false);
  if (opened) return <PlotMenu {...props} close={() => setOpened(false)} />;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={22}
      aria-label={`Menu of ${plainTitle(props.plot.title)}`}
      aria-haspopup="menu"
      onClick={() => setOpened(true)}
    >
      <EllipsisVertical size={14} />
    </ActionIcon>
  );
}

function Figures({ line, runs }: { line: PlotLine | undefined; runs: number }) {
  const figures = meanAndRms(line?.columns.values ?? []);
  const gaps = runs - (figures?.count ?? 0);
  return (
    <div className={card.figures}>
      {figures
        ? `mean ${formatNumber(figures.mean)}, RMS ${formatNumber(figures.rms)}, ${figures.count} runs`
        : 'no values in these runs'}
      {gaps > 0 ? `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}` : ''}
    </div>
  );
}

function Legend({ lines }: { lines: readonly PlotLine[] }) {
  const colors = seriesColors(useComputedColorScheme('light') === 'dark');
  return (
    <div className={legend.root} role="group" aria-label="Lines" tabIndex={lines.length > 3 ? 0 : undefined}>
      {lines.map((line, index) => {
        const { name, columns } = line;
        const { color, marker } = styleOf(line, index, colors);
        const figures = meanAndRms(columns.values);
        return (
          <span key={name} title={figures ? `${figures.count} runs` : 'no values in these runs'}>
            <MarkerIcon color={color} {...marker} />
            {name}
            {figures ? (
              <small>{` ${formatNumber(figures.mean)} (RMS ${formatNumber(Number(figures.rms.toPrecision(2)))})`}</small>
            ) : null}
          </span>
        );
      })}
    </div>
  );
}
