/** Arguments that several commands share, and their parsers for commander. */
import { InvalidArgumentError } from 'commander';
import type { RunRange } from '../../store/point-selection.ts';

/** Parses a list of runs and ranges of runs, `355100-355200, 355300`. Throws an InvalidArgumentError that names the invalid part. */
export function parseRuns(text: string): RunRange[] {
  return text.split(',').map((part) => {
    const match = /^\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?$/.exec(part);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (!match || to < from) {
      throw new InvalidArgumentError(`'${part.trim()}' is not a run or range of runs, such as 355300 or 355100-355200`);
    }
    return { from, to };
  });
}

/** Parses an integer from 1. Throws an InvalidArgumentError for any other text. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw new InvalidArgumentError('must be an integer of at least 1');
  return number;
}
