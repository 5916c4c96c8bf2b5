import { expect, it } from 'vitest';
import { maxLineLength, parseIni } from '../../../server/plan/ini.ts';

const valuesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...(parseIni(text).sections[0]?.entries ?? [])].map(([key, { value }]) => [key, value]));

it('records the line of each section and key', () => {
  const { sections, diagnostics } = parseIni('# first\n\n[plot:a]\nmetric = x\n\n[plot:b]\nyTitle: y\n');
  expect(diagnostics).toEqual([]);
  expect(sections.map(({ header, line }) => [header, line])).toEqual([
    ['plot:a', 3],
    ['plot:b', 6],
  ]);
  expect([...(sections[1]?.entries ?? [])]).toEqual([['ytitle', { key: 'yTitle', value: 'y', line: 7 }]]);
});

it('splits key and value at the first = or :, ignoring blanks', () => {
  expect(valuesOf('[s]\na=1\nb : 2 = 3\nc\t=\t x:y \nd =\n')).toEqual({ a: '1', b: '2 = 3', c: 'x:y', d: '' });
});

it('is case-insensitive for keys', () => {
  expect(valuesOf('[s]\nRelativePath = a\nYTITLE = b\n')).toEqual({ relativepath: 'a', ytitle: 'b' });
});

it('keeps blanks, # and ; inside a value', () => {
  expect(valuesOf('[s]\na = Dead Channels  per ROC # 1 ; 2\n')).toEqual({ a: 'Dead Channels  per ROC # 1 ; 2' });
});

it('recognizes comments only at the start of a line', () => {
  expect(valuesOf('[s]\n#a = 1\n; b = 2\n   # c = 3\nd = 4\n')).toEqual({ d: '4' });
});

it('continues a value on deeper indented lines, across comments and empty lines', () => {
  const text = '[s]\na = 1\n    2\n# no\n\n    3 = x\nb =\n\t4\n\t5\nc = 6\n';
  expect(valuesOf(text)).toEqual({ a: '1\n2\n3 = x', b: '4\n5', c: '6' });
});

it('reads a key indented as deep as the key before it', () => {
  expect(valuesOf('[s]\n  a = 1\n  b = 2\n')).toEqual({ a: '1', b: '2' });
});

it.each(['\r\n', '\r'])('accepts line endings %j', (end) => {
  expect(valuesOf(['[s]', 'a = 1', '  2', 'b = 3', ''].join(end))).toEqual({ a: '1\n2', b: '3' });
});

it('reports lines without a key, duplicate keys and unclosed section headers with their lines', () => {
  const { sections, diagnostics } = parseIni('x = 1\n[plot:a]\nnothing\nmetric = 1\nMETRIC = 2\n[plot:b\nmetric = 3\n');
  expect(diagnostics).toEqual([{ line: 1, message: "'x = 1' before the first [section]" }]);
  expect(sections.map((section) => section.diagnostics)).toEqual([
    [
      { line: 3, message: "expected 'key = value', found 'nothing'" },
      { line: 5, message: 'duplicate key METRIC: first in line 4' },
    ],
    [{ line: 6, message: "missing ']' in '[plot:b'" }],
  ]);
  expect(sections[1]).toMatchObject({ header: 'plot:b', line: 6 });
  expect(sections[1]?.entries.get('metric')?.value).toBe('3');
});

it('returns no sections for an empty text', () => {
  expect(parseIni('')).toEqual({ sections: [], diagnostics: [] });
});

it('parses long lines in linear time', () => {
  const blanks = ' '.repeat(1_000_000);
  expect(parseIni(`[s]\na${blanks}b\nc${blanks}=${blanks}d`).sections[0]).toMatchObject({
    diagnostics: [{ line: 2 }],
    entries: new Map([['c', { key: 'c', value: 'd', line: 3 }]]),
  });
});

it('reports overlong lines and continues with the next section', () => {
  const long = 'x'.repeat(maxLineLength);
  const { sections } = parseIni(`[a]\nkey = ${long}\n[b]\nkey = 1\n  ${long}y\n[${long}]\nz = 1\n[d]\nkey = 2`);
  const tooLong = (line: number, what: string): object => ({
    line,
    message: `line of ${what} is longer than ${maxLineLength} characters`,
  });
  expect(sections.map(({ diagnostics }) => diagnostics)).toEqual([
    [tooLong(2, 'key')],
    [tooLong(5, 'key')],
    [tooLong(6, `[${'x'.repeat(39)}…`)],
    [],
  ]);
});
