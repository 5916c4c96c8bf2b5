import { type LayerContext, type Overlay, runEdges } from '../overlay.ts';

const boundaries: Overlay = {
  key: 'marks',
  label: 'Era and config revision boundaries',
  help: 'A dashed line marks the first run of an era, a dotted one the first run of a config revision.',
  default: true,
  order: -10,
  draw(context) {
    const {
      ctx,
      table: { eras },
      series,
      dark,
    } = context;
    ctx.strokeStyle = dark ? 'rgba(193, 194, 197, 0.55)' : 'rgba(73, 80, 87, 0.5)';
    ctx.fillStyle = dark ? '#a6a7ab' : '#5c636a';
    ctx.font = '9px system-ui, sans-serif';
    ctx.textBaseline = 'top';
    ctx.lineWidth = 1;
    ctx.setLineDash([4, 3]);
    for (const index of firstOfEach(eras)) drawBoundary(context, index, eras[index] ?? '', 0);
    ctx.setLineDash([1, 3]);
    for (const { revisions } of series)
      for (const index of firstOfEach(revisions)) drawBoundary(context, index, `revision ${revisions[index] ?? ''}`, 1);
    ctx.setLineDash([]);
  },
};
export default boundaries;

/** The indices at which a known value differs from the last known one before it. */
function firstOfEach(values: readonly (string | number | null)[]): number[] {
  let last: string | number | null = null;
  return values.flatMap((value, index) => {
    const isFirst = value !== null && last !== null && value !== last;
    last = value ?? last;
    return isFirst ? [index] : [];
  });
}

function drawBoundary(context: LayerContext, index: number, text: string, row: 0 | 1): void {
  const { ctx, area } = context;
  const x = Math.round(runEdges(context, index)[0]) + 0.5;
  ctx.beginPath();
  ctx.moveTo(x, area.top);
  ctx.lineTo(x, area.bottom);
  ctx.stroke();
  const width = ctx.measureText(text).width;
  ctx.fillText(text, x + 3 + width > area.right ? x - 3 - width : x + 3, area.top + 1 + row * 10);
}
