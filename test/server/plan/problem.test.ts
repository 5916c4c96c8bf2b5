import { expect, it } from 'vitest';
import { formatProblems } from '../../../server/plan/problem.ts';

it('prints a line for each problem and their number', () => {
  expect(
    formatProblems([
      { file: 'a.ini', line: 3, message: 'unknown metric basic.Maen', suggestion: 'basic.Mean', names: ['x', 'y'] },
      { file: 'b.ini', line: 0, message: 'not readable' },
    ]),
  ).toBe(
    [
      'a.ini:3: unknown metric basic.Maen; did you mean basic.Mean?',
      'b.ini: not readable',
      '2 problems in 2 files; 1 section skipped.',
    ].join('\n'),
  );
});

it('prints a repeated problem of a file once', () => {
  const lines = Array.from({ length: 8 }, (_, index) => ({ file: 'a.ini', line: index + 1, message: 'invalid' }));
  expect(formatProblems([...lines, { file: 'b.ini', line: 1, message: 'invalid' }])).toBe(
    ['a.ini:1: invalid (also in lines 2, 3, 4, 5, 6, 7, 8)', 'b.ini:1: invalid', '9 problems in 2 files.'].join('\n'),
  );
  expect(formatProblems(lines.slice(0, 2))).toBe('a.ini:1: invalid (also in line 2)\n2 problems in 1 file.');
});

it('counts a section with several problems once', () => {
  const section = { file: 'a.ini', names: ['x_1', 'x_2'] };
  const other = { file: 'a.ini', line: 9, message: 'metric is missing', names: ['y'] };
  const problems = [
    { ...section, line: 2, message: 'yTitle is missing' },
    { ...section, line: 3, message: 'unknown key yTitel', suggestion: 'yTitle' },
    other,
  ];
  expect(formatProblems(problems)).toMatch(/3 problems in 1 file; 2 sections skipped\.$/);
});

it('prints nothing without problems', () => {
  expect(formatProblems([])).toBe('');
});
