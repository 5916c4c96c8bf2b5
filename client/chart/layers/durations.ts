import { shownIndices } from '../axis/run-interval.ts';
import { type LayerContext, type Overlay, runEdges } from '../overlay.ts';

/** Height of the longest run's bar in pixels; the other bars are in proportion. */
const maxHeight = 12;
const margin = 2;
/** More bars are not distinguishable. */
const maxRuns = 300;

const durations: Overlay = {
  key: 'durations',
  label: 'Run durations',
  help: `A strip below the axis shows the duration of each run, relative to the longest, whose duration is at the left; up to ${maxRuns} runs.`,
  default: true,
  order: -30,
  strip: {
    side: 'bottom',
    height: (plot) => (maxDurationOf(plot) > 0 ? maxHeight + 2 * margin : 0),
  },
  draw(context) {
    const { ctx, area, table, offset, dark } = context;
    const maxDuration = maxDurationOf(context);
    if (maxDuration === 0) return;
    const base = area.bottom + offset + margin + maxHeight;
    ctx.fillStyle = dark ? 'rgba(120, 160, 205, 0.55)' : 'rgba(70, 115, 165, 0.45)';
    ctx.beginPath();
    for (const [index, seconds] of table.durations.entries()) {
      const [start, end] = runEdges(context, index);
      const inset = end - start > 5 ? (end - start) * 0.12 : 0;
      const [left, right] = [Math.max(start + inset, area.left), Math.min(end - inset, area.right)];
      if (seconds === null || end <= area.left || start >= area.right) continue;
      const height = (seconds / maxDuration) * maxHeight;
      ctx.rect(left, base - height, Math.max(right - left, 0.7), height);
    }
    ctx.fill();
    ctx.font = '9px system-ui, sans-serif';
    ctx.textAlign = 'right';
    ctx.textBaseline = 'bottom';
    ctx.fillStyle = dark ? '#a6a7ab' : '#5c636a';
    ctx.fillText(shortDuration(maxDuration), area.left - 4, base + margin);
  },
};
export default durations;

/** The duration of the longest of the shown runs in seconds; 0 where there are too many of them, or none is known. */
function maxDurationOf({ table, axis }: Pick<LayerContext, 'table' | 'axis'>): number {
  const [from, to] = shownIndices(axis);
  if (to - from > maxRuns) return 0;
  return table.durations.slice(from, to).reduce<number>((max, seconds) => Math.max(max, seconds ?? 0), 0);
}

/** The duration that the tooltip shows in full, as short as the space beside the strip. */
function shortDuration(seconds: number): string {
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
