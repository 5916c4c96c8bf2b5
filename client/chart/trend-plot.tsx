import { useComputedColorScheme } from '@mantine/core';
import { Chart } from 'chart.js';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { align, type Columns } from './series.ts';
import type { Drawing } from './chart-options.ts';
import { nearestPlace, type RunAxis } from './run-axis.ts';
import type { RunTable } from '../run-selection/run-table.ts';
import type { YRange } from './y-range.ts';
import { drawSoon } from './draw-queue.ts';
import { PointHint } from './tooltip.tsx';
import { type PlotZoom, seriesColors, trendChart } from './trend-chart.ts';

/** A line of a plot: its name and its points. */
export interface PlotLine {
  readonly name: string;
  readonly columns: Columns;
  /** A colour of its own; otherwise one of the palette. */
  readonly color?: string;
  /** Which colour of the palette; otherwise that of the line's place. */
  readonly hue?: number;
  /** The shape of its points, as Series has it. */
  readonly mark?: number;
}

/** Draws trends over a page's runs; the point under the pointer, or chosen by the arrow keys, tells its details. */
export function TrendPlot({
  title,
  yTitle,
  lines,
  table,
  axis,
  drawing,
  marked,
  range,
  right,
  zoom,
  onPoint,
}: {
  title: string;
  yTitle: string;
  lines: readonly PlotLine[];
  table: RunTable;
  axis: RunAxis;
  drawing: Drawing;
  /** The run that is shown beside the plots. */
  marked?: number | undefined;
  /** The y range, where it is not to follow the values. */
  range?: YRange | undefined;
  /** A quantity of the runs on an axis of its own, at the right; its name is the axis' title. */
  right?: PlotLine | undefined;
  /** Zoom and pan by mouse. */
  zoom?: PlotZoom | undefined;
  /** A run was clicked, or chosen by Enter; `line` is the place of the line whose value is nearest. */
  onPoint?: ((run: number, line: number) => void) | undefined;
}) {
  const dark = useComputedColorScheme('light') === 'dark';
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart | null>(null);
  const [hovered, setHovered] = useState<{ place: number; line: number; left: number; toRight: boolean } | null>(null);
  /** The place that a finger was told of. */
  const told = useRef<number | null>(null);
  const pressed = useRef(0);
  const { runs } = table;

  useEffect(
    () =>
      drawSoon(() => {
        // Drawn by the CPU: thousands of small marks, once, take a GPU longer, and one that software plays takes seconds.
        const context = canvas.current?.getContext('2d', { willReadFrequently: true });
        if (!context) return;
        const colors = seriesColors(dark);
        const series = lines.map(({ name, columns, color, hue, mark }, index) => ({
          name,
          color: color ?? colors[(hue ?? index) % colors.length] ?? 'gray',
          mark: mark ?? 0,
          ...align(columns, table),
        }));
        const beside = right && {
          title: right.name,
          series: { name: right.name, color: right.color ?? 'gray', mark: 0, ...align(right.columns, table) },
        };
        chart.current?.destroy();
        chart.current = new Chart(
          context,
          trendChart({ runs: table.runs, axis, series, yTitle, drawing, dark, marked, range, right: beside, zoom }),
        );
      }),
    [lines, table, axis, yTitle, drawing, dark, marked, range, right, zoom],
  );
  useEffect(
    () => () => {
      chart.current?.destroy();
      chart.current = null;
    },
    [],
  );

  const run = hovered === null ? undefined : runs[hovered.place];
  const show = (place: number, line?: number): void => {
    const x = chart.current?.scales['x'];
    const center = axis.centers[place];
    if (!x || center === undefined) return;
    const left = x.getPixelForValue(center);
    setHovered({ place, line: line ?? hovered?.line ?? 0, left, toRight: left < (chart.current?.width ?? 0) / 2 });
  };
  /** The run and the line that are nearest to a pointer. */
  const nearest = (event: MouseEvent<HTMLDivElement>): { place: number; line: number } | undefined => {
    const { x, y } = chart.current?.scales ?? {};
    if (!x || !y || runs.length === 0) return undefined;
    const box = event.currentTarget.getBoundingClientRect();
    const place = nearestPlace(axis, x.getValueForPixel(event.clientX - box.left) ?? 0);
    const height = event.clientY - box.top;
    const number = runs[place]?.number ?? 0;
    return { place, line: nearestLine(lines, number, (value) => Math.abs(y.getPixelForValue(value) - height)) };
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    const at = nearest(event);
    if (at) show(at.place, at.line);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    if (Math.abs(event.clientX - pressed.current) > 4) return; // a drag is no click
    const at = nearest(event);
    const number = at && runs[at.place]?.number;
    if (at === undefined || number === undefined) return;
    // A finger cannot hover: its first tap tells of the run, the second opens it.
    const touched = (event.nativeEvent as globalThis.PointerEvent).pointerType === 'touch';
    if (touched && told.current !== at.place) show(at.place, at.line);
    else onPoint?.(number, at.line);
    told.current = at.place;
  };
  const onKey = (event: KeyboardEvent): void => {
    const last = runs.length - 1;
    const { place, line } = hovered ?? { place: last + 1, line: 0 };
    const to = {
      ArrowLeft: [Math.max(0, place - 1), line],
      ArrowRight: [Math.min(last, place + 1), line],
      ArrowUp: [Math.min(last, place), Math.max(0, line - 1)],
      ArrowDown: [Math.min(last, place), Math.min(lines.length - 1, line + 1)],
      Home: [0, line],
      End: [last, line],
    }[event.key];
    const [toPlace, toLine] = to ?? [];
    if (toPlace !== undefined) {
      event.preventDefault();
      show(toPlace, toLine);
    } else if (event.key === 'Enter' && run !== undefined) onPoint?.(run.number, line);
    else if (event.key === 'Escape') setHovered(null);
  };
  const leave = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.pointerType !== 'touch') setHovered(null);
  };
  return (
    <div
      className="plot-area"
      role="application"
      aria-roledescription="plot"
      tabIndex={0}
      aria-label={`${title}: ${runs.length} runs, ${runs[0]?.number ?? ''} to ${runs.at(-1)?.number ?? ''}. Arrow keys go from run to run, Enter opens one.`}
      onPointerDown={(event) => (pressed.current = event.clientX)}
      onPointerMove={onMove}
      onPointerLeave={leave}
      onClick={onClick}
      onKeyDown={onKey}
      onBlur={() => {
        setHovered(null);
        told.current = null;
      }}
    >
      <canvas ref={canvas} />
      {hovered && run !== undefined ? (
        <>
          <div className="plot-cursor" style={{ left: hovered.left }} />
          <PointHint
            left={hovered.left}
            toRight={hovered.toRight}
            run={run}
            lines={right ? [...lines, right] : lines}
            chosen={hovered.line}
          />
        </>
      ) : null}
    </div>
  );
}

/** The place of the line whose value for a run is the nearest by a measure. */
function nearestLine(lines: readonly PlotLine[], run: number, distance: (value: number) => number): number {
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (const [place, { columns }] of lines.entries()) {
    const value = columns.values[columns.runs.indexOf(run)] ?? null;
    if (value === null || distance(value) >= least) continue;
    [nearest, least] = [place, distance(value)];
  }
  return nearest;
}
