import { useQuery } from '@apollo/client/react';
import { Drawer } from '@mantine/core';
import { useElementSize, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Empty, Failure } from '../../ui/message.tsx';
import type { PlotSurroundings } from './plot-card.tsx';
import { PlotGrid } from './plot-grid.tsx';
import { PlotIndex } from './plot-index.tsx';
import { PlotsLoading } from './plots-loading.tsx';
import { PointPanel } from '../../point/point-panel.tsx';
import { TrendsToolbar } from './trends-toolbar.tsx';
import { SubsystemsDocument, TrendListDocument } from '../../generated/operations.ts';
import { type SubsystemDatasets, completeView } from './default-view.ts';
import { arrangePlots, searchTrends } from './plots.ts';
import type { PointName } from '../../point/point.ts';
import { useLast } from '../../ui/use-last.ts';
import { useInitialData } from './initial-data.ts';
import { runAxis } from '../../chart/axis/run-axis.ts';
import { runsProblem } from '../../run-selection/run-selection.ts';
import { useSame } from '../../ui/use-stable.ts';
import { useDatasets, useRunsOf } from './trend-data.ts';
import { plotLinkFrom, type TrendsView, trendsViewCodec } from './trends-view.ts';
import type { Codec } from '../../url/codec.ts';
import { type Update, useUrlState } from '../../url/use-url-state.ts';
import styles from './trends.module.css';
import plotStyles from './plot-card.module.css';

/** Height of the head of all pages, in pixels. */
const headHeight = 48;

/** The grid of trends of a subsystem in a dataset. */
export function TrendsPage() {
  const { opened } = useInitialData(trendsViewCodec.read(useSearchParams()[0]));
  const choices = useQuery(SubsystemsDocument, { skip: !opened });
  const subsystems = choices.data?.subsystems;
  const [complete, update] = useTrendsView(subsystems);
  const { subsystem, primaryDataset, processing, search, runs } = complete;
  const chart = useSame(complete.chart);
  const point = useSame(complete.point);
  const list = useQuery(TrendListDocument, {
    variables: { subsystem, primaryDataset, processing },
    skip: !opened || subsystem === '' || primaryDataset === '' || processing === '',
  });
  const plots = useMemo(
    () => (list.data ? arrangePlots(searchTrends(list.data.trends, search), list.data.displayGroups) : undefined),
    [list.data, search],
  );
  const datasets = useDatasets(complete);
  const { table, first, error, retry } = useRunsOf(datasets, runs);
  const axis = useMemo(() => (table ? runAxis(table.runs, chart.x) : undefined), [table, chart.x]);

  const choose = useCallback((to: PointName) => update({ point: to }), [update]);
  const moved = useCallback((at: string) => update({ at }, { replace: true }), [update]);
  const latest = useLatest(complete);
  const around = useMemo<PlotSurroundings | undefined>(
    () =>
      table && axis
        ? {
            datasets,
            table,
            axis,
            chart,
            point,
            choose,
            addressOf: (config, others) => plotLinkFrom(latest.current, config, others),
          }
        : undefined,
    [datasets, table, axis, chart, point, choose, latest],
  );
  const fresh = useMemo(() => (plots && around ? { plots, around } : undefined), [plots, around]);
  // While others are loaded, the plots that were there stay, dimmed.
  const drawn = useLast(fresh);
  const index = useIndex();
  const { ref: barRef, height: barHeight } = useElementSize<HTMLDivElement>();
  const barStays = useMediaQuery('(min-width: 701px)', true, { getInitialValueInEffect: false });

  useEffect(() => {
    document.title = subsystem === '' ? 'HDQM' : `${subsystem} · ${primaryDataset} ${processing} · HDQM`;
  }, [subsystem, primaryDataset, processing]);

  if (choices.error)
    return (
      <Failure what="The subsystems could not be loaded." error={choices.error} retry={() => void choices.refetch()} />
    );
  if (subsystems && !subsystems.some(({ trendCount }) => trendCount > 0)) {
    return (
      <Empty title="There are no trends yet">
        A scan reads the DQM files and makes the trends: <Link to="/scans">Scans</Link> shows how far it is, and starts
        one. On the command line it is <code>npx hdqm scan</code>.
      </Empty>
    );
  }
  // A subsystem that has configs and no data has no dataset either.
  const nothing = subsystems !== undefined && primaryDataset === '';
  const indexList = (
    <PlotIndex
      plots={plots ?? []}
      at={complete.at}
      jump={(at) => {
        index.jumped();
        update({ at }, { replace: true });
      }}
    />
  );
  const problem = runsProblem(runs);
  const failure = list.error ?? error;
  return (
    <div style={{ '--toolbar-height': `${barHeight}px` } as CSSProperties}>
      <div ref={barRef} className={styles.toolbar}>
        <TrendsToolbar
          view={complete}
          subsystems={subsystems ?? []}
          counts={first}
          plots={plots?.length}
          change={update}
          toggleIndex={index.toggle}
        />
      </div>
      <div className={styles.body}>
        {index.beside ? <aside>{indexList}</aside> : null}
        <div className={styles.main}>
          {problem ? <Empty title="These runs make no sense">The list of runs: {problem}.</Empty> : null}
          {failure ? (
            <Failure
              what="The trends could not be loaded."
              error={failure}
              retry={() => {
                if (list.error) void list.refetch();
                retry();
              }}
            />
          ) : null}
          {nothing ? <Empty title="No trend has data here">Choose another subsystem.</Empty> : null}
          {!problem && !failure && !nothing && !drawn ? <PlotsLoading /> : null}
          {!problem && !failure && !nothing && drawn ? (
            <div className={fresh ? undefined : plotStyles.stale} aria-busy={!fresh} inert={!fresh}>
              <Plots
                plots={drawn.plots}
                view={complete}
                above={headHeight + (barStays ? barHeight : 0)}
                around={drawn.around}
                moved={moved}
              />
            </div>
          ) : null}
        </div>
      </div>
      <Drawer opened={index.over} onClose={index.toggle} title="Plots" size={320} padding="xs">
        {indexList}
      </Drawer>
      {point && primaryDataset !== '' ? (
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

function Plots({
  plots,
  view,
  above,
  around,
  moved,
}: {
  plots: ReturnType<typeof arrangePlots>;
  view: TrendsView;
  above: number;
  around: PlotSurroundings;
  moved: (at: string) => void;
}) {
  if (plots.length === 0 && view.search !== '')
    return (
      <Empty title={`Nothing matches “${view.search}”`}>
        The search looks for all its words in names, titles, ME paths and metrics.
      </Empty>
    );
  if (plots.length === 0) return <Empty title="No trend has data here">Choose another subsystem or dataset.</Empty>;
  if (around.table.runs.length === 0)
    return (
      <Empty title="No run matches">
        The runs of this dataset are all left out: “{view.runs.by === 'latest' ? 'Latest' : 'Runs'}” above tells why,
        and is where to choose others.
      </Empty>
    );
  return <PlotGrid plots={plots} perRow={view.perRow} at={view.at} above={above} moved={moved} around={around} />;
}

/** The view in the page's URL, completed, and a function that changes a part of it. */
function useTrendsView(subsystems: readonly SubsystemDatasets[] | undefined): [TrendsView, Update<TrendsView>] {
  const codec = useMemo<Codec<TrendsView>>(() => {
    const { read } = trendsViewCodec;
    return {
      ...trendsViewCodec,
      read: (parameters) => (subsystems ? completeView(read(parameters), subsystems) : read(parameters)),
    };
  }, [subsystems]);
  const [view, update] = useUrlState(codec);
  // What the URL leaves open is put there: the link must show the same when there are other datasets.
  const [parameters] = useSearchParams();
  const isOpen = subsystems !== undefined && ['subsystem', 'pd', 'ps'].some((key) => !parameters.has(key));
  useEffect(() => {
    if (isOpen) update({}, { replace: true });
  }, [isOpen, update]);
  return [view, update];
}

/** A value as it was last drawn, for what happens later. */
function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Whether the index of plots is there: beside the plots where there is room, which is remembered, else over them. */
function useIndex(): { beside: boolean; over: boolean; toggle: () => void; jumped: () => void } {
  const room = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false });
  const [open, setOpen] = useLocalStorage({ key: 'hdqm-index', defaultValue: true });
  const [over, setOver] = useState(false);
  return {
    beside: room && open,
    over: !room && over,
    toggle: () => (room ? setOpen(!open) : setOver(!over)),
    jumped: () => setOver(false),
  };
}
