import type { Problem } from './plan.ts';

/** What is wrong in a section, and what may be meant instead. */
export interface Wrong {
  readonly line: number;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** Something wrong in a file that a person wrote, be it a config or a plugin. */
export type Reported = Pick<Problem, 'file' | 'line' | 'message' | 'names' | 'suggestion'>;

/**
 * What `hdqm check` prints: `file:line: message` for each problem, with what may be meant and what it costs; one that a file has in several
 * lines once; at last how many there are. Empty where there are none.
 */
export function formatProblems(problems: readonly Reported[]): string {
  if (problems.length === 0) return '';
  const alike = new Map<string, Reported[]>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.file, problem.message, problem.suggestion]);
    alike.set(key, [...(alike.get(key) ?? []), problem]);
  }
  const files = new Set(problems.map(({ file }) => file)).size;
  const lines = [...alike.values()].map(formatAlike);
  return [...lines, `${count(problems.length, 'problem')} in ${count(files, 'file')}${cost(problems)}.`].join('\n');
}

function formatAlike(problems: readonly Reported[]): string {
  const [first] = problems;
  if (first === undefined) return '';
  const { file, line, message, suggestion } = first;
  const place = line > 0 ? `${file}:${line}` : file;
  const meant = suggestion === undefined ? '' : `; is ${suggestion} meant?`;
  const others = problems.slice(1).map((problem) => problem.line);
  const also = others.length === 0 ? '' : ` (also in line${others.length > 1 ? 's' : ''} ${others.join(', ')})`;
  return `${place}: ${message}${meant}${also}`;
}

function cost(problems: readonly Reported[]): string {
  const lost = problems.reduce((sum, { names = [] }) => sum + names.length, 0);
  return lost === 0 ? '' : `; ${count(lost, 'config')} left out`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
