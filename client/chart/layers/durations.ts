import { type Overlay, runEdges } from '../overlay.ts';

/** Height of the longest run's bar, as a fraction of the plot's; the other bars are in proportion. */
const maxHeight = 0.92;

const durations: Overlay = {
  key: 'durations',
  label: 'Run durations',
  help: 'A pale bar behind each run shows its duration, relative to the longest run.',
  default: true,
  order: -30,
  draw(context) {
    const { ctx, area, table, dark } = context;
    let maxDuration = 0;
    for (const seconds of table.durations) maxDuration = Math.max(maxDuration, seconds ?? 0);
    if (maxDuration === 0) return;
    ctx.fillStyle = dark ? 'rgba(120, 160, 205, 0.17)' : 'rgba(70, 115, 165, 0.13)';
    ctx.beginPath();
    for (const [index, seconds] of table.durations.entries()) {
      if (seconds === null) continue;
      const [left, right] = runEdges(context, index);
      const inset = right - left > 5 ? (right - left) * 0.12 : 0;
      const height = (seconds / maxDuration) * area.height * maxHeight;
      ctx.rect(left + inset, area.bottom - height, Math.max(right - left - 2 * inset, 0.7), height);
    }
    ctx.fill();
  },
};
export default durations;
