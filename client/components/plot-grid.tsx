import { useQuery } from '@apollo/client/react';
import { useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useMemo, useRef } from 'react';
import { RunDetailsDocument, TrendColumnsDocument } from '../generated/operations.ts';
import type { Plot } from '../state/plots.ts';
import type { PointName } from '../state/point.ts';
import { toRunSelection } from '../state/run-selection.ts';
import type { View } from '../state/view.ts';
import { Failure } from './message.tsx';
import { PlotCard } from './plot-card.tsx';
import type { RunInfo } from './point-hint.tsx';

/** Least width of a plot, and plots whose points come in one request. */
const plotWidth = 380;
const batch = 12;
const rowHeight = 262;

/** All plots of a view; only those near the window are drawn, and only their points are fetched. */
export function PlotGrid({
  plots,
  view,
  choose,
}: {
  plots: readonly Plot[];
  view: View;
  choose: (point: PointName) => void;
}) {
  const { ref, width } = useElementSize();
  const list = useRef<HTMLDivElement | null>(null);
  const perRow = view.perRow || Math.max(1, Math.min(4, Math.floor(width / plotWidth)));
  const rows = useMemo(
    () =>
      Array.from({ length: Math.ceil(plots.length / perRow) }, (_, row) =>
        plots.slice(row * perRow, (row + 1) * perRow),
      ),
    [plots, perRow],
  );
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 1,
    scrollMargin: list.current?.offsetTop ?? 0,
    gap: 10,
  });
  return (
    <div ref={ref}>
      <div ref={list} style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {width === 0
          ? null
          : virtual.getVirtualItems().map(({ index, key, start }) => (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                style={{
                  position: 'absolute',
                  top: 0,
                  left: 0,
                  width: '100%',
                  transform: `translateY(${start - virtual.options.scrollMargin}px)`,
                  display: 'grid',
                  gridTemplateColumns: `repeat(${perRow}, minmax(0, 1fr))`,
                  gap: 10,
                }}
              >
                {rows[index]?.map((plot, column) => (
                  <PlotWithPoints
                    key={plot.key}
                    plot={plot}
                    plots={plots}
                    index={index * perRow + column}
                    view={view}
                    choose={choose}
                  />
                ))}
              </div>
            ))}
      </div>
    </div>
  );
}

/** A plot, and the request of the batch that it belongs to: the same for all of the batch, so it is made once. */
function PlotWithPoints({
  plot,
  plots,
  index,
  view,
  choose,
}: {
  plot: Plot;
  plots: readonly Plot[];
  index: number;
  view: View;
  choose: (point: PointName) => void;
}) {
  const start = index - (index % batch);
  const names = useMemo(
    () => plots.slice(start, start + batch).flatMap(({ trends }) => trends.map(({ config }) => config.name)),
    [plots, start],
  );
  const { subsystem, primaryDataset, processing, runs } = view;
  const { data, error, refetch } = useQuery(TrendColumnsDocument, {
    variables: { subsystem, primaryDataset, processing, names, select: toRunSelection(runs) },
  });
  const columns = useMemo(() => new Map(data?.trends.map(({ id, columns }) => [id, columns])), [data]);
  const columnsOf = useCallback((trend: string) => columns.get(trend), [columns]);
  const runInfo = useRunInfo(columns.values().next().value?.runs ?? noRuns);
  if (error) return <Failure what="The points could not be loaded." error={error} retry={() => void refetch()} />;
  return <PlotCard plot={plot} columnsOf={columnsOf} runInfo={runInfo} choose={choose} />;
}

const noRuns: readonly number[] = [];

/** What is known of the runs of a plot: asked for once for all plots of the same runs. */
function useRunInfo(runs: readonly number[]): (run: number) => RunInfo | undefined {
  const { data } = useQuery(RunDetailsDocument, { variables: { numbers: runs.slice(-1000) }, skip: runs.length === 0 });
  const byNumber = useMemo(() => new Map(data?.runs.items.map((run) => [run.number, run])), [data]);
  return useCallback((run) => byNumber.get(run), [byNumber]);
}
