import { useComputedColorScheme } from '@mantine/core';
import { Chart } from 'chart.js';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { PointHint, type RunInfo } from './point-hint.tsx';
import { type Series, seriesColors, trendChart } from './trend-chart.ts';

/** A trend's points as the API gives them. */
export interface Columns {
  readonly runs: readonly number[];
  readonly values: readonly (number | null)[];
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
  readonly entries: readonly (number | null)[];
  readonly failures: readonly (string | null)[];
  readonly reasons: readonly (string | null)[];
  readonly revisions: readonly (number | null)[];
}

/** A line of a plot: its name and its points. */
export interface PlotLine {
  readonly name: string;
  readonly columns: Columns;
}

/** Draws trends over their runs; the point under the pointer, or chosen by the arrow keys, tells its details. */
export function TrendPlot({
  title,
  yTitle,
  lines,
  runInfo,
  onPoint,
}: {
  title: string;
  yTitle: string;
  lines: readonly PlotLine[];
  runInfo: (run: number) => RunInfo | undefined;
  /** A run was clicked, or chosen by Enter; `line` is the place of the line whose value is nearest. */
  onPoint?: (run: number, line: number) => void;
}) {
  const dark = useComputedColorScheme('light') === 'dark';
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart | null>(null);
  const [hovered, setHovered] = useState<{ index: number; left: number; toRight: boolean } | null>(null);
  const runs = useMemo(() => [...new Set(lines.flatMap(({ columns }) => columns.runs))].sort((a, b) => a - b), [lines]);

  useEffect(() => {
    if (!canvas.current) return undefined;
    const colors = seriesColors(dark);
    const series = lines.map((line, index) => alignSeries(line, runs, colors[index % colors.length] ?? 'gray'));
    const drawn = new Chart(canvas.current, trendChart({ runs, series, yTitle, dark }));
    chart.current = drawn;
    return () => {
      drawn.destroy();
      chart.current = null;
    };
  }, [lines, runs, yTitle, dark]);

  const run = hovered === null ? undefined : runs[hovered.index];
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const y = chart.current?.scales['y'];
    if (run === undefined || !y) return;
    const offset = event.clientY - event.currentTarget.getBoundingClientRect().top;
    onPoint?.(
      run,
      nearestLine(lines, run, (value) => Math.abs(y.getPixelForValue(value) - offset)),
    );
  };
  const show = (index: number): void => {
    const x = chart.current?.scales['x'];
    if (!x || index < 0 || index >= runs.length) return;
    const left = x.getPixelForValue(index);
    setHovered({ index, left, toRight: left < (chart.current?.width ?? 0) / 2 });
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    const x = chart.current?.scales['x'];
    if (!x) return;
    const offset = event.clientX - event.currentTarget.getBoundingClientRect().left;
    show(Math.round(Math.min(Math.max(x.getValueForPixel(offset) ?? 0, 0), runs.length - 1)));
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      show(hovered === null ? runs.length - 1 : Math.min(Math.max(hovered.index + step, 0), runs.length - 1));
    } else if (event.key === 'Enter' && run !== undefined) {
      onPoint?.(run, 0);
    } else if (event.key === 'Escape') {
      setHovered(null);
    }
  };
  return (
    <div
      className="plot-area"
      role="img"
      tabIndex={0}
      aria-label={`${title}: ${runs.length} runs, ${runs[0] ?? ''} to ${runs.at(-1) ?? ''}. Arrow keys go from run to run.`}
      onPointerMove={onMove}
      onPointerLeave={() => setHovered(null)}
      onClick={onClick}
      onKeyDown={onKey}
      onBlur={() => setHovered(null)}
    >
      <canvas ref={canvas} />
      {hovered && run !== undefined ? (
        <>
          <Cursor left={hovered.left} />
          <PointHint left={hovered.left} toRight={hovered.toRight} run={run} lines={lines} info={runInfo(run)} />
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

function Cursor({ left }: { left: number }) {
  return (
    <div
      style={{
        position: 'absolute',
        top: 0,
        bottom: 22,
        left,
        borderLeft: '1px dashed var(--mantine-color-dimmed)',
        pointerEvents: 'none',
      }}
    />
  );
}

/** Gives a line a place for each run of the plot: null where it has no value. */
function alignSeries({ name, columns }: PlotLine, runs: readonly number[], color: string): Series {
  if (columns.runs.length === runs.length) return { name, color, ...columns };
  const place = new Map(columns.runs.map((run, index) => [run, index]));
  const align = (values: readonly (number | null)[]): (number | null)[] =>
    runs.map((run) => {
      const index = place.get(run);
      return index === undefined ? null : (values[index] ?? null);
    });
  return {
    name,
    color,
    values: align(columns.values),
    errorsLow: align(columns.errorsLow),
    errorsHigh: align(columns.errorsHigh),
  };
}
