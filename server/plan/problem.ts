import type { Problem } from './plan.ts';

/** A problem of a file or a problem of a plugin. */
export type ReportedProblem = Pick<Problem, 'file' | 'line' | 'message' | 'names' | 'suggestion'>;

/** A problem with all lines of a file in which it occurs. */
export interface ProblemGroup {
  readonly file: string;
  /** From 1; empty if it concerns the whole file. */
  readonly lines: readonly number[];
  readonly message: string;
  /** A similar valid name. */
  readonly suggestion: string | undefined;
}

/** Groups problems that occur on several lines of a file. */
export function groupProblems(problems: readonly ReportedProblem[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>();
  for (const { file, line, message, suggestion } of problems) {
    const key = JSON.stringify([file, message, suggestion]);
    const lines = [...(groups.get(key)?.lines ?? []), ...(line > 0 ? [line] : [])];
    groups.set(key, { file, lines, message, suggestion });
  }
  return [...groups.values()];
}

/**
 * Formats problems for `hdqm check`: a line `file:line: message` with the suggestion for each, then their number and the number of
 * skipped sections. A problem that occurs on several lines of a file is printed once. Returns '' if there are no problems.
 */
export function formatProblems(problems: readonly ReportedProblem[]): string {
  if (problems.length === 0) return '';
  const files = new Set(problems.map(({ file }) => file)).size;
  const lines = groupProblems(problems).map(formatGroup);
  return [...lines, `${count(problems.length, 'problem')} in ${count(files, 'file')}${formatSkipped(problems)}.`].join(
    '\n',
  );
}

function formatGroup({ file, lines: [line, ...others], message, suggestion }: ProblemGroup): string {
  const location = line === undefined ? file : `${file}:${line}`;
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  const also = others.length === 0 ? '' : ` (also in line${others.length > 1 ? 's' : ''} ${others.join(', ')})`;
  return `${location}: ${message}${hint}${also}`;
}

/** A section defines one config or a family; all its problems name the same configs. */
function formatSkipped(problems: readonly ReportedProblem[]): string {
  const skipped = problems.filter(({ names = [] }) => names.length > 0);
  const sections = new Set(skipped.map(({ file, names }) => JSON.stringify([file, names]))).size;
  return sections === 0 ? '' : `; ${count(sections, 'section')} skipped`;
}

/** Formats a number of things: `1 section`, `2 sections`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
