import type { RunRange } from '../../store/point-selection.ts';

/** A list of runs in a URL. */
export interface RunList {
  /** Without `all`, where it is in the list. */
  readonly ranges: readonly RunRange[];
  /** What is not selected. */
  readonly excluded: readonly RunRange[];
  /** Whether all runs are selected. */
  readonly isAll: boolean;
  /** Why the list is invalid, for the user; undefined where it is valid. */
  readonly problem?: string;
}

/** Max. number of runs of several ranges, and of excluded ones. */
const maxListedRuns = 20_000;

/** Parses `355100-355200,355300,-355150`, as pages do: runs and ranges, excluded ones after a minus sign, `all` for all runs. */
export function parseRunList(text: string): RunList {
  const ranges: RunRange[] = [];
  const excluded: RunRange[] = [];
  let hasAll = false;
  const list = (problem?: string): RunList => ({
    ranges,
    excluded,
    isAll: hasAll || (ranges.length === 0 && excluded.length > 0),
    ...(problem === undefined ? {} : { problem }),
  });
  const parts = text.replaceAll(/(?<=\d)\s*[-–]\s*(?=\d)|[-–]\s*(?=\d)/g, '-').split(/[\s,;]+/);
  for (const part of parts) {
    if (part === '') continue;
    if (part.toLowerCase() === 'all') hasAll = true;
    else {
      const [, minus, first = '', last = first] = /^(-)?(\d{1,9})(?:-(\d{1,9}))?$/.exec(part) ?? [];
      if (first === '') return list(`'${part}' is neither a run nor a range such as 355100-355200`);
      if (Number(first) > Number(last)) return list(`the first run of ${part} is greater than the last`);
      (minus === undefined ? ranges : excluded).push({ from: Number(first), to: Number(last) });
    }
  }
  if (ranges.length === 0 && excluded.length === 0 && !hasAll) return list('the list is empty');
  const count = (of: readonly RunRange[]): number => of.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const listed = Math.max(ranges.length > 1 && !hasAll ? count(ranges) : 0, count(excluded));
  return listed > maxListedRuns ? list(`${listed} runs, but the maximum is ${maxListedRuns}`) : list();
}
