import {
  CategoryScale,
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
} from 'chart.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, CategoryScale);

/** One line of a plot, with a place for each run of the plot. */
export interface Series {
  readonly name: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
}

/** Colours that colour-blind people tell apart too (Okabe and Ito), for light and for dark ground. */
export function seriesColors(dark: boolean): readonly string[] {
  return dark
    ? ['#5ab4f5', '#f0a22e', '#2fc79b', '#e98bc0', '#f2e355', '#ff8a50', '#a9c7ff', '#c9c9c9']
    : ['#0063a6', '#c4570a', '#00795a', '#a8437f', '#8a7400', '#9c2f17', '#3b6fb5', '#555555'];
}

/** What a chart is drawn from. */
export interface TrendChartData {
  readonly runs: readonly number[];
  readonly series: readonly Series[];
  readonly yTitle: string;
  readonly dark: boolean;
}

/** chart.js' configuration of a trend plot: points at evenly spaced runs, error bars, gaps where there is no value. */
export function trendChart({
  runs,
  series,
  yTitle,
  dark,
}: TrendChartData): ChartConfiguration<'line', (number | null)[], string> {
  const ink = dark ? '#c1c2c5' : '#495057';
  const grid = dark ? '#373a40' : '#e9ecef';
  const radius = runs.length > 400 ? 1 : runs.length > 120 ? 1.6 : 2.4;
  return {
    type: 'line',
    data: {
      labels: runs.map(String),
      datasets: series.map(({ name, color, values }) => ({
        label: name,
        data: [...values],
        borderColor: color,
        backgroundColor: color,
        borderWidth: 0.8,
        pointRadius: radius,
        pointHoverRadius: radius,
        spanGaps: false,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      normalized: true,
      events: [],
      layout: { padding: { top: 6, right: 6 } },
      scales: {
        x: {
          type: 'category',
          grid: { display: false },
          border: { color: grid },
          ticks: { color: ink, font: { size: 10 }, maxRotation: 0, autoSkipPadding: 14 },
        },
        y: {
          ...yRange(series),
          grid: { color: grid },
          border: { display: false },
          ticks: { color: ink, font: { size: 10 }, maxTicksLimit: 6 },
          title: { display: yTitle !== '', text: shortened(yTitle), color: ink, font: { size: 11 } },
        },
      },
    },
    plugins: [errorBars(series)],
  };
}

/** As much of a title as fits beside the axis; the card's title has it whole on hover. */
function shortened(title: string): string {
  return title.length > 27 ? `${title.slice(0, 26)}…` : title;
}

/** Room for the error bars, which chart.js knows nothing of; a bar many times as long as the values spread does not flatten them. */
function yRange(series: readonly Series[]): { suggestedMin?: number; suggestedMax?: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of series) {
    for (const value of values) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return {};
  const most = high > low ? 2 * (high - low) : Number.POSITIVE_INFINITY;
  let [suggestedMin, suggestedMax] = [low, high];
  for (const { values, errorsLow, errorsHigh } of series) {
    for (const [index, value] of values.entries()) {
      if (value === null) continue;
      suggestedMin = Math.min(suggestedMin, value - Math.min(errorsLow[index] ?? 0, most));
      suggestedMax = Math.max(suggestedMax, value + Math.min(errorsHigh[index] ?? 0, most));
    }
  }
  return { suggestedMin, suggestedMax };
}

/** Draws error bars from the columns as they came: no object is made for a point. */
function errorBars(series: readonly Series[]): Plugin<'line'> {
  return {
    id: 'errorBars',
    beforeDatasetsDraw({ ctx, chartArea, scales: { x, y } }) {
      if (!x || !y) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      ctx.lineWidth = 1;
      for (const { values, errorsLow, errorsHigh, color } of series) {
        ctx.strokeStyle = color;
        ctx.globalAlpha = 0.55;
        ctx.beginPath();
        for (const [index, value] of values.entries()) {
          const [low, high] = [errorsLow[index] ?? 0, errorsHigh[index] ?? 0];
          if (value === null || (low === 0 && high === 0)) continue;
          const across = x.getPixelForValue(index);
          ctx.moveTo(across, y.getPixelForValue(value - low));
          ctx.lineTo(across, y.getPixelForValue(value + high));
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
