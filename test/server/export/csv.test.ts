import { expect, it } from 'vitest';
import { toCell } from '../../../server/export/csv.ts';

it.each([
  ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
  ['+a', "'+a"],
  ['-a', "'-a"],
  ['@a', "'@a"],
  ['\t=a', "'\t=a"],
  ['a=b', 'a=b'],
  ['a,b\rc', '"a,b\rc"'],
  [-1.5, '-1.5'],
])('writes %j as the cell %s', (value, cell) => {
  expect(toCell(value)).toBe(cell);
});
