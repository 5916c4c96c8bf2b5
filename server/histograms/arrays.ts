import { lowEdge } from '../../metrics/histogram/axis.ts';
import { cellContent, cellError, cellNumber } from '../../metrics/histogram/bins.ts';
import { efficiencyMethods, efficiencyOf } from '../../metrics/histogram/efficiency.ts';
import type { Axis, Efficiency, Graph, MonitorElement } from '../../metrics/histogram/histogram.ts';

type Histogram = Extract<MonitorElement, { kind: 'histogram' | 'profile' }>;
/** Numbers of cells: a list per axis, the first axis outside; those of one axis are numbers. */
type Cells = readonly number[] | readonly Cells[];

/**
 * A monitor element as an object of plain lists, for programs. Cells of a histogram are nested lists with an index per axis, x first, from
 * underflow to overflow, as `GetBinContent(x, y)` and `GetBinError(x, y)` have them; values that are no numbers are null in JSON.
 */
export function toArrays(element: MonitorElement): object {
  switch (element.kind) {
    case 'histogram':
    case 'profile':
      return {
        ...headOf(element),
        entries: element.entries,
        axes: element.axes.map(axisOf),
        contents: cellsOf(element, cellContent),
        errors: cellsOf(element, cellError),
      };
    case 'polygons':
      return {
        ...headOf(element),
        entries: element.entries,
        axes: element.axes.map(({ title }) => ({ title })),
        outlines: element.outlines.map(({ x, y }) => ({ x: [...x], y: [...y] })),
        contents: [...element.contents],
        errors: Array.from(element.sumw2 ?? element.contents, (squared) => Math.sqrt(Math.abs(squared))),
      };
    case 'graph':
      return { ...headOf(element), ...graphOf(element) };
    case 'efficiency':
      return { ...headOf(element), axes: element.total.axes.map(axisOf), ...efficienciesOf(element) };
    case 'scalar':
      return { kind: element.kind, className: element.className, name: element.name, value: element.value };
    case 'qualityTest':
      return { ...element };
  }
}

function headOf({
  kind,
  className,
  name,
  title,
}: Histogram | Graph | Efficiency | Extract<MonitorElement, { kind: 'polygons' }>) {
  return { kind, className, name, title };
}

/** The bins + 1 edges of an axis, and the labels of its bins by their numbers. */
function axisOf(axis: Axis): object {
  return {
    title: axis.title,
    edges: Array.from({ length: axis.bins + 1 }, (_, index) =>
      index === axis.bins ? axis.max : lowEdge(axis, index + 1),
    ),
    ...(axis.labels && { labels: Object.fromEntries([...axis.labels].map(([label, bin]) => [bin, label])) }),
  };
}

function cellsOf(histogram: Histogram, of: (histogram: Histogram, cell: number) => number): Cells {
  const along = (axis: number, bins: readonly number[]): Cells => {
    const indices = Array.from({ length: (histogram.axes[axis]?.bins ?? 0) + 2 }, (_, index) => index);
    if (axis < histogram.axes.length - 1) return indices.map((index) => along(axis + 1, [...bins, index]));
    return indices.map((index) => {
      const [x = 0, y = 0, z = 0] = [...bins, index];
      return of(histogram, cellNumber(histogram, x, y, z));
    });
  };
  return along(0, []);
}

function graphOf({ x, y, xErrorLow, xErrorHigh, yErrorLow, yErrorHigh }: Graph): object {
  return Object.fromEntries(
    Object.entries({ x, y, xErrorLow, xErrorHigh, yErrorLow, yErrorHigh }).map(([name, list]) => [name, [...list]]),
  );
}

/** Values with the ends of their intervals, and what they are computed from. */
function efficienciesOf({ passed, total, statisticOption, confidenceLevel, betaAlpha, betaBeta }: Efficiency): object {
  const method = efficiencyMethods[statisticOption];
  const options = { ...(method && { method }), level: confidenceLevel, alpha: betaAlpha, beta: betaBeta };
  const part = (of: 'value' | 'low' | 'high'): Cells =>
    cellsOf(total, (_, cell) => efficiencyOf(cellContent(passed, cell), cellContent(total, cell), options)[of]);
  return {
    values: part('value'),
    low: part('low'),
    high: part('high'),
    passed: cellsOf(passed, cellContent),
    total: cellsOf(total, cellContent),
  };
}
