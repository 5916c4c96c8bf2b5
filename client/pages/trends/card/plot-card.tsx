import { ActionIcon } from '@mantine/core';
import { EllipsisVertical, RotateCw } from 'lucide-react';
import { type ComponentProps, memo, useMemo, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import type { Annotations } from '../../../chart/flags/annotations.ts';
import type { ChartOptions } from '../../../chart/chart-options.ts';
import { useLast } from '../../../ui/use-last.ts';
import { useStable } from '../../../ui/use-stable.ts';
import { formatNumber } from '../../../format/numbers.ts';
import { meanAndRms } from '../../../chart/statistics/statistics.ts';
import type { Plot } from '../plots.ts';
import type { PointName } from '../../../point/point.ts';
import type { Points } from '../../../data/point-store.ts';
import type { RunAxis } from '../../../chart/axis/run-axis.ts';
import { shownIndices } from '../../../chart/axis/run-interval.ts';
import type { Zoom } from '../../../chart/use-zoom-gestures.ts';
import type { PlotLimits } from '../trends-view.ts';
import type { BinnedRuns } from '../../../chart/bins/bin-runs.ts';
import type { RunColumns, RunTable } from '../../../run-selection/run-table.ts';
import { datasetNames, type ShownDataset } from '../datasets.ts';
import { Legend } from './plot-legend.tsx';
import { type CardLine, cardLines, lineKey } from './card-lines.ts';
import { PlotMenu } from '../export/plot-menu.tsx';
import { pickRuns, type PlotLine } from '../../../chart/series.ts';
import { TrendPlot } from '../../../chart/trend-plot.tsx';
import card from '../../../ui/card.module.css';
import styles from './plot-card.module.css';
import { annotationsOf, commonScope } from '../../../notes/annotations.ts';
import type { NoteDrag } from '../../../notes/use-note-drag.tsx';
import { TitleText } from '../../../ui/title-text.tsx';
import { plainTitle } from '../../../format/tlatex.ts';

/** What all plots of a page share. */
export interface PlotContext {
  readonly subsystem: string;
  readonly datasets: readonly ShownDataset[];
  readonly runsTable: RunTable;
  /** The runs in bins; undefined where each is a point. */
  readonly binned: BinnedRuns<RunColumns> | undefined;
  /** What is drawn: the runs or their bins. */
  readonly table: RunTable;
  readonly axis: RunAxis;
  readonly chart: ChartOptions;
  readonly point: PointName | null;
  readonly openPoint: (point: PointName) => void;
  readonly limits: readonly PlotLimits[];
  readonly zoomPlot: (key: string, zoom: Zoom) => void;
  /** The keys of the lines that are not drawn, as `lineKey` returns them. */
  readonly hidden: readonly string[];
  /** Hides the lines, or shows them again where they are hidden. */
  readonly toggle: (lines: readonly Pick<CardLine, 'config' | 'dataset'>[]) => void;
  readonly annotations: Annotations;
  /** Called with the runs of a drag, where that makes a note. */
  readonly onRuns: NoteDrag['onRuns'];
  /** The page of a plot. */
  readonly linkOf: (plot: Plot) => string;
}

/** A plot of the grid with its title, mean and RMS; a placeholder until its points are loaded. */
export const PlotCard = memo(function PlotCard({ plot, context }: { plot: Plot; context: PlotContext }) {
  const { subsystem, datasets, runsTable, binned, table, axis, chart, point, openPoint, zoomPlot } = context;
  const { hidden, toggle, onRuns, linkOf } = context;
  const limits = useStable(context.limits.find(({ key }) => key === plot.key)?.limits ?? null);
  const trends = plot.trends.flatMap(({ config }) =>
    datasets.map(({ name }) => ({ subsystem, config: config.name, ...name })),
  );
  const annotations = useStable(annotationsOf(context.annotations, trends));
  const points = usePoints(plot, datasets);
  const ofRuns = useMemo(() => (points ? cardLines(plot, datasets, points) : undefined), [plot, datasets, points]);
  const lines = useMemo(
    () => (binned ? ofRuns?.map((line) => ({ ...line, columns: binned.columnsOf(line.columns) })) : ofRuns),
    [ofRuns, binned],
  );
  const isHidden = (line: CardLine): boolean => hidden.includes(lineKey(line));
  // Only of this plot, whose chart stays as it is when a line of another is hidden.
  const hiddenLines = useStable((lines ?? noLines).flatMap((line, index) => (isHidden(line) ? [index] : [])));
  const current = useMemo(() => {
    const shown = lines?.filter((_, index) => !hiddenLines.includes(index));
    return lines && shown ? { lines, shown, table, axis } : undefined;
  }, [lines, hiddenLines, table, axis]);
  // While other points are loading, the previous ones stay, dimmed.
  const drawn = useLast(current);
  const inRange = useMemo(() => (drawn ? linesOf(drawn) : []), [drawn]);
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
        <MenuButton plot={plot} lines={ofRuns ?? []} datasets={datasetNames(datasets)} table={runsTable} link={link} />
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
            <Legend key={drawn.lines.length} lines={inRange} datasets={datasets} isHidden={isHidden} toggle={toggle} />
          ) : (
            <Figures line={inRange[0]} points={shownRuns(drawn).length} of={drawn.table.bins ? 'bins' : 'runs'} />
          )}
          <TrendPlot
            title={plot.title}
            yTitle={plot.yTitle}
            lines={drawn.shown}
            table={drawn.table}
            axis={drawn.axis}
            options={chart}
            highlightedRun={point?.run}
            yLimits={limits ?? undefined}
            annotations={annotations}
            onRuns={onRuns && ((interval) => onRuns(interval, commonScope(trends)))}
            onZoom={(zoom) => zoomPlot(plot.key, zoom)}
            onPoint={(run, index) => {
              const line = drawn.shown[index];
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
function linesOf(drawn: Drawn): readonly CardLine[] {
  const shown = shownRuns(drawn);
  if (shown.length === drawn.table.runs.length) return drawn.lines;
  const runs = new Set(shown);
  return drawn.lines.map((line) => ({ ...line, columns: pickRuns(line.columns, runs) }));
}

const noLines: readonly CardLine[] = [];

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

function pointOf({ config, dataset }: CardLine, run: number): PointName {
  return dataset.isFirst ? { config, run } : { config, run, dataset: dataset.name };
}

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

function Figures({ line, points, of }: { line: PlotLine | undefined; points: number; of: string }) {
  const figures = meanAndRms(line?.columns.values ?? []);
  const gaps = points - (figures?.count ?? 0);
  return (
    <div className={card.figures}>
      {figures
        ? `mean ${formatNumber(figures.mean)}, RMS ${formatNumber(figures.rms)}, ${figures.count} ${of}`
        : `no values in these ${of}`}
      {gaps > 0 ? `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}` : ''}
    </div>
  );
}
