import { useDebouncedCallback, useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Plot } from './plots.ts';
import { PlotCard, type PlotSurroundings } from './plot-card.tsx';
import styles from './plot-grid.module.css';

/** Least width of a plot, in pixels, where as many as fit are in a row. */
const plotWidth = 380;
const gap = 10;
/** Height of a card by plots a row. */
const heights = [262, 372, 312, 278, 252];

/** All plots of a view: only those near the window are there, and only their points are fetched. */
export function PlotGrid({
  plots,
  perRow: wanted,
  at,
  above,
  moved,
  around,
}: {
  plots: readonly Plot[];
  /** Plots a row; 0 fits them to the width. */
  perRow: number;
  /** Key of the plot to begin at. */
  at: string;
  /** Height of what stands over the window's top, in pixels. */
  above: number;
  /** Tells at which plot the window begins now. */
  moved: (at: string) => void;
  around: PlotSurroundings;
}) {
  const { ref, width } = useElementSize();
  const list = useRef<HTMLDivElement | null>(null);
  const fitting = Math.max(1, Math.floor((width + gap) / (plotWidth + gap)));
  const perRow = width < 560 ? 1 : wanted || Math.min(4, fitting);
  const height = heights[wanted === 0 ? 0 : perRow] ?? 262;
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
  // The range is as it was when the items were last asked for: before that, it may have been of another place on the page.
  const [first = 0, last = -1] = [virtual.range?.startIndex, virtual.range?.endIndex];
  const shown = width === 0 ? '' : `${first}-${last}`;
  const { datasets } = around;
  useEffect(() => {
    if (shown === '' || last < 0) return;
    const seen = rows.slice(first, last + 1).flat();
    const names = [...new Set(seen.flatMap(({ trends }) => trends.map(({ config }) => config.name)))];
    for (const { store } of datasets) store.want(names);
  }, [shown, first, last, rows, datasets]);

  // The plot that the URL begins at is gone to once for every time that it is named, but not when it was scrolled to.
  const here = useRef('');
  const ready = width > 0;
  useEffect(() => {
    if (!ready || at === here.current) return;
    here.current = at;
    const index = at.startsWith('#') ? Number(at.slice(1)) : plots.findIndex(({ key }) => key === at);
    if (index >= 0) virtual.scrollToIndex(Math.floor(index / perRow), { align: 'start' });
  }, [ready, at, plots, perRow, virtual]);
  // Where another number of plots fits in a row, the plot whose point is shown stays in the window, or else the one that it began with. A
  // link to a point shows its plot.
  const columns = useRef(0);
  useEffect(() => {
    const began = Math.max(
      0,
      Math.round((window.scrollY + above + gap - virtual.options.scrollMargin) / (height + gap)),
    );
    if (!ready || columns.current === perRow) return;
    const shownPlot = plots.findIndex(({ trends }) =>
      trends.some(({ config }) => config.name === around.point?.config),
    );
    const index = shownPlot >= 0 ? shownPlot : began * columns.current;
    const isFirst = columns.current === 0;
    columns.current = perRow;
    if (isFirst && (shownPlot < 0 || at !== '')) return;
    virtual.scrollToIndex(Math.floor(index / perRow), { align: shownPlot >= 0 ? 'auto' : 'start' });
  }, [ready, at, perRow, plots, around.point, above, height, virtual]);
  const settle = useDebouncedCallback(() => {
    const row = Math.round((window.scrollY + above + gap - virtual.options.scrollMargin) / (height + gap));
    const key = window.scrollY < height / 2 ? '' : (rows[row]?.[0]?.key ?? '');
    here.current = key;
    moved(key);
  }, 300);
  useEffect(() => {
    window.addEventListener('scroll', settle, { passive: true });
    return () => window.removeEventListener('scroll', settle);
  }, [settle]);

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
                  <PlotCard key={plot.key} plot={plot} around={around} />
                ))}
              </div>
            ))}
      </div>
    </div>
  );
}
