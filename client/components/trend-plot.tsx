import { useComputedColorScheme } from '@mantine/core';
import { Chart } from 'chart.js';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { align, type Columns } from '../state/align.ts';
import type { Drawing } from '../state/drawing.ts';
import { nearestPlace, type RunAxis } from '../state/run-axis.ts';
import type { RunTable } from '../state/runs.ts';
import type { YRange } from '../state/y-range.ts';
import { drawSoon } from './draw-queue.ts';
import { PointHint } from './point-hint.tsx';
import { type PlotZoom, seriesColors, trendChart } from './trend-chart.ts';

/** A line of a plot: its name and its points. */
export interface PlotLine {
  readonly name: string;
  readonly columns: Columns;
  /** A colour of its own; otherwise the next of the palette. */
  readonly color?: string;
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
  const [hovered, setHovered] = useState<{ place: number; left: number; toRight: boolean } | null>(null);
  const pressed = useRef(0);
  const { runs } = table;

  useEffect(
    () =>
      drawSoon(() => {
        if (!canvas.current) return;
        const colors = seriesColors(dark);
        const series = lines.map(({ name, columns, color }, index) => ({
          name,
          color: color ?? colors[index % colors.length] ?? 'gray',
          ...align(columns, table),
        }));
        const beside = right && {
          title: right.name,
          series: { name: right.name, color: right.color ?? 'gray', ...align(right.columns, table) },
        };
        chart.current?.destroy();
        chart.current = new Chart(
          canvas.current,
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
  const show = (place: number): void => {
    const x = chart.current?.scales['x'];
    const center = axis.centers[place];
    if (!x || center === undefined) return;
    const left = x.getPixelForValue(center);
    setHovered({ place, left, toRight: left < (chart.current?.width ?? 0) / 2 });
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    const offset = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const value = chart.current?.scales['x']?.getValueForPixel(offset);
    if (value !== undefined && runs.length > 0) show(nearestPlace(axis, value));
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const y = chart.current?.scales['y'];
    if (run === undefined || !y || Math.abs(event.clientX - pressed.current) > 4) return; // a drag is no click
    const offset = event.clientY - event.currentTarget.getBoundingClientRect().top;
    onPoint?.(
      run.number,
      nearestLine(lines, run.number, (value) => Math.abs(y.getPixelForValue(value) - offset)),
    );
  };
  const onKey = (event: KeyboardEvent): void => {
    const from = hovered?.place;
    const to = {
      ArrowLeft: from === undefined ? runs.length - 1 : Math.max(0, from - 1),
      ArrowRight: from === undefined ? runs.length - 1 : Math.min(runs.length - 1, from + 1),
      Home: 0,
      End: runs.length - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      show(to);
    } else if (event.key === 'Enter' && run !== undefined) onPoint?.(run.number, 0);
    else if (event.key === 'Escape') setHovered(null);
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
      onPointerLeave={() => setHovered(null)}
      onClick={onClick}
      onKeyDown={onKey}
      onBlur={() => setHovered(null)}
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
