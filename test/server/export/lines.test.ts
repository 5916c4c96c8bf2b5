import { expect, it } from 'vitest';
import { type LineFormat, linePieces } from '../../../server/export/lines.ts';
import { type Column, toBatch } from '../../../server/export/table.ts';

const columns: readonly Column[] = [
  { name: 'config', type: 'text' },
  { name: 'value', type: 'number' },
];
const format: LineFormat = {
  before: ['<', '|'],
  end: '>\n',
  toText: (cell) => (cell === null ? 'null' : String(cell)),
};

it('writes the cells of each row, also where they are equal to those above', () => {
  const rows = [
    { config: 'a', value: 1 },
    { config: 'a', value: null },
    { config: null, value: null },
    { config: 'null', value: 1 },
  ];
  const [piece, ...more] = linePieces(toBatch(columns, rows), format);
  expect(Buffer.from(piece ?? []).toString()).toBe('<a|1>\n<a|null>\n<null|null>\n<null|1>\n');
  expect(more).toEqual([]);
});

it('takes NaN in a list of numbers for a missing value', () => {
  const batch = { length: 3, cells: [['a', 'a', 'a'], Float64Array.of(Number.NaN, 2, Number.NaN)] };
  expect(Buffer.concat([...linePieces(batch, format)]).toString()).toBe('<a|null>\n<a|2>\n<a|null>\n');
});

it('divides many rows into pieces of whole lines that own their bytes', () => {
  const rows = Array.from({ length: 20_000 }, (_, value) => ({ config: `Größe 🚀 ${value % 7}`, value }));
  const pieces = [...linePieces(toBatch(columns, rows), format)];
  expect(pieces.length).toBeGreaterThan(5);
  expect(pieces.every((piece) => piece.at(-1) === '\n'.charCodeAt(0))).toBe(true);
  expect(Buffer.concat(pieces).toString()).toBe(rows.map(({ config, value }) => `<${config}|${value}>\n`).join(''));
});

it('writes a line that is longer than a piece', () => {
  const config = '→'.repeat(100_000);
  const rows = ['a', config, 'b'].map((text) => ({ config: text, value: 0 }));
  expect(Buffer.concat([...linePieces(toBatch(columns, rows), format)]).toString()).toBe(
    `<a|0>\n<${config}|0>\n<b|0>\n`,
  );
});

it('writes nothing of an empty batch', () => {
  expect([...linePieces(toBatch(columns, []), format)]).toEqual([]);
});
