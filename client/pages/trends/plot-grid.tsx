import { useDebouncedCallback, useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Plot } from './plots.ts';
import { PlotCard, type PlotContext } from './card/plot-card.tsx';
import styles from './plot-grid.module.css';

/** Minimum width of a plot in pixels where the number per row is not fixed, and above the width of a large screen. */
const [minPlotWidth, minPlotWidthLarge, largeScreen] = [380, 420, 2000];
const gap = 10;
/** Height of a card in pixels, by plots per row. */
const heights = [262, 372, 312, 278, 252];

/** Plots per row: up to 4, and on a large screen as many as fit. */
function fittingPerRow(width: number): number {
  const fit = (minWidth: number): number => Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
  return window.innerWidth > largeScreen ? fit(minPlotWidthLarge) : Math.min(4, fit(minPlotWidth));
}

/** The plots of a view. Only those near the window are rendered, and only their points are loaded. */
export function PlotGrid({
  plots,
  perRow: wanted,
  plotHeight,
  at,
  above,
  onScroll,
  context,
}: {
  plots: readonly Plot[];
  /** Plots per row; 0 fits them to the width. */
  perRow: number;
  /** Height of a plot in pixels; 0 follows the number per row. */
  plotHeight: number;
  /** Key of the plot to scroll to; `#N` for the plot at index N. */
  at: string;
  /** Height in pixels of what covers the top of the window. */
  above: number;
  /** Called after scrolling with the key of the first plot in the window. */
  onScroll: (at: string) => void;
  context: PlotContext;
}) {
  const { ref, width } = useElementSize();
  const list = useRef<HTMLDivElement | null>(null);
  const perRow = width < 560 ? 1 : wanted || fittingPerRow(width);
  const height = plotHeight || (heights[wanted === 0 ? 0 : perRow] ?? 262);
  const rows = useMemo(
    () =>
      Array.from({ length: Math.ceil(plots.length / perRow) }, (_, row) =>
        plots.slice(row * perRow, (row + 1) * perRow),
      ),
    [plots, perRow],
  );
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 1,
    scrollMargin: list.current?.offsetTop ?? 0,
    scrollPaddingStart: above + gap,
    gap,
  });
  useEffect(() => virtual.measure(), [virtual, height]);

  const items = virtual.getVirtualItems();
  // `range` is up to date only after `getVirtualItems`.
  const [first = 0, last = -1] = [virtual.range?.startIndex, virtual.range?.endIndex];
  const shown = width === 0 ? '' : `${first}-${last}`;
  const { datasets } = context;
  useEffect(() => {
    if (shown === '' || last < 0) return;
    const visible = rows.slice(first, last + 1).flat();
    const names = [...new Set(visible.flatMap(({ trends }) => trends.map(({ config }) => config.name)))];
    for (const { store } of datasets) store.request(names);
  }, [shown, first, last, rows, datasets]);

  // Scrolls to the plot that the URL names, unless the URL follows the user's own scrolling.
  const scrolledTo = useRef('');
  const ready = width > 0;
  useEffect(() => {
    if (!ready || at === scrolledTo.current) return;
    scrolledTo.current = at;
    const index = at.startsWith('#') ? Number(at.slice(1)) : plots.findIndex(({ key }) => key === at);
    if (index >= 0) virtual.scrollToIndex(Math.floor(index / perRow), { align: 'start' });
  }, [ready, at, plots, perRow, virtual]);
  // When the number of plots per row changes, keeps the plot of the open point in the window, or else the first plot. A link to a point
  // scrolls to its plot.
  const columns = useRef(0);
  useEffect(() => {
    const firstRow = Math.max(
      0,
      Math.round((window.scrollY + above + gap - virtual.options.scrollMargin) / (height + gap)),
    );
    if (!ready || columns.current === perRow) return;
    const openPlot = plots.findIndex(({ trends }) =>
      trends.some(({ config }) => config.name === context.point?.config),
    );
    const index = openPlot >= 0 ? openPlot : firstRow * columns.current;
    const isFirst = columns.current === 0;
    columns.current = perRow;
    if (isFirst && (openPlot < 0 || at !== '')) return;
    virtual.scrollToIndex(Math.floor(index / perRow), { align: openPlot >= 0 ? 'auto' : 'start' });
  }, [ready, at, perRow, plots, context.point, above, height, virtual]);
  const reportPosition = useDebouncedCallback(() => {
    const row = Math.round((window.scrollY + above + gap - virtual.options.scrollMargin) / (height + gap));
    const key = window.scrollY < height / 2 ? '' : (rows[row]?.[0]?.key ?? '');
    scrolledTo.current = key;
    onScroll(key);
  }, 300);
  useEffect(() => {
    window.addEventListener('scroll', reportPosition, { passive: true });
    return () => window.removeEventListener('scroll', reportPosition);
  }, [reportPosition]);

  return (
    <div ref={ref}>
      <div ref={list} style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {width === 0
          ? null
          : items.map(({ index, key, start }) => (
              <div
                key={key}
                className={styles.row}
                style={{
                  height,
                  transform: `translateY(${start - virtual.options.scrollMargin}px)`,
                  gridTemplateColumns: `repeat(${perRow}, minmax(0, 1fr))`,
                  gap,
                }}
              >
                {rows[index]?.map((plot) => (
                  <PlotCard key={plot.key} plot={plot} context={context} />
                ))}
              </div>
            ))}
      </div>
    </div>
  );
}
