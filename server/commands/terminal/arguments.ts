/** Options that several commands share, and parsers of their arguments. */
import { parseFlagFilter } from '../../store/runs/certification/flag-text.ts';
import { type LabelFilter, parseLabelFilter } from '../../store/runs/labels/label-filter.ts';
import { parseQuantityFilter, type QuantityFilter } from '../../store/runs/quantities/quantity-filter.ts';
import type { FlagFilter } from '../../store/runs/run-filter.ts';
import { SelectionError } from '../../store/runs/selection-error.ts';
import { type Command, InvalidArgumentError } from 'commander';
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

/** Parses an amount of at least 0. Throws commander's error. */
export function parseAmount(text: string): number {
  const amount = Number(text);
  if (text.trim() === '' || !(amount >= 0 && amount < Infinity))
    throw new InvalidArgumentError('must be a number of at least 0');
  return amount;
}

/** Parses a time in the future: a number of days from now, as `90d`, or the end of a day (UTC), as `2027-05-31`. Throws commander's error. */
export function parseExpiry(text: string): Date {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  if (days !== undefined && Number(days) > 0) return new Date(Date.now() + Number(days) * 86_400_000);
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T23:59:59.999Z`) : new Date(NaN);
  // A day that does not exist, such as 02-30, becomes another one.
  if (Number.isNaN(time.getTime()) || !time.toISOString().startsWith(text))
    throw new InvalidArgumentError('must be a number of days, as 90d, or a date, as 2027-05-31');
  return time;
}

/** Adds a filter on a flag to those given before. Throws commander's error. */
export const parseFlags = (text: string, before: readonly FlagFilter[] = []): FlagFilter[] =>
  addFilter(text, before, parseFlagFilter);

/** Adds a filter on a quantity to those given before. Throws commander's error. */
export const parseQuantities = (text: string, before: readonly QuantityFilter[] = []): QuantityFilter[] =>
  addFilter(text, before, parseQuantityFilter);

/** Adds a filter on a label to those given before. Throws commander's error. */
export const parseLabels = (text: string, before: readonly LabelFilter[] = []): LabelFilter[] =>
  addFilter(text, before, parseLabelFilter);

function addFilter<Filter>(text: string, before: readonly Filter[], parse: (text: string) => Filter): Filter[] {
  try {
    return [...before, parse(text)];
  } catch (error) {
    if (!(error instanceof SelectionError)) throw error;
    throw new InvalidArgumentError(error.message);
  }
}

/** Adds the options that select points. */
export function selectionOptions(command: Command): Command {
  return datasetOptions(command.option('--subsystem <name>', 'only this subsystem')).option(
    '--runs <list>',
    'only these runs, e.g. 355100-355200,355300',
    parseRuns,
  );
}

/** Adds the options that select datasets. */
export function datasetOptions(command: Command): Command {
  return command
    .option('--primary-dataset <name>', 'only this primary dataset')
    .option('--processing <name>', 'only this processing, e.g. PromptReco');
}
