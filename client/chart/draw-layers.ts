import type { Chart, Plugin } from 'chart.js';
import type { RunTable } from '../run-selection/run-table.ts';
import type { Annotations } from './flags/annotations.ts';
import type { RunAxis } from './axis/run-axis.ts';
import type { ChartOptions } from './chart-options.ts';
import { drawSoon } from './draw-queue.ts';
import { drawGaps, drawSeries, splitByPoints } from './draw-series.ts';
import { drawJudgement, type Judgement } from './statistics/judgement.ts';
import { type Layer, type LayerContext, runEdges } from './overlay.ts';
import { overlays } from './overlays.ts';
import type { Series } from './series.ts';

/** What the layers of a trend plot are drawn from. */
export interface LayerData {
  readonly table: RunTable;
  readonly axis: RunAxis;
  readonly series: readonly Series[];
  readonly annotations: Annotations;
  readonly options: ChartOptions;
  readonly dark: boolean;
  /** What is drawn in another way for a while; a change needs no new chart, only `chart.draw()`. */
  readonly marks: { readonly current: Marks };
  /** How a point of the first series was judged. */
  readonly judgement?: Judgement | undefined;
  /** Whether all series are drawn immediately, not over several frames of the browser: for a picture that is not shown. */
  readonly isComplete?: boolean | undefined;
  /** Quantities of the runs, each on a y axis of its own at the right. */
  readonly right: readonly Series[];
}

export interface Marks {
  /** Number of the run that is opened in the point panel. */
  readonly highlightedRun?: number | undefined;
  /** Index of the series that keeps its colour while the others are grey. */
  readonly emphasizedLine?: number | undefined;
}

/** Returns the heights of the strips above and below the frame in pixels. */
export function stripHeights({ options, ...plot }: Omit<LayerData, 'dark' | 'marks'>): Strips {
  const strips = overlays.flatMap(({ key, strip }) => (strip && options.overlays[key] === true ? [strip] : []));
  const heightOf = (side: 'top' | 'bottom'): number =>
    strips.reduce((sum, strip) => sum + (strip.side === side ? strip.height(plot) : 0), 0);
  return { top: heightOf('top'), bottom: heightOf('bottom') };
}

interface Strips {
  readonly top: number;
  readonly bottom: number;
}

/** The id of the axis of a quantity of the runs, by its index. */
export const rightAxis = (index: number): string => `right${index}`;

/** The plugins that draw a plot's layers behind and in front of the grid. */
export function layerPlugins(data: LayerData): Plugin<'scatter'>[] {
  const layers: readonly Layer[] = [
    ...overlays.filter(({ key }) => data.options.overlays[key] === true),
    { order: -20, draw: (context: LayerContext) => highlightRun(context, data.marks.current.highlightedRun) },
    { order: -10, draw: (context: LayerContext) => data.judgement && drawJudgement(context, data.judgement) },
    { order: 20, draw: drawSeries },
  ].toSorted((a, b) => a.order - b.order);
  const background = layers.filter(({ order }) => order < 0);
  const foreground = layers.filter(({ order }) => order > 0);
  /** Number of the latest picture: what is queued for an earlier one, or for a destroyed chart, is not drawn. */
  let picture = 0;
  return [
    {
      id: 'background',
      beforeDraw: (chart) => {
        const taken = { top: 0, bottom: 0 };
        for (const { strip, draw } of background) {
          const offset = strip ? taken[strip.side] : 0;
          if (strip) taken[strip.side] += strip.height(data);
          // A strip has its labels beside the frame, too.
          const strips = strip ? { [strip.side]: taken[strip.side], sides: chart.chartArea.left } : {};
          drawClipped(chart, data, { top: 0, bottom: 0, ...strips }, (context) => draw({ ...context, offset }));
        }
      },
    },
    {
      id: 'series',
      beforeDestroy: () => {
        picture += 1;
      },
      afterDatasetsDraw: (chart) => {
        const { right, series } = data;
        picture += 1;
        const current = picture;
        // A point on the frame is drawn whole.
        const overhang = { top: 3, bottom: 3, sides: 3 };
        for (const [index, quantity] of right.entries())
          drawClipped(
            chart,
            { ...data, series: [quantity] },
            overhang,
            (context) => paint(context, quantity, [{ draw: drawSeries }]),
            rightAxis(index),
          );
        const drawGroup = (group: readonly Series[]): void => {
          drawClipped(chart, data, overhang, (context) => {
            for (const one of group) paint(context, one, foreground);
            if (series.length === 1 && series[0]) drawGaps(context, series[0]);
          });
          // Browsers paint a canvas at the end of the frame, or when it is read: now, so that the queue knows how long it took.
          if (!data.isComplete) chart.ctx.getImageData(0, 0, 1, 1);
        };
        const [first, ...others] = splitByPoints(emphasize(series, data.marks.current.emphasizedLine, data.dark));
        if (first) drawGroup(first);
        for (const group of others)
          if (data.isComplete) drawGroup(group);
          else
            drawSoon(() => {
              if (current === picture) drawGroup(group);
            });
      },
    },
  ];
}

/** The series, all but one in grey and that one last; as they are where none is emphasized. */
function emphasize(series: readonly Series[], line: number | undefined, dark: boolean): readonly Series[] {
  const emphasized = line === undefined ? undefined : series[line];
  if (!emphasized) return series;
  const color = dark ? '#4a4d52' : '#d5d9dd';
  return [...series.flatMap((one) => (one === emphasized ? [] : [{ ...one, color }])), emphasized];
}

function paint(context: LayerContext, series: Series, layers: readonly Pick<Layer, 'draw'>[]): void {
  context.ctx.strokeStyle = series.color;
  context.ctx.fillStyle = series.color;
  for (const layer of layers) layer.draw({ ...context, series: [series] });
}

/** Draws within the frame of a chart, and up to some pixels beyond it. */
function drawClipped(
  { ctx, chartArea: area, scales }: Chart,
  { table, axis, series, annotations, dark }: LayerData,
  { top, bottom, sides = 0 }: Strips & { readonly sides?: number },
  draw: (context: LayerContext) => void,
  axisId = 'y',
): void {
  const { x, [axisId]: y } = scales;
  if (!x || !y) return;
  const centers = axis.centers.map((center) => x.getPixelForValue(center));
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left - sides, area.top - top, area.width + 2 * sides, area.height + top + bottom);
  ctx.clip();
  draw({ ctx, area, x, y, table, axis, centers, series, annotations, offset: 0, dark });
  ctx.restore();
}

/** A band behind the run that is opened in the point panel, at least 4 pixels wide. */
function highlightRun(context: LayerContext, run: number | undefined): void {
  const { ctx, area, table, dark } = context;
  const index = run === undefined ? undefined : table.indexByRun.get(run);
  if (index === undefined) return;
  const [left, right] = runEdges(context, index);
  ctx.fillStyle = dark ? 'rgba(255, 212, 59, 0.28)' : 'rgba(250, 176, 5, 0.32)';
  ctx.fillRect(Math.min(left, (left + right) / 2 - 2), area.top, Math.max(right - left, 4), area.height);
}
