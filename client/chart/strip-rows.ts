import type { Layer, LayerContext } from './overlay.ts';

/** Between rows, and around them, in pixels. */
const [gap, margin] = [1, 2] as const;

/** Rows of boxes below the axis, one for each of the things that a table of runs has. */
export interface StripRows<Row> {
  readonly strip: NonNullable<Layer['strip']>;
  /** Calls `draw` with the top of each row, and writes the row's name at its left. */
  readonly draw: (context: LayerContext, draw: (row: Row, top: number) => void) => void;
}

/** A strip of rows of a height in pixels. */
export function stripRows<Row>(
  rowHeight: number,
  rowsOf: (table: LayerContext['table']) => readonly Row[],
  nameOf: (row: Row) => string,
): StripRows<Row> {
  return {
    strip: {
      side: 'bottom',
      height: ({ table }) => {
        const rows = rowsOf(table).length;
        return rows === 0 ? 0 : rows * (rowHeight + gap) + 2 * margin;
      },
    },
    draw(context, draw) {
      const { ctx, area, table, offset, dark } = context;
      for (const [position, row] of rowsOf(table).entries()) {
        const top = area.bottom + offset + margin + position * (rowHeight + gap);
        draw(row, top);
        ctx.font = '8px system-ui, sans-serif';
        ctx.textAlign = 'right';
        ctx.textBaseline = 'middle';
        ctx.fillStyle = dark ? '#a6a7ab' : '#5c636a';
        ctx.fillText(nameOf(row), area.left - 4, top + rowHeight / 2);
      }
    },
  };
}
