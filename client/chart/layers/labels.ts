import type { LabelRow } from '../../labels/label-rows.ts';
import { type LayerContext, type Overlay, runEdges } from '../overlay.ts';
import { stripRows } from '../strip-rows.ts';

/** Height of a row in pixels. */
const rowHeight = 12;
/** Further sets are not drawn. */
const maxRows = 3;
/** Of a title at the left of a row, in letters. */
const maxTitle = 12;

const rows = stripRows<LabelRow>(
  rowHeight,
  ({ labels = [] }) => labels.slice(0, maxRows),
  ({ title }) => (title.length > maxTitle ? `${title.slice(0, maxTitle - 1)}…` : title),
);

const labels: Overlay = {
  key: 'labels',
  label: 'Labels of runs',
  help: `Below the axis are the labels that the settings give ranges of runs, such as the read-out mode of a detector, a row for each set, up to ${maxRows}; a line in the plot marks where a label ends or begins.`,
  isOfRuns: true,
  default: true,
  gridDefault: false,
  order: -28,
  strip: rows.strip,
  draw: (context) =>
    rows.draw(context, (row, top) => {
      const parts = partsOf(context, row);
      for (const part of parts) drawPart(context, part, row, top);
      drawBoundaries(context, parts);
    }),
};
export default labels;

/** Neighbouring runs of the same label, in pixels. */
interface Part {
  readonly label: string;
  left: number;
  right: number;
}

function partsOf(context: LayerContext, { labels }: LabelRow): Part[] {
  const { left, right } = context.area;
  const parts: Part[] = [];
  let last: Part | undefined;
  for (const [index, label] of labels.entries()) {
    const [start, end] = runEdges(context, index);
    if (label === null) last = undefined;
    else if (last?.label === label) last.right = end;
    else parts.push((last = { label, left: start, right: end }));
  }
  return parts
    .filter((part) => part.right > left && part.left < right)
    .map((part) => ({ ...part, left: Math.max(part.left, left), right: Math.min(part.right, right) }));
}

function drawPart({ ctx }: LayerContext, { label, left, right }: Part, { colors }: LabelRow, top: number): void {
  const color = colors.get(label) ?? '#ced4da';
  ctx.fillStyle = color;
  ctx.fillRect(left, top, Math.max(right - left - 1, 0.7), rowHeight);
  ctx.font = '9px system-ui, sans-serif';
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  if (ctx.measureText(label).width > right - left - 6) return;
  ctx.fillStyle = isPale(color) ? '#212529' : '#ffffff';
  ctx.fillText(label, left + 3, top + rowHeight / 2 + 0.5);
}

/** A line where a part begins, and where one ends; not at the ends of the plot. */
function drawBoundaries({ ctx, area, dark }: LayerContext, parts: readonly Part[]): void {
  const ends = new Set(parts.flatMap(({ left, right }) => [Math.round(left) + 0.5, Math.round(right) + 0.5]));
  ctx.strokeStyle = dark ? 'rgba(193, 194, 197, 0.4)' : 'rgba(73, 80, 87, 0.35)';
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  for (const x of ends) {
    if (x <= area.left + 1 || x >= area.right - 1) continue;
    ctx.moveTo(x, area.top);
    ctx.lineTo(x, area.bottom);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Whether dark text is more readable on a colour than white: by the relative luminance of WCAG 2.2. */
function isPale(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}
