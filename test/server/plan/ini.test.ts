import { expect, it } from 'vitest';
import { maxLineLength, parseIni } from '../../../server/plan/ini.ts';

const valuesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...(parseIni(text).sections[0]?.entries ?? [])].map(([key, { value }]) => [key, value]));

it('keeps the line of every section and key', () => {
  const { sections, faults } = parseIni('# first\n\n[plot:a]\nmetric = x\n\n[plot:b]\nyTitle: y\n');
  expect(faults).toEqual([]);
  expect(sections.map(({ header, line }) => [header, line])).toEqual([
    ['plot:a', 3],
    ['plot:b', 6],
  ]);
  expect([...(sections[1]?.entries ?? [])]).toEqual([['ytitle', { key: 'yTitle', value: 'y', line: 7 }]]);
});

it('splits a key from its value at the first = or :, whatever the blanks', () => {
  expect(valuesOf('[s]\na=1\nb : 2 = 3\nc\t=\t x:y \nd =\n')).toEqual({ a: '1', b: '2 = 3', c: 'x:y', d: '' });
});

it('takes keys without regard to case', () => {
  expect(valuesOf('[s]\nRelativePath = a\nYTITLE = b\n')).toEqual({ relativepath: 'a', ytitle: 'b' });
});

it('leaves blanks, # and ; within a value alone', () => {
  expect(valuesOf('[s]\na = Dead Channels  per ROC # 1 ; 2\n')).toEqual({ a: 'Dead Channels  per ROC # 1 ; 2' });
});

it('knows comments by the beginning of a line only', () => {
  expect(valuesOf('[s]\n#a = 1\n; b = 2\n   # c = 3\nd = 4\n')).toEqual({ d: '4' });
});

it('continues a value on deeper indented lines, over comments and empty lines', () => {
  const text = '[s]\na = 1\n    2\n# no\n\n    3 = x\nb =\n\t4\n\t5\nc = 6\n';
  expect(valuesOf(text)).toEqual({ a: '1\n2\n3 = x', b: '4\n5', c: '6' });
});

it('takes an indented key after a key of the same depth as a key', () => {
  expect(valuesOf('[s]\n  a = 1\n  b = 2\n')).toEqual({ a: '1', b: '2' });
});

it.each(['\r\n', '\r'])('takes lines that end with %j', (end) => {
  expect(valuesOf(['[s]', 'a = 1', '  2', 'b = 3', ''].join(end))).toEqual({ a: '1\n2', b: '3' });
});

it('reports what is no key, a key given twice and a section without its end, at their lines', () => {
  const { sections, faults } = parseIni('x = 1\n[plot:a]\nnothing\nmetric = 1\nMETRIC = 2\n[plot:b\nmetric = 3\n');
  expect(faults).toEqual([{ line: 1, message: "'x = 1' stands before the first [section]" }]);
  expect(sections.map((section) => section.faults)).toEqual([
    [
      { line: 3, message: "'nothing' is no 'key = value'" },
      { line: 5, message: 'METRIC is given twice: the first is in line 4' },
    ],
    [{ line: 6, message: "the ']' of the section is missing: '[plot:b'" }],
  ]);
  expect(sections[1]).toMatchObject({ header: 'plot:b', line: 6 });
  expect(sections[1]?.entries.get('metric')?.value).toBe('3');
});

it('has no sections in an empty text', () => {
  expect(parseIni('')).toEqual({ sections: [], faults: [] });
});

it('is not held up by a long line', () => {
  const blanks = ' '.repeat(1_000_000);
  expect(parseIni(`[s]\na${blanks}b\nc${blanks}=${blanks}d`).sections[0]).toMatchObject({
    faults: [{ line: 2 }],
    entries: new Map([['c', { key: 'c', value: 'd', line: 3 }]]),
  });
});

it('refuses a section with a line that no person writes, and goes on behind it', () => {
  const long = 'x'.repeat(maxLineLength);
  const { sections } = parseIni(`[a]\nkey = ${long}\n[b]\nkey = 1\n  ${long}y\n[${long}]\nz = 1\n[d]\nkey = 2`);
  const fault = (line: number, what: string): object => ({
    line,
    message: `the line of ${what} has more than ${maxLineLength} characters`,
  });
  expect(sections.map(({ faults }) => faults)).toEqual([
    [fault(2, 'key')],
    [fault(5, 'key')],
    [fault(6, `[${'x'.repeat(39)}…`)],
    [],
  ]);
});
