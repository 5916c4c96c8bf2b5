/** What the command line gives to commands, and what they give back. */
import { InvalidArgumentError } from 'commander';

/** What a command's process ends with: 0 done, 1 it could not do its work, 2 it was used wrongly. */
export type ExitStatus = 0 | 1 | 2;

/** A command was given something that it cannot work with. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Which points a command is about. */
export interface SelectionOptions {
  readonly subsystem?: string;
  readonly primaryDataset?: string;
  readonly processing?: string;
  readonly runs?: readonly RunRange[];
}
export interface RecomputeOptions extends SelectionOptions {
  readonly names?: readonly string[];
  readonly latest?: number;
  readonly replace: boolean;
}
export interface EnrichOptions {
  readonly runs?: readonly RunRange[];
  readonly service?: 'oms' | 'rr';
}
export interface LogOptions {
  readonly scan?: number;
  readonly follow: boolean;
  readonly trouble: boolean;
  readonly lines: number;
}
export interface ExportOptions extends SelectionOptions {
  readonly format: 'json' | 'ndjson' | 'csv';
}
export interface MigrateOptions {
  /** Folder of the embedded database to copy from; true: that of HDQM_DATA. */
  readonly fromEmbedded?: string | true;
}
export interface TryOptions {
  readonly histo1?: string;
  readonly histo2?: string;
  readonly reference?: string;
}

/** Runs from `from` to `to`, both included. */
export interface RunRange {
  readonly from: number;
  readonly to: number;
}

/** Takes apart a list of runs and ranges of runs, `355100-355200, 355300`; throws an InvalidArgumentError that names the bad part. */
export function parseRuns(text: string): RunRange[] {
  return text.split(',').map((part) => {
    const match = /^\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?$/.exec(part);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (!match || to < from) {
      throw new InvalidArgumentError(`'${part.trim()}' is no run or range of runs, such as 355300 or 355100-355200`);
    }
    return { from, to };
  });
}

/** Takes a whole number from 1 on; throws an InvalidArgumentError for any other text. */
export function count(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw new InvalidArgumentError('a number from 1 on is needed');
  return number;
}
