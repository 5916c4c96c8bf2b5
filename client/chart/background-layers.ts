import type { Chart } from 'chart.js';
import type { TrendChartData } from './trend-chart.ts';

/** Draws what is behind the points: bands by fill, durations of the runs, where era or config revision change, the run that is shown beside. */
export function drawBackground(chart: Chart, data: TrendChartData): void {
  const { ctx, chartArea } = chart;
  const x = chart.scales['x'];
  if (!x) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
  ctx.clip();
  const { axis, drawing, runs, marked } = data;
  const edges = (place: number): [number, number] => [
    x.getPixelForValue(axis.lows[place] ?? 0),
    x.getPixelForValue(axis.highs[place] ?? 0),
  ];
  if (drawing.fills) drawFills(chart, data, edges);
  if (drawing.durations) drawDurations(chart, data, edges);
  if (marked !== undefined) {
    const place = runs.findIndex(({ number }) => number === marked);
    if (place >= 0) {
      const [left, right] = edges(place);
      ctx.fillStyle = data.dark ? 'rgba(255, 212, 59, 0.28)' : 'rgba(250, 176, 5, 0.32)';
      ctx.fillRect(Math.min(left, (left + right) / 2 - 2), chartArea.top, Math.max(right - left, 4), chartArea.height);
    }
  }
  if (drawing.marks) drawMarks(chart, data, edges);
  ctx.restore();
}

type Edges = (place: number) => [left: number, right: number];

/** Every second fill has a band behind its runs. */
function drawFills({ ctx, chartArea }: Chart, { runs, dark }: TrendChartData, edges: Edges): void {
  ctx.fillStyle = dark ? 'rgba(255, 255, 255, 0.045)' : 'rgba(33, 37, 41, 0.04)';
  let band = false;
  for (let first = 0; first < runs.length;) {
    const fill = runs[first]?.fill ?? null;
    let next = first + 1;
    while (next < runs.length && runs[next]?.fill === fill) next += 1;
    if (fill !== null) {
      if (band) {
        const [left] = edges(first);
        const [, right] = edges(next - 1);
        ctx.fillRect(left, chartArea.top, right - left, chartArea.height);
      }
      band = !band;
    }
    first = next;
  }
}

/** The longest run is a column of most of the plot's height, the others in proportion. */
function drawDurations({ ctx, chartArea }: Chart, { runs, dark }: TrendChartData, edges: Edges): void {
  let longest = 0;
  for (const { durationSeconds } of runs) longest = Math.max(longest, durationSeconds ?? 0);
  if (longest === 0) return;
  ctx.fillStyle = dark ? 'rgba(120, 160, 205, 0.17)' : 'rgba(70, 115, 165, 0.13)';
  ctx.beginPath();
  for (const [place, { durationSeconds }] of runs.entries()) {
    if (durationSeconds === null) continue;
    const [left, right] = edges(place);
    const inset = right - left > 5 ? (right - left) * 0.12 : 0;
    const height = (durationSeconds / longest) * chartArea.height * 0.92;
    ctx.rect(left + inset, chartArea.bottom - height, Math.max(right - left - 2 * inset, 0.7), height);
  }
  ctx.fill();
}

/** A line with its name where the era changes, and a dotted one where a config's revision does. */
function drawMarks({ ctx, chartArea }: Chart, { runs, series, dark }: TrendChartData, edges: Edges): void {
  ctx.strokeStyle = dark ? 'rgba(193, 194, 197, 0.55)' : 'rgba(73, 80, 87, 0.5)';
  ctx.fillStyle = dark ? '#a6a7ab' : '#5c636a';
  ctx.font = '9px system-ui, sans-serif';
  ctx.textBaseline = 'top';
  ctx.lineWidth = 1;
  const mark = (place: number, text: string, dash: number[], line: number): void => {
    const at = Math.round(edges(place)[0]) + 0.5;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(at, chartArea.top);
    ctx.lineTo(at, chartArea.bottom);
    ctx.stroke();
    const width = ctx.measureText(text).width;
    ctx.fillText(text, at + 3 + width > chartArea.right ? at - 3 - width : at + 3, chartArea.top + 1 + line * 10);
  };
  let era: string | null = null;
  for (const [place, run] of runs.entries()) {
    if (run.era === null) continue;
    if (era !== null && era !== run.era) mark(place, run.era, [4, 3], 0);
    era = run.era;
  }
  for (const { revisions } of series) {
    let before: number | null = null;
    for (const [place, revision] of revisions.entries()) {
      if (revision === null) continue;
      if (before !== null && revision !== before) mark(place, `revision ${revision}`, [1, 3], 1);
      before = revision;
    }
  }
  ctx.setLineDash([]);
}
