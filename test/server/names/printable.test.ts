import { expect, it } from 'vitest';
import { printable } from '../../../server/names/printable.ts';

it.each([
  ['Run2023/a b/DQM_ä✓.root', 'Run2023/a b/DQM_ä✓.root'],
  ['\u001b[31mred\u0007', String.raw`\x1b[31mred\x07`],
  ['one\nline\r\ttab', String.raw`one\x0aline\x0d\x09tab`],
  ['\u009b2J\u007f', String.raw`\x9b2J\x7f`],
  ['\u202egnp.exe\u2066\u2028', String.raw`\u202egnp.exe\u2066\u2028`],
  ['\0\ud800', String.raw`\x00\ud800`],
])('escapes what a terminal obeys in %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
