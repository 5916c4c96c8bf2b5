import { useComputedColorScheme } from '@mantine/core';
import { Chart } from 'chart.js';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { RunTable } from '../run-selection/run-table.ts';
import { type Annotations, noAnnotations } from './flags/annotations.ts';
import type { RunAxis } from './axis/run-axis.ts';
import { type RunInterval, shownIndices } from './axis/run-interval.ts';
import type { YLimits } from './axis/y-limits.ts';
import type { ChartOptions } from './chart-options.ts';
import type { Marks } from './draw-layers.ts';
import { drawSoon } from './draw-queue.ts';
import { recordPlot } from './export/drawn-plots.ts';
import { hoverRun, leaveRun, onHoveredRun } from './hover/hovered-run.ts';
import { nearestLines } from './hover/nearest-lines.ts';
import { nearestPoint } from './hover/nearest-point.ts';
import { RunTooltip } from './hover/tooltip.tsx';
import type { Box } from './hover/tooltip-position.ts';
import segmentsLayer from './layers/segments.ts';
import type { Judgement } from './statistics/judgement.ts';
import { type PlotLine, seriesColors, toSeries } from './series.ts';
import { trendChart, type TrendChartData } from './trend-chart.ts';
import { useZoomGestures, type Zoom } from './use-zoom-gestures.ts';
import styles from './plot-area.module.css';
import { formatNumber } from '../format/numbers.ts';
import { plainTitle } from '../format/tlatex.ts';

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
  readonly yLimits?: YLimits | undefined;
  /** Quantities of the runs on y axes at the right, whose titles are their names. */
  readonly right?: readonly PlotLine[];
  /** What flags above the plot stand for. */
  readonly annotations?: Annotations | undefined;
  /** Called with the first and the last run of a drag, which then neither zooms nor pans. */
  readonly onRuns?: ((runs: RunInterval) => void) | undefined;
  /** Called after a zoom or a pan by mouse. */
  readonly onZoom?: ((zoom: Zoom) => void) | undefined;
  /** Called on a click or Enter with the run and the index of the line whose value is nearest. */
  readonly onPoint?: ((run: number, line: number) => void) | undefined;
}

/** The run whose values the tooltip shows. */
interface Hovered {
  readonly axis: RunAxis;
  /** Of the run. */
  readonly index: number;
  /** Indices of the lines, the nearest first. */
  readonly order: readonly number[];
  /** Position of the run in the window, in pixels. */
  readonly x: number;
  readonly plot: Box;
}

const noLines: readonly never[] = [];

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
  yLimits,
  right = noLines,
  annotations = noAnnotations,
  onRuns,
  onZoom,
  onPoint,
}: TrendPlotProps) {
  const dark = useComputedColorScheme('light') === 'dark';
  const root = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
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
  const gestures = useZoomGestures({ root, chart, axis, table, onZoom, onRuns });

  useEffect(
    () =>
      drawSoon(() => {
        // This option makes the CPU draw: a GPU takes longer for thousands of small points that are drawn once, an emulated one seconds.
        const context = canvas.current?.getContext('2d', { willReadFrequently: true });
        if (!context) return;
        const colors = seriesColors(dark);
        chart.current?.destroy();
        const data: TrendChartData = {
          table,
          axis,
          series: lines.map((line, index) => toSeries(line, index, table, colors)),
          annotations,
          yTitle,
          options,
          dark,
          marks,
          judgement,
          yLimits,
          right: right.map((line) => toSeries(line, 0, table, colors)),
        };
        chart.current = new Chart(context, trendChart(data));
        recordPlot(context.canvas, { title, data });
      }),
    [title, lines, table, axis, yTitle, options, dark, judgement, yLimits, right, annotations],
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

  // The cursor is moved without rendering: the pointer passes many runs, and the page has many plots.
  useEffect(() => {
    const unsubscribe = onHoveredRun((hover) => {
      if (hover?.plot !== chart) setHovered(null);
      const { x } = chart.current?.scales ?? {};
      const center = axis.centers[(hover && table.indexByRun.get(hover.run)) ?? -1];
      const isShown = x !== undefined && center !== undefined && center >= x.min && center <= x.max;
      if (!cursor.current) return;
      cursor.current.hidden = !isShown;
      if (isShown) cursor.current.style.left = `${x.getPixelForValue(center)}px`;
    });
    return () => {
      unsubscribe();
      leaveRun(chart);
    };
  }, [axis, table]);

  const run = hovered === null ? undefined : runs[hovered.index];
  /** Shows a run; lines are ordered by their distance from a height in pixels, or from that of a line. */
  const show = (index: number, near: { height: number } | { line: number }): void => {
    const { x, y } = chart.current?.scales ?? {};
    const [center, number] = [axis.centers[index], runs[index]];
    const plot = root.current?.getBoundingClientRect();
    if (!x || !y || !plot || center === undefined || number === undefined) return;
    const heightOf = (value: number): number => y.getPixelForValue(value);
    let order: number[];
    if ('line' in near) {
      const value = valueOf(lines[near.line], number);
      order = nearestLines(lines, number, (other) => Math.abs(heightOf(other) - heightOf(value ?? other)));
      order = [near.line, ...order.filter((line) => line !== near.line)];
    } else order = nearestLines(lines, number, (value) => Math.abs(heightOf(value) - near.height));
    setHovered({ axis, index, order, x: plot.left + x.getPixelForValue(center), plot });
    hoverRun(number, chart);
  };
  const hide = (): void => {
    setHovered(null);
    leaveRun(chart);
  };
  /** The run and the height of a position of the pointer. */
  const at = (event: MouseEvent<HTMLDivElement>): { index: number; height: number } | undefined => {
    const { x, y } = chart.current?.scales ?? {};
    if (!x || !y || to === from) return undefined;
    const box = event.currentTarget.getBoundingClientRect();
    const height = event.clientY - box.top;
    const position = { x: event.clientX - box.left, y: height };
    const nearest = nearestPoint(axis, runs, lines, position, {
      toX: (value) => x.getPixelForValue(value),
      toY: (value) => y.getPixelForValue(value),
      fromX: (pixel) => x.getValueForPixel(pixel) ?? 0,
    });
    return { index: Math.min(Math.max(nearest, from), to - 1), height };
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    gestures.onPointerMove(event);
    const pointer = event.buttons === 1 && gestures.isDrag.current ? undefined : at(event);
    if (!pointer) hide();
    else show(pointer.index, pointer);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const pointer = gestures.isDrag.current ? undefined : at(event);
    const number = pointer && runs[pointer.index];
    const y = chart.current?.scales['y'];
    if (pointer === undefined || number === undefined || !y) return;
    // A finger cannot hover: its first tap shows the tooltip, the second opens the run.
    const isTouch = (event.nativeEvent as globalThis.PointerEvent).pointerType === 'touch';
    const [line = 0] = nearestLines(lines, number, (value) => Math.abs(y.getPixelForValue(value) - pointer.height));
    if (isTouch && tapped.current !== pointer.index) show(pointer.index, pointer);
    else onPoint?.(number, line);
    tapped.current = pointer.index;
  };
  const onKey = (event: KeyboardEvent): void => {
    const last = to - 1;
    const [index, line] = hovered ? [hovered.index, hovered.order[0] ?? 0] : [last + 1, 0];
    const target = {
      ArrowLeft: [Math.max(from, index - 1), line],
      ArrowRight: [Math.min(last, index + 1), line],
      ArrowUp: [Math.min(last, index), Math.max(0, line - 1)],
      ArrowDown: [Math.min(last, index), Math.min(lines.length - 1, line + 1)],
      Home: [from, line],
      End: [last, line],
    }[event.key];
    const [targetIndex, targetLine] = target ?? [];
    if (targetIndex !== undefined && targetLine !== undefined) {
      event.preventDefault();
      show(targetIndex, { line: targetLine });
    } else if (event.key === 'Enter' && run !== undefined) onPoint?.(run, line);
    else if (event.key === 'Escape') hide();
  };
  return (
    <div
      ref={root}
      className={onRuns ? `${styles.root} ${styles.selecting}` : styles.root}
      role="application"
      aria-roledescription="plot"
      tabIndex={0}
      aria-label={`${plainTitle(title)}: ${to - from} ${table.bins ? 'bins' : 'runs'}, ${axis.quantity ? `by ${axis.title}` : `${runs[from] ?? ''} to ${runs[to - 1] ?? ''}`}. Arrow keys move from ${table.bins ? 'bin to bin' : 'run to run'}, Enter opens one.`}
      onPointerDown={gestures.onPointerDown}
      onPointerUp={gestures.onPointerUp}
      onPointerCancel={gestures.onPointerCancel}
      onPointerMove={onMove}
      onPointerLeave={(event) => event.pointerType !== 'touch' && hide()}
      onClick={onClick}
      onKeyDown={onKey}
      onBlur={() => {
        hide();
        tapped.current = null;
      }}
    >
      <canvas ref={canvas} />
      {gestures.box ? <div className={styles.selection} style={gestures.box} /> : null}
      <div ref={cursor} className={styles.cursor} hidden />
      {hovered && run !== undefined ? (
        <RunTooltip
          x={hovered.x}
          plot={hovered.plot}
          table={table}
          index={hovered.index}
          lines={lines}
          order={hovered.order}
          right={right}
          xValue={axis.quantity && [axis.title, formatNumber(axis.centers[hovered.index] ?? 0)]}
          annotations={annotations}
          overlays={options.overlays}
          showsSteps={options.overlays[segmentsLayer.key] === true}
        />
      ) : null}
    </div>
  );
}

function valueOf(line: PlotLine | undefined, run: number): number | null {
  return line?.columns.values[line.columns.runs.indexOf(run)] ?? null;
}
