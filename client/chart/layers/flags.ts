import { flagColor } from '../../flags/flag-status.ts';
import type { FlagRow } from '../../flags/flag-rows.ts';
import { type LayerContext, type Overlay, runEdges } from '../overlay.ts';
import { stripRows } from '../strip-rows.ts';

/** Height of a row in pixels. */
const rowHeight = 7;
/** Further columns are not drawn. */
const maxRows = 4;
/** What a flag has of another status is visible, however small it is. In pixels. */
const minPart = 1.5;

/** `strip` of `tracker-strip`: the rows of a plot are of one subsystem. */
const shortName = (column: string): string => column.slice(column.indexOf('-') + 1);

const rows = stripRows<FlagRow>(
  rowHeight,
  ({ flags = [] }) => flags.slice(0, maxRows),
  ({ column }) => shortName(column),
);

const flags: Overlay = {
  key: 'flags',
  label: 'Certification flags',
  help: `Below the axis are Run Registry's flags of the subsystem, a row for each column, up to ${maxRows}: green is good, red bad, yellow standby, blue excluded and grey not set. The height of the green part is the share of good lumisections; the rest of a good run is dark. The tooltip of a run has the shares and comments.`,
  isOfRuns: true,
  default: true,
  gridDefault: false,
  order: -29,
  strip: rows.strip,
  draw: (context) =>
    rows.draw(context, (row, top) => {
      const { ctx } = context;
      for (const [color, boxes] of boxesOf(context, row, top)) {
        ctx.fillStyle = color;
        ctx.beginPath();
        for (const box of boxes) ctx.rect(...box);
        ctx.fill();
      }
    }),
};
export default flags;

type Box = [left: number, top: number, width: number, height: number];

/** The boxes of a row by colour. */
function boxesOf(context: LayerContext, { statuses, goodShares }: FlagRow, top: number): ReadonlyMap<string, Box[]> {
  const { area, dark } = context;
  const boxes = new Map<string, Box[]>();
  const add = (color: string, box: Box): void => {
    const others = boxes.get(color);
    if (others) others.push(box);
    else boxes.set(color, [box]);
  };
  for (const [index, status] of statuses.entries()) {
    const [start, end] = runEdges(context, index);
    if (status === null || end <= area.left || start >= area.right) continue;
    const left = Math.max(start, area.left);
    const space = end - start > 4 ? 1 : 0;
    const width = Math.max(Math.min(end - space, area.right) - left, 0.7);
    const good = goodHeight(goodShares[index] ?? (status === 'GOOD' ? 1 : 0));
    if (good > 0) add(flagColor('GOOD', dark), [left, top + rowHeight - good, width, good]);
    const rest = status === 'GOOD' ? (dark ? '#dee2e6' : '#343a40') : flagColor(status, dark);
    if (good < rowHeight) add(rest, [left, top, width, rowHeight - good]);
  }
  return boxes;
}

function goodHeight(share: number): number {
  if (share === 0 || share === 1) return share * rowHeight;
  return Math.min(Math.max(share * rowHeight, minPart), rowHeight - minPart);
}
