import type { PlotLimitFragment } from '../../generated/operations.ts';
import { type LayerContext, type Overlay, runEdges } from '../overlay.ts';

/** With more, the lines could not be assigned to the series. */
const maxSets = 2;

const limits: Overlay = {
  key: 'limits',
  label: 'Limits',
  help: `The range of good values in the config: values beyond the amber lines are a warning, beyond the red ones an error. Not drawn where the series of a plot have more than ${maxSets} different ones, nor, over a quantity, where they are of some of the shown runs only.`,
  isOfPoints: true,
  default: true,
  order: -20,
  draw(context) {
    const sets = new Map(context.series.map(({ limits: own }) => [JSON.stringify(own), own]));
    if (sets.size > maxSets) return;
    for (const limit of [...sets.values()].flat()) drawLimit(context, limit);
    context.ctx.setLineDash([]);
  },
};
export default limits;

function drawLimit(context: LayerContext, { severity, min, max, firstRun, lastRun }: PlotLimitFragment): void {
  const { ctx, area, y, table, axis, dark } = context;
  if (axis.quantity && !table.runs.every((run) => run >= firstRun && run <= lastRun)) return;
  const first = table.runs.findIndex((run) => run >= firstRun);
  const last = table.runs.findLastIndex((run) => run <= lastRun);
  if (first === -1 || last < first) return;
  const [start, end] = axis.quantity
    ? [area.left, area.right]
    : [
        Math.min(runEdges(context, first)[0], runEdges(context, last)[0]),
        Math.max(runEdges(context, first)[1], runEdges(context, last)[1]),
      ];
  const [left, right] = [Math.max(area.left, start), Math.min(area.right, end)];
  if (left >= right) return;
  const [line, fill] = colors[severity][dark ? 'dark' : 'light'];
  ctx.strokeStyle = line;
  ctx.fillStyle = fill;
  ctx.lineWidth = 1;
  ctx.setLineDash(severity === 'error' ? [] : [5, 3]);
  for (const [bound, outer] of [
    [min, area.bottom],
    [max, area.top],
  ] as const) {
    if (bound === null) continue;
    const level = Math.round(y.getPixelForValue(bound)) + 0.5;
    if (!Number.isFinite(level)) continue; // below zero on a logarithmic axis
    const inside = Math.min(Math.max(level, area.top), area.bottom);
    ctx.fillRect(left, Math.min(inside, outer), right - left, Math.abs(outer - inside));
    if (level !== inside) continue;
    ctx.beginPath();
    ctx.moveTo(left, level);
    ctx.lineTo(right, level);
    ctx.stroke();
  }
}

/** Colours of the line and of the values beyond it. */
const colors = {
  warning: {
    light: ['rgba(178, 110, 0, 0.8)', 'rgba(240, 160, 0, 0.07)'],
    dark: ['rgba(250, 190, 80, 0.8)', 'rgba(250, 190, 80, 0.07)'],
  },
  error: {
    light: ['rgba(190, 30, 30, 0.8)', 'rgba(220, 40, 40, 0.08)'],
    dark: ['rgba(255, 120, 110, 0.85)', 'rgba(255, 100, 90, 0.1)'],
  },
} as const;
