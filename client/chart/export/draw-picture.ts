/** Draws plots as SVG, from which PNG and PDF are made. A chunk of its own, which is loaded for the first picture. */
import { BasicPlatform, Chart, type ChartItem } from 'chart.js';
import { Context } from 'svgcanvas';
import { trendChart } from '../trend-chart.ts';
import { cmsStyle } from './cms-style.ts';
import { drawLegend, font, lineHeight, write } from './draw-text.ts';
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
const [margin, gap] = [14, 12];
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
  if (data.series.length > 1) top = drawLegend(frame, data.series, { left: 4, top, width });
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
