/** Flags above a plot, at the runs where something begins. */
import { shownIndices } from '../axis/run-interval.ts';
import { type LayerContext, runEdges } from '../overlay.ts';

/** What a flag stands for. */
export interface Flagged {
  readonly firstRun: number;
  /** The last run; null without an end. */
  readonly lastRun: number | null;
  readonly color: string;
}

/** Height of the row of flags in pixels, and the size of a flag. */
export const flagRow = 13;
const [width, height] = [9, 7] as const;

/** The indices of the first and the last of the shown runs that are in a range; undefined if none is. */
export function shownRange(
  { table, axis }: Pick<LayerContext, 'table' | 'axis'>,
  { firstRun, lastRun }: Pick<Flagged, 'firstRun' | 'lastRun'>,
): [first: number, last: number] | undefined {
  const [from, to] = shownIndices(axis);
  const runs = table.runs.slice(from, to);
  const first = runs.findIndex((run) => run >= firstRun);
  const last = lastRun === null ? runs.length - 1 : runs.findLastIndex((run) => run <= lastRun);
  return first === -1 || last < first ? undefined : [from + first, from + last];
}

/**
 * Draws a flag for what begins at each run, with a count where that is several, and a bar over the further runs of a range. A hollow flag stands for
 * what HDQM found itself.
 */
export function drawFlags(
  context: LayerContext,
  flagged: readonly Flagged[],
  { isHollow }: { isHollow: boolean },
): void {
  const { ctx, area, offset, dark } = context;
  const base = area.top - offset - 2;
  const byRun = new Map<number, Flagged[]>();
  for (const each of flagged) {
    const range = shownRange(context, each);
    if (!range) continue;
    const [first, last] = range;
    byRun.set(first, [...(byRun.get(first) ?? []), each]);
    if (last === first) continue;
    const [left, right] = [runEdges(context, first)[0], runEdges(context, last)[1]];
    ctx.fillStyle = each.color;
    ctx.globalAlpha = 0.6;
    ctx.fillRect(left, base - 1, right - left, 2);
    ctx.globalAlpha = 1;
  }
  ctx.font = '600 9px system-ui, sans-serif';
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 1.2;
  for (const [index, here] of byRun) {
    const x = Math.round(runEdges(context, index)[0]) + 0.5;
    const top = base - flagRow + 3;
    const { color = 'gray' } = here[0] ?? {};
    ctx.strokeStyle = color;
    ctx.fillStyle = isHollow ? (dark ? '#1a1b1e' : '#ffffff') : color;
    ctx.beginPath();
    ctx.moveTo(x, base);
    ctx.lineTo(x, top);
    ctx.lineTo(x + width, top + height / 2);
    ctx.lineTo(x, top + height);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
    if (here.length < 2) continue;
    ctx.fillStyle = color;
    ctx.fillText(String(here.length), x + width + 2, top + height / 2);
  }
}
