import type { Problem } from './plan.ts';

/** A problem of a file or a problem of a plugin. */
export type ReportedProblem = Pick<Problem, 'file' | 'line' | 'message' | 'names' | 'suggestion'>;

/**
 * Formats problems for `hdqm check`: a line `file:line: message` with the suggestion for each, then their number and the number of
 * skipped configs. A problem that occurs on several lines of a file is printed once. Returns '' if there are no problems.
 */
export function formatProblems(problems: readonly ReportedProblem[]): string {
  if (problems.length === 0) return '';
  const groups = new Map<string, ReportedProblem[]>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.file, problem.message, problem.suggestion]);
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  const files = new Set(problems.map(({ file }) => file)).size;
  const lines = [...groups.values()].map(formatGroup);
  return [...lines, `${count(problems.length, 'problem')} in ${count(files, 'file')}${formatSkipped(problems)}.`].join(
    '\n',
  );
}

function formatGroup(problems: readonly ReportedProblem[]): string {
  const [first] = problems;
  if (first === undefined) return '';
  const { file, line, message, suggestion } = first;
  const location = line > 0 ? `${file}:${line}` : file;
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  const others = problems.slice(1).map((problem) => problem.line);
  const also = others.length === 0 ? '' : ` (also in line${others.length > 1 ? 's' : ''} ${others.join(', ')})`;
  return `${location}: ${message}${hint}${also}`;
}

function formatSkipped(problems: readonly ReportedProblem[]): string {
  const skipped = problems.reduce((sum, { names = [] }) => sum + names.length, 0);
  return skipped === 0 ? '' : `; ${count(skipped, 'config')} skipped`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
