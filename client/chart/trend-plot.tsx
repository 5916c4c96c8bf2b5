import { useComputedColorScheme } from '@mantine/core';
import { Chart } from 'chart.js';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { RunTable } from '../run-selection/run-table.ts';
import { nearestIndex, type RunAxis } from './axis/run-axis.ts';
import { shownIndices } from './axis/run-interval.ts';
import type { YLimits } from './axis/y-limits.ts';
import type { ChartOptions } from './chart-options.ts';
import type { Marks } from './draw-layers.ts';
import { drawSoon } from './draw-queue.ts';
import type { Judgement } from './judgement.ts';
import { align, type PlotLine, seriesColors, styleOf } from './series.ts';
import { RunTooltip } from './tooltip.tsx';
import { trendChart } from './trend-chart.ts';
import { useZoomGestures, type Zoom } from './use-zoom-gestures.ts';
import styles from './plot-area.module.css';

export interface TrendPlotProps {
  readonly title: string;
  readonly yTitle: string;
  readonly lines: readonly PlotLine[];
  readonly table: RunTable;
  readonly axis: RunAxis;
  readonly options: ChartOptions;
  /** Number of the run that is opened in the point panel. */
  readonly highlightedRun?: number | undefined;
  /** Index of the line that keeps its colour while the others are grey. */
  readonly emphasizedLine?: number | undefined;
  /** How a point of the first line was judged: its baseline is drawn. */
  readonly judgement?: Judgement | undefined;
  /** Fixed ends of the y axis; by default they follow the values. */
  readonly limits?: YLimits | undefined;
  /** A quantity of the runs on a second y axis, whose title is its name. */
  readonly right?: PlotLine | undefined;
  /** Called after a zoom or a pan by mouse. */
  readonly onZoom?: ((zoom: Zoom) => void) | undefined;
  /** Called on a click or Enter with the run and the index of the line whose value is nearest. */
  readonly onPoint?: ((run: number, line: number) => void) | undefined;
}

/** The run whose values the tooltip shows. */
interface Hovered {
  readonly axis: RunAxis;
  /** Of the run, and of the line that is nearest. */
  readonly index: number;
  readonly line: number;
  /** Position in pixels, and whether the tooltip is at its right. */
  readonly left: number;
  readonly toRight: boolean;
}

/** Draws trends over the runs of a page; a tooltip shows the run under the pointer, or the one selected by the arrow keys. */
export function TrendPlot({
  title,
  yTitle,
  lines,
  table,
  axis,
  options,
  highlightedRun,
  emphasizedLine,
  judgement,
  limits,
  right,
  onZoom,
  onPoint,
}: TrendPlotProps) {
  const dark = useComputedColorScheme('light') === 'dark';
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart | null>(null);
  const marks = useRef<Marks>({});
  const [selected, setHovered] = useState<Hovered | null>(null);
  // A position on another axis is outdated.
  const hovered = selected?.axis === axis ? selected : null;
  /** Index of the run that was last tapped. */
  const tapped = useRef<number | null>(null);
  const { runs } = table;
  const [from, to] = useMemo(() => shownIndices(axis), [axis]);
  const gestures = useZoomGestures({ root, chart, axis, table, onZoom });

  useEffect(
    () =>
      drawSoon(() => {
        // This option makes the CPU draw: a GPU takes longer for thousands of small points that are drawn once, an emulated one seconds.
        const context = canvas.current?.getContext('2d', { willReadFrequently: true });
        if (!context) return;
        const colors = seriesColors(dark);
        const toSeries = (line: PlotLine, index: number) => ({
          name: line.name,
          ...styleOf(line, index, colors),
          ...align(line.columns, table),
        });
        chart.current?.destroy();
        chart.current = new Chart(
          context,
          trendChart({
            table,
            axis,
            series: lines.map(toSeries),
            yTitle,
            options,
            dark,
            marks,
            judgement,
            limits,
            right: right && toSeries(right, 0),
          }),
        );
      }),
    [lines, table, axis, yTitle, options, dark, judgement, limits, right],
  );
  useEffect(() => {
    marks.current = { highlightedRun, emphasizedLine };
    chart.current?.draw();
  }, [highlightedRun, emphasizedLine]);
  useEffect(
    () => () => {
      chart.current?.destroy();
      chart.current = null;
    },
    [],
  );

  const run = hovered === null ? undefined : runs[hovered.index];
  const show = (index: number, line?: number): void => {
    const x = chart.current?.scales['x'];
    const center = axis.centers[index];
    if (!x || center === undefined) return;
    const left = x.getPixelForValue(center);
    setHovered({
      axis,
      index,
      line: line ?? hovered?.line ?? 0,
      left,
      toRight: left < (chart.current?.width ?? 0) / 2,
    });
  };
  const findNearest = (event: MouseEvent<HTMLDivElement>): { index: number; line: number } | undefined => {
    const { x, y } = chart.current?.scales ?? {};
    if (!x || !y || to === from) return undefined;
    const box = event.currentTarget.getBoundingClientRect();
    const nearest = nearestIndex(axis, x.getValueForPixel(event.clientX - box.left) ?? 0);
    const index = Math.min(Math.max(nearest, from), to - 1);
    const height = event.clientY - box.top;
    const number = runs[index] ?? 0;
    return { index, line: nearestLine(lines, number, (value) => Math.abs(y.getPixelForValue(value) - height)) };
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    gestures.onPointerMove(event);
    const nearest = event.buttons === 1 && gestures.isDrag.current ? undefined : findNearest(event);
    if (!nearest) setHovered(null);
    else show(nearest.index, nearest.line);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const nearest = gestures.isDrag.current ? undefined : findNearest(event);
    const number = nearest && runs[nearest.index];
    if (nearest === undefined || number === undefined) return;
    // A finger cannot hover: its first tap shows the tooltip, the second opens the run.
    const isTouch = (event.nativeEvent as globalThis.PointerEvent).pointerType === 'touch';
    if (isTouch && tapped.current !== nearest.index) show(nearest.index, nearest.line);
    else onPoint?.(number, nearest.line);
    tapped.current = nearest.index;
  };
  const onKey = (event: KeyboardEvent): void => {
    const last = to - 1;
    const { index, line } = hovered ?? { index: last + 1, line: 0 };
    const target = {
      ArrowLeft: [Math.max(from, index - 1), line],
      ArrowRight: [Math.min(last, index + 1), line],
      ArrowUp: [Math.min(last, index), Math.max(0, line - 1)],
      ArrowDown: [Math.min(last, index), Math.min(lines.length - 1, line + 1)],
      Home: [from, line],
      End: [last, line],
    }[event.key];
    const [targetIndex, targetLine] = target ?? [];
    if (targetIndex !== undefined) {
      event.preventDefault();
      show(targetIndex, targetLine);
    } else if (event.key === 'Enter' && run !== undefined) onPoint?.(run, line);
    else if (event.key === 'Escape') setHovered(null);
  };
  return (
    <div
      ref={root}
      className={styles.root}
      role="application"
      aria-roledescription="plot"
      tabIndex={0}
      aria-label={`${title}: ${to - from} runs, ${runs[from] ?? ''} to ${runs[to - 1] ?? ''}. Arrow keys move from run to run, Enter opens one.`}
      onPointerDown={gestures.onPointerDown}
      onPointerUp={gestures.onPointerUp}
      onPointerCancel={gestures.onPointerCancel}
      onPointerMove={onMove}
      onPointerLeave={(event) => event.pointerType !== 'touch' && setHovered(null)}
      onClick={onClick}
      onKeyDown={onKey}
      onBlur={() => {
        setHovered(null);
        tapped.current = null;
      }}
    >
      <canvas ref={canvas} />
      {gestures.box ? <div className={styles.selection} style={gestures.box} /> : null}
      {hovered && run !== undefined ? (
        <>
          <div className={styles.cursor} style={{ left: hovered.left }} />
          <RunTooltip
            left={hovered.left}
            toRight={hovered.toRight}
            table={table}
            index={hovered.index}
            lines={right ? [...lines, right] : lines}
            activeLine={hovered.line}
          />
        </>
      ) : null}
    </div>
  );
}

/** Index of the line whose value for a run has the smallest distance. */
function nearestLine(lines: readonly PlotLine[], run: number, distance: (value: number) => number): number {
  let [nearest, min] = [0, Number.POSITIVE_INFINITY];
  for (const [index, { columns }] of lines.entries()) {
    const value = columns.values[columns.runs.indexOf(run)] ?? null;
    if (value === null || distance(value) >= min) continue;
    [nearest, min] = [index, distance(value)];
  }
  return nearest;
}
