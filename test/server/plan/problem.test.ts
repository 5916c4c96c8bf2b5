import { expect, it } from 'vitest';
import { formatProblems } from '../../../server/plan/problem.ts';

it('prints a line for each problem, and counts them', () => {
  expect(
    formatProblems([
      { file: 'a.ini', line: 3, message: 'there is no metric basic.Maen', suggestion: 'basic.Mean', names: ['x', 'y'] },
      { file: 'b.ini', line: 0, message: 'it cannot be read' },
    ]),
  ).toBe(
    [
      'a.ini:3: there is no metric basic.Maen; is basic.Mean meant?',
      'b.ini: it cannot be read',
      '2 problems in 2 files; 2 configs left out.',
    ].join('\n'),
  );
});

it('prints one that a file has often once', () => {
  const lines = Array.from({ length: 8 }, (_, index) => ({ file: 'a.ini', line: index + 1, message: 'wrong' }));
  expect(formatProblems([...lines, { file: 'b.ini', line: 1, message: 'wrong' }])).toBe(
    ['a.ini:1: wrong (also in lines 2, 3, 4, 5, 6, 7, 8)', 'b.ini:1: wrong', '9 problems in 2 files.'].join('\n'),
  );
  expect(formatProblems(lines.slice(0, 2))).toBe('a.ini:1: wrong (also in line 2)\n2 problems in 1 file.');
});

it('prints nothing where there is nothing', () => {
  expect(formatProblems([])).toBe('');
});
