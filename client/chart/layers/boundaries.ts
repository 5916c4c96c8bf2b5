import { shownIndices } from '../axis/run-interval.ts';
import { type LayerContext, type Overlay, runEdges } from '../overlay.ts';

/** Height of a row of labels in pixels. */
const rowHeight = 11;

const boundaries: Overlay = {
  key: 'marks',
  label: 'Era and config revision boundaries',
  help: 'A dashed line marks the first run of an era, a dotted one the first run of a config revision, of imported points, or of computed ones after these; the labels are above the plot.',
  default: true,
  order: -10,
  strip: { side: 'top', height: (plot) => rowHeight * rowsOf(plot).length },
  draw(context) {
    const { ctx, dark } = context;
    ctx.strokeStyle = dark ? 'rgba(193, 194, 197, 0.55)' : 'rgba(73, 80, 87, 0.5)';
    ctx.fillStyle = dark ? '#a6a7ab' : '#5c636a';
    ctx.font = '9px system-ui, sans-serif';
    ctx.textBaseline = 'top';
    ctx.lineWidth = 1;
    const rows = rowsOf(context);
    for (const [index, row] of rows.entries())
      drawRow(context, row, context.area.top - context.offset - rowHeight * (rows.length - index));
  },
};
export default boundaries;

/** A row of labels, by the indices of the runs at which they begin. */
interface Row {
  readonly dash: number[];
  readonly labels: ReadonlyMap<number, string>;
}

/** The eras and the config revisions of the shown runs; those that do not change have no row. */
function rowsOf({ table, axis, series }: Pick<LayerContext, 'table' | 'axis' | 'series'>): Row[] {
  const shown = shownIndices(axis);
  const revisions = series.flatMap((one) =>
    changes(one.revisions, shown).map(([index, revision, before]) => [index, revisionLabel(revision, before)] as const),
  );
  return [
    { dash: [4, 3], labels: new Map(changes(table.eras, shown).map(([index, era]) => [index, era])) },
    { dash: [1, 3], labels: new Map(revisions) },
  ].filter(({ labels }) => labels.size > 0);
}

/** What begins with a revision: HDQM has not computed the points of revision 0. */
function revisionLabel(revision: number, before: number): string {
  if (revision === 0) return 'imported';
  return before === 0 ? 'computed' : `revision ${revision}`;
}

/** The indices at which a known value differs from the last known one before it, with both. */
function changes<T>(
  values: readonly (T | null)[],
  [from, to]: readonly [number, number],
): [index: number, value: T, before: T][] {
  const found: [index: number, value: T, before: T][] = [];
  let last: T | null = null;
  for (let index = from; index < to; index += 1) {
    const value = values[index] ?? null;
    if (value !== null && last !== null && value !== last) found.push([index, value, last]);
    last = value ?? last;
  }
  return found;
}

/** Draws a line at each boundary, and its label where that does not reach the next one. */
function drawRow(context: LayerContext, { dash, labels }: Row, top: number): void {
  const { ctx, area } = context;
  const lines = [...labels]
    .map(([index, text]) => ({ x: Math.round(runEdges(context, index)[0]) + 0.5, text }))
    .filter(({ x }) => x >= area.left && x <= area.right)
    .toSorted((a, b) => a.x - b.x);
  ctx.beginPath();
  for (const { x } of lines) {
    ctx.moveTo(x, top);
    ctx.lineTo(x, area.bottom);
  }
  ctx.setLineDash(dash);
  ctx.stroke();
  // The server's canvas dashes texts, too.
  ctx.setLineDash([]);
  let free = area.left;
  for (const [index, { x, text }] of lines.entries()) {
    const width = ctx.measureText(text).width;
    const next = lines[index + 1]?.x;
    const fits = x + 3 + width <= (next ?? area.right);
    // At the right end of the plot, the label is at the left of its line.
    const left = fits || next !== undefined ? x + 3 : x - 3 - width;
    if (left < free || (!fits && next !== undefined)) continue;
    ctx.fillText(text, left, top + 1);
    free = Math.max(x, left + width) + 3;
  }
}
