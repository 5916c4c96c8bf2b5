import { useQuery } from '@apollo/client/react';
import { Drawer } from '@mantine/core';
import { useDocumentTitle, useElementSize, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { pageLink } from '../../url/links.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { lineKey } from './card/card-lines.ts';
import type { PlotContext } from './card/plot-card.tsx';
import { PlotGrid } from './plot-grid.tsx';
import { PlotIndex } from './plot-index/plot-index.tsx';
import { PlotsLoading } from './card/plots-loading.tsx';
import { PointPanel } from '../../point/point-panel.tsx';
import { TrendsToolbar } from './trends-toolbar.tsx';
import { SubsystemsDocument, TrendListDocument } from '../../generated/operations.ts';
import { arrangePlots, type Plot, searchTrends } from './plots.ts';
import type { PointName } from '../../point/point.ts';
import { useLast } from '../../ui/use-last.ts';
import { useInitialData } from './initial-data.ts';
import flagsLayer from '../../chart/layers/flags.ts';
import { useFlags } from '../../flags/use-flags.ts';
import { useLabels } from '../../labels/use-labels.ts';
import { binRuns } from '../../chart/bins/bin-runs.ts';
import { drawnOptions } from '../../chart/chart-options.ts';
import { intervalOf, zoomedAxis } from '../../chart/axis/run-interval.ts';
import { runAxis } from '../../chart/axis/run-axis.ts';
import { useRunsAround } from '../../run-selection/runs-around.ts';
import { runsProblem, toRunSelection } from '../../run-selection/run-selection.ts';
import { useStable } from '../../ui/use-stable.ts';
import { needsFigures, orderPlots } from './plot-order.ts';
import { useDatasets, useRunsOf, useTrendFigures } from './trend-data.ts';
import { useAnnotations } from '../../notes/use-annotations.ts';
import { useNoteDrag } from '../../notes/use-note-drag.tsx';
import { datasetNames } from './datasets.ts';
import { describeRuns } from '../../chart/export/drawn-plots.ts';
import { plotLinkFrom, type TrendsView, trendsViewCodec, zoomedView } from './trends-view.ts';
import { isUnknown, UnknownDataset } from './unknown-dataset.tsx';
import { toParameters } from '../../url/codec.ts';
import { useTrendsView } from './use-trends-view.ts';
import styles from './trends.module.css';
import plotStyles from './card/plot-card.module.css';

/** Height of the header of all pages in pixels. */
const headerHeight = 48;

/** The grid of trends of a subsystem in a dataset. */
export function TrendsPage() {
  const { isReady } = useInitialData(trendsViewCodec.read(useSearchParams()[0]));
  const available = useQuery(SubsystemsDocument, { skip: !isReady });
  const subsystems = available.data?.subsystems;
  const [view, update] = useTrendsView(subsystems);
  const { subsystem, primaryDataset, processing, search, runs } = view;
  const options = useStable(view.chart);
  const chart = useMemo(() => drawnOptions(options), [options]);
  const point = useStable(view.point);
  const list = useQuery(TrendListDocument, {
    variables: { subsystem, primaryDataset, processing },
    skip: !isReady || subsystem === '' || primaryDataset === '' || processing === '',
  });
  const datasets = useDatasets(view);
  const { order, hidesConstant } = view;
  const isMeasured = needsFigures(order, hidesConstant);
  const { figures, error: figuresError } = useTrendFigures(primaryDataset === '' ? undefined : datasets[0], isMeasured);
  const arranged = useMemo(
    () => (list.data ? arrangePlots(searchTrends(list.data.trends, search), list.data.displayGroups) : undefined),
    [list.data, search],
  );
  const plots = useMemo(() => {
    if (!arranged || (isMeasured && !figures)) return undefined;
    return orderPlots(arranged, figures ?? new Map(), order, hidesConstant);
  }, [arranged, figures, isMeasured, order, hidesConstant]);
  const { table: runsTable, first, error, retry } = useRunsOf(datasets, runs);
  const binned = useMemo(() => runsTable && binRuns(runsTable, chart.bins), [runsTable, chart.bins]);
  const labelled = useLabels(binned?.table ?? runsTable);
  const table = useFlags(labelled, {
    subsystem,
    datasets: datasets.map(({ name }) => name),
    select: toRunSelection(runs),
    isShown: chart.overlays[flagsLayer.key] === true,
  });
  const zoom = useStable(view.zoom);
  const limits = useStable(view.limits);
  const axis = useMemo(
    () => (table ? zoomedAxis(runAxis(table, chart.x), table, zoom) : undefined),
    [table, chart.x, zoom],
  );

  useRunsAround(
    point && { primaryDataset, processing, ...point.dataset, run: point.run },
    runs,
    runsTable,
    useCallback((runs) => update({ runs }, { replace: true }), [update]),
  );
  const annotations = useAnnotations({ primaryDataset, processing }, toRunSelection(runs), runsTable?.runs ?? noRuns);
  const { onRuns, action: noteAction, overlay: noteOverlay } = useNoteDrag();
  const latest = useLatest(view);
  const openPoint = useCallback(
    (point: PointName) =>
      update(
        binned
          ? {
              chart: { ...options, bins: 'run' },
              zoom: intervalOf(binned.table, binned.table.indexByRun.get(point.run)),
            }
          : { point },
      ),
    [update, binned, options],
  );
  const onScroll = useCallback((at: string) => update({ at }, { replace: true }), [update]);
  const hidden = useStable(view.hidden);
  const toggle = useCallback<PlotContext['toggle']>(
    (lines) => {
      const keys = lines.map(lineKey);
      const before = latest.current.hidden;
      const others = before.filter((key) => !keys.includes(key));
      const isShown = keys.some((key) => !before.includes(key));
      update({ hidden: isShown ? [...others, ...keys] : others }, { replace: true });
    },
    [latest, update],
  );
  const context = useMemo<PlotContext | undefined>(
    () =>
      runsTable && table && axis
        ? {
            subsystem,
            datasets,
            runsTable,
            binned,
            table,
            axis,
            chart,
            point,
            openPoint,
            limits,
            zoomPlot: (key, zoom) => update(zoomedView(latest.current, key, zoom)),
            hidden,
            toggle,
            annotations,
            onRuns,
            linkOf: ({ group, trends }) =>
              plotLinkFrom(
                { ...latest.current, chart: options, zoom, limits, hidden },
                group === null ? { config: trends[0]?.config.name ?? '' } : { group },
              ),
          }
        : undefined,
    [
      subsystem,
      datasets,
      runsTable,
      binned,
      table,
      axis,
      options,
      chart,
      point,
      openPoint,
      zoom,
      limits,
      hidden,
      toggle,
      annotations,
      onRuns,
      update,
      latest,
    ],
  );
  const current = useMemo(() => (plots && context ? { plots, context } : undefined), [plots, context]);
  // While others are loading, the previous plots stay, dimmed.
  const drawn = useLast(current);
  const index = useIndex();
  const { ref: barRef, height: barHeight } = useElementSize<HTMLDivElement>();
  const isToolbarSticky = useMediaQuery('(min-width: 701px)', true, { getInitialValueInEffect: false });

  useDocumentTitle(subsystem === '' ? 'HDQM' : `${subsystem} · ${primaryDataset} ${processing} · HDQM`);

  if (available.error)
    return (
      <Failure
        what="The subsystems could not be loaded."
        error={available.error}
        retry={() => void available.refetch()}
      />
    );
  if (subsystems && !subsystems.some(({ trendCount }) => trendCount > 0)) {
    return (
      <Empty title="No trends yet">
        A scan extracts trends from the DQM files. Start one on the page <Link to={pageLink('/scans')}>Scans</Link> or
        with <code>npx hdqm scan</code>.
      </Empty>
    );
  }
  const isWithoutData = subsystems !== undefined && isUnknown(view, subsystems);
  const indexList = (
    <PlotIndex
      plots={plots ?? []}
      at={view.at}
      onSelect={(at) => {
        index.close();
        update({ at }, { replace: true });
      }}
    />
  );
  const problem = runsProblem(runs);
  const failure = list.error ?? error ?? figuresError;
  return (
    <div style={{ '--toolbar-height': `${barHeight}px` } as CSSProperties}>
      <div ref={barRef} className={styles.sticky}>
        <TrendsToolbar
          view={view}
          subsystems={subsystems ?? []}
          counts={first}
          runs={runsTable?.runs ?? noRuns}
          plots={plots?.length}
          constant={(arranged?.length ?? 0) - (plots?.length ?? arranged?.length ?? 0)}
          onChange={update}
          toggleIndex={index.toggle}
          action={noteAction}
        />
      </div>
      {drawn ? (
        <h1 className="print-title">
          {subsystem}, {datasetNames(drawn.context.datasets)}: {describeRuns(drawn.context)}
        </h1>
      ) : null}
      <div className={styles.body}>
        {index.beside ? <aside>{indexList}</aside> : null}
        <div className={styles.main}>
          {problem ? <Empty title="Cannot read the run list">{problem}.</Empty> : null}
          {failure && !isWithoutData ? (
            <Failure
              what="The trends could not be loaded."
              error={failure}
              retry={() => {
                if (list.error) void list.refetch();
                retry();
              }}
            />
          ) : null}
          {isWithoutData ? (
            <UnknownDataset
              shown={view}
              subsystems={subsystems}
              linkOf={(dataset) =>
                pageLink('/trends', toParameters(trendsViewCodec, { ...view, ...dataset, point: null }))
              }
            />
          ) : null}
          {!problem && !failure && !isWithoutData && !drawn ? <PlotsLoading /> : null}
          {!problem && !failure && !isWithoutData && drawn ? (
            <div className={current ? undefined : plotStyles.stale} aria-busy={!current} inert={!current}>
              <Plots
                plots={drawn.plots}
                view={view}
                above={headerHeight + (isToolbarSticky ? barHeight : 0)}
                context={drawn.context}
                onScroll={onScroll}
              />
            </div>
          ) : null}
        </div>
      </div>
      {noteOverlay}
      <Drawer opened={index.over} onClose={index.toggle} title="Plots" size={320} padding="xs">
        {indexList}
      </Drawer>
      {point && !isWithoutData && primaryDataset !== '' ? (
        <PointPanel
          subsystem={subsystem}
          dataset={point.dataset ?? { primaryDataset, processing }}
          config={point.config}
          run={point.run}
          onRun={(run) => update({ point: { ...point, run } }, { replace: true })}
          close={() => update({ point: null })}
        />
      ) : null}
    </div>
  );
}

const noRuns: readonly number[] = [];

function Plots({
  plots,
  view,
  above,
  context,
  onScroll,
}: {
  plots: readonly Plot[];
  view: TrendsView;
  above: number;
  context: PlotContext;
  onScroll: (at: string) => void;
}) {
  if (plots.length === 0 && view.search !== '')
    return (
      <Empty title={`No plot matches “${view.search}”`}>
        The search finds plots with all its words in name, title, ME path or metric.
      </Empty>
    );
  if (plots.length === 0) return <Empty title="No data">Select another subsystem or dataset.</Empty>;
  if (context.table.runs.length === 0)
    return (
      <Empty title="No run matches">The run selection above excludes all runs of this dataset and shows why.</Empty>
    );
  return (
    <PlotGrid
      plots={plots}
      perRow={view.perRow}
      plotHeight={view.plotHeight}
      at={view.at}
      above={above}
      onScroll={onScroll}
      context={context}
    />
  );
}

/** The value of the last render, for callbacks. */
function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Where the index of plots is shown: beside the plots in a wide window, which the browser remembers, or in a drawer over them. */
function useIndex(): { beside: boolean; over: boolean; toggle: () => void; close: () => void } {
  const room = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false });
  const [open, setOpen] = useLocalStorage({ key: 'hdqm-index', defaultValue: true });
  const [over, setOver] = useState(false);
  return {
    beside: room && open,
    over: !room && over,
    toggle: () => (room ? setOpen(!open) : setOver(!over)),
    close: () => setOver(false),
  };
}
