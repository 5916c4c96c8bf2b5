import { BasicPlatform, Chart, type ChartItem, type Plugin } from 'chart.js';
import { drawLegend, font, lineHeight, write, writeTitle } from '../chart/export/draw-text.ts';
import { describeRuns } from '../chart/export/drawn-plots.ts';
import type { Series } from '../chart/series.ts';
import { trendChart } from '../chart/trend-chart.ts';
import type { LoadedPlot } from './load-plot.ts';
import type { PictureOptions } from './picture-size.ts';

/** Background and texts, as on the light and the dark page. */
const themes = {
  light: { paper: '#ffffff', ink: '#212529', dim: '#495057' },
  dark: { paper: '#242424', ink: '#c9c9c9', dim: '#a6a7ab' },
} as const;

/** Space around the plot, in pixels. */
const margin = 8;

/**
 * Paints a plot with its title, its runs and its legend on a canvas of its own, which gets the size of the options. Returns the function that releases
 * the chart, and clears the canvas.
 */
export function paintPlot(
  context: CanvasRenderingContext2D,
  plot: LoadedPlot,
  { width, height, scale, theme }: PictureOptions,
): () => void {
  const { data } = plot;
  const colors = themes[theme];
  const paintHead = (context: CanvasRenderingContext2D): number => {
    const maxWidth = width - 2 * margin;
    const isSmall = height < 240 || width < 420;
    const size = isSmall ? 13 : 16;
    let y = margin + size;
    writeTitle(context, plot.title, { x: margin, y: y - 2, size, maxWidth, color: colors.ink });
    y += 4;
    if (height >= 200) {
      const about = `${plot.datasets}: ${describeRuns(data)}`;
      write(context, about, margin, y + 11, `${isSmall ? 10 : 12}px ${font}`, maxWidth, colors.dim);
      y += lineHeight + 2;
    }
    if (data.series.length < 2) return y;
    // Not more than a quarter of the picture.
    const maxLines = Math.max(1, Math.floor(height / 4 / lineHeight));
    return drawLegend(context, data.series, { left: margin, top: y, width: maxWidth, color: colors.dim, maxLines });
  };
  const { options, plugins = [], ...rest } = trendChart(data);
  const { top = 0, right = 0 } = (options?.layout?.padding ?? {}) as { top?: number; right?: number };
  const head: Plugin<'scatter'> = {
    id: 'head',
    beforeDraw: ({ ctx }) => {
      ctx.save();
      ctx.fillStyle = colors.paper;
      ctx.fillRect(0, 0, width, height);
      paintHead(ctx);
      ctx.restore();
    },
    afterDraw: ({ ctx, chartArea }) => {
      if (data.table.runs.length > 0 && data.series.some(hasValue)) return;
      ctx.fillStyle = colors.dim;
      ctx.font = `13px ${font}`;
      ctx.textAlign = 'center';
      const text = data.table.runs.length === 0 ? 'No runs match' : 'No values in these runs';
      ctx.fillText(text, (chartArea.left + chartArea.right) / 2, (chartArea.top + chartArea.bottom) / 2);
    },
  };
  const chart = new Chart({ getContext: () => context, width, height } as unknown as ChartItem, {
    ...rest,
    platform: BasicPlatform,
    options: {
      ...options,
      responsive: false,
      devicePixelRatio: scale,
      layout: { padding: { top: top + paintHead(context), right: right + margin, left: margin, bottom: margin / 2 } },
    },
    plugins: [head, ...plugins],
  });
  return () => chart.destroy();
}

function hasValue({ values }: Series): boolean {
  return values.some((value) => value !== null);
}
