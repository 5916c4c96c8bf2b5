/** Draws plots as SVG, from which PNG and PDF are made. A chunk of its own, which is loaded for the first picture. */
import { BasicPlatform, Chart, type ChartItem } from 'chart.js';
import { Context } from 'svgcanvas';
import { addMarker } from '../markers/marker.ts';
import type { Series } from '../series.ts';
import { trendChart } from '../trend-chart.ts';
import { cmsStyle } from './cms-style.ts';
import type { DrawnPlot } from './drawn-plots.ts';
import { plainTitle } from '../../format/tlatex.ts';

/** What a picture says besides its plots. */
export interface Caption {
  readonly title: string;
  /** Dataset and runs. */
  readonly about: string;
  /** Address of the page. */
  readonly link: string;
}

/** Sizes in pixels. */
const font = 'Helvetica, Arial, sans-serif';
const [margin, gap, lineHeight] = [14, 12, 16];
/** Width and height of a plot: of a single one, or of several. */
const sizes = { single: [900, 480], grid: [520, 270] } as const;
/** Plots in a row of a picture of several. */
const maxPerRow = 3;

/** Returns the plots with their titles and legends, below the caption. */
export function drawPicture(plots: readonly DrawnPlot[], caption: Caption, { cms }: { cms: boolean }): SVGSVGElement {
  const isSingle = plots.length === 1;
  const [width, height] = isSingle ? sizes.single : sizes.grid;
  const perRow = Math.min(maxPerRow, plots.length);
  const total = 2 * margin + perRow * width + (perRow - 1) * gap;
  const cells = plots.map((plot) => drawPlot(plot, { width, height, cms, hasTitle: !isSingle }));
  const rows = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) =>
    cells.slice(row * perRow, (row + 1) * perRow),
  );
  const head = margin + 3 * lineHeight;
  const heights = rows.map((row) => Math.max(...row.map((cell) => cell.height)));
  const context = new Context({
    width: total,
    height: head + heights.reduce((sum, each) => sum + each + gap, 0) + lineHeight + margin,
  });
  const svg = context.getSvg();
  svg.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, total, Number(svg.getAttribute('height')));
  write(context, plainTitle(caption.title), margin, margin + 14, `bold 16px ${font}`, total - 2 * margin);
  write(context, caption.about, margin, margin + 32, `12px ${font}`, total - 2 * margin, '#495057');
  let top = head;
  for (const [index, row] of rows.entries()) {
    for (const [column, cell] of row.entries()) insertAt(svg, cell.svg, margin + column * (width + gap), top);
    top += (heights[index] ?? 0) + gap;
  }
  write(context, caption.link, margin, top + lineHeight - 4, `10px ${font}`, total - 2 * margin, '#868e96');
  shiftTexts(svg);
  return svg;
}

interface Cell {
  readonly svg: SVGSVGElement;
  readonly height: number;
}

/** A plot with its title, where the picture has several, and its legend, where it has several series. */
function drawPlot(
  { title, data }: DrawnPlot,
  { width, height, cms, hasTitle }: { width: number; height: number; cms: boolean; hasTitle: boolean },
): Cell {
  const frame = new Context({ width, height });
  let top = 0;
  if (hasTitle) {
    write(frame, plainTitle(title), 4, 13, `bold 13px ${font}`, width - 8);
    top += lineHeight + 4;
  }
  if (data.series.length > 1) top = drawLegend(frame, data.series, width, top);
  const chartContext = new Context({ width, height });
  const { options, plugins = [], ...rest } = trendChart({ ...data, marks: { current: {} }, isComplete: true });
  const style = cms ? cmsStyle(data) : undefined;
  const chart = new Chart({ getContext: () => chartContext, width, height } as unknown as ChartItem, {
    ...rest,
    platform: BasicPlatform,
    options: {
      ...options,
      responsive: false,
      devicePixelRatio: 1,
      ...(style ? style.change(options ?? {}) : {}),
    },
    plugins: style ? [...plugins, style.plugin] : plugins,
  });
  const svg = frame.getSvg();
  // Of a copy: a chart that is destroyed clears its canvas.
  insertAt(svg, chartContext.getSvg().cloneNode(true), 0, top);
  chart.destroy();
  return { svg, height: top + height };
}

/** Draws the names of series with their markers, and returns where they end. */
function drawLegend(context: CanvasRenderingContext2D, series: readonly Series[], width: number, top: number): number {
  context.font = `12px ${font}`;
  let [x, y] = [4, top + 12];
  for (const { name, color, marker } of series) {
    const length = context.measureText(name).width + 30;
    if (x > 4 && x + length > width) [x, y] = [4, y + lineHeight];
    context.fillStyle = color;
    context.strokeStyle = color;
    context.lineWidth = 1.2;
    context.beginPath();
    addMarker(context, x + 6, y - 4, 4, marker.shape);
    if (!marker.isHollow) context.fill();
    else context.stroke();
    write(context, name, x + 15, y, `12px ${font}`, width - 20);
    x += length;
  }
  return y + 8;
}

/** Writes a text, cut where it is longer than `maxWidth`. */
function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  font: string,
  maxWidth: number,
  color = '#212529',
): void {
  context.font = font;
  context.fillStyle = color;
  let shown = text;
  while (shown.length > 4 && context.measureText(shown).width > maxWidth) shown = `${shown.slice(0, -4)}...`;
  context.fillText(shown, x, y);
}

/** Distances from the baseline of a text in its height, which all readers of SVG know; not all know `dominant-baseline`. */
const shifts: Readonly<Record<string, string>> = {
  'text-before-edge': '0.8em',
  hanging: '0.8em',
  central: '0.35em',
  'text-after-edge': '-0.2em',
};

function shiftTexts(svg: SVGSVGElement): void {
  for (const text of svg.querySelectorAll('text')) {
    const shift = shifts[text.getAttribute('dominant-baseline') ?? ''];
    text.removeAttribute('dominant-baseline');
    if (shift !== undefined) text.setAttribute('dy', shift);
  }
}

/** Moves the content of one SVG to a position in another. */
function insertAt(target: SVGSVGElement, source: Node, x: number, y: number): void {
  const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  group.setAttribute('transform', `translate(${x} ${y})`);
  group.append(...source.childNodes);
  target.append(group);
}
