/** Sums of the MEs of runs, compared and reduced to the value of a metric. */
import { add, AddError, isSummable, type Summable } from '../../../metrics/histogram/add.ts';
import type { MonitorElement } from '../../../metrics/histogram/histogram.ts';
import { type InputName, isFailure, type Result } from '../../../metrics/metric.ts';
import type { Reading } from '../../read/dqm-file.ts';
import { objectJson } from '../../read/root-json.ts';
import { rootObjectOf } from '../../read/root/root-object-of.ts';
import { reduce, type Reduction } from '../../reduce/reduce.ts';
import { type SampledCurve, sample } from '../curve.ts';
import { compare, type Compared } from './compared.ts';
import type { WrittenMetric } from '../written-metric.ts';

/** The inputs of a metric, summed. */
export type SummedInputs = Partial<Record<InputName, Summable>>;

/** The inputs of a metric summed over runs, with those that are of one run. */
export interface SummedReadings {
  readonly readings: Readonly<Partial<Record<InputName, Reading>>>;
  /** The latest run. */
  readonly run: number;
}

/** Two sums of which a metric is computed. */
export interface SumsTask {
  readonly metric: WrittenMetric;
  /** Minimum of entries. */
  readonly threshold?: number;
  readonly a: SummedReadings;
  readonly b: SummedReadings;
}

/** A sum for display, and the value of the metric. */
export interface Sum {
  readonly result: Result;
  readonly entries: number | null;
  readonly className: string;
  /** ROOT's JSON. */
  readonly object: string;
  /** The curve that the metric fitted. */
  readonly curve?: SampledCurve;
}

export interface ComparedSums {
  readonly a: Sum;
  readonly b: Sum;
  readonly comparison: Compared;
}
export type SumsAnswer =
  ({ readonly outcome: 'read' } & ComparedSums) | { readonly outcome: 'failed'; readonly reason: string };

/** Compares two sums, and computes a metric of each. */
export function sumsCompared(reduction: Reduction, a: SummedReadings, b: SummedReadings): ComparedSums {
  const [first, second] = [mainOf(a), mainOf(b)];
  const sum = (of: SummedReadings, main: Summable): Sum => {
    const { result, entries, curve: fitted } = reduce(reduction, of.readings, of.run);
    const curve = fitted && !isFailure(result) ? sample(result, fitted, main) : undefined;
    return {
      result,
      entries,
      className: main.className,
      object: objectJson(rootObjectOf(main)),
      ...(curve && !('problem' in curve) ? { curve } : {}),
    };
  };
  return { a: sum(a, first), b: sum(b, second), comparison: compare(first, second) };
}

function mainOf({ readings: { main } }: SummedReadings): Summable {
  if (!main || 'failure' in main || !isSummable(main.element)) throw new TypeError('no sum of the main ME');
  return main.element;
}

/**
 * The sums with the inputs of another run. Returns the reason, for the user, where an input was not read or cannot be added: then the sums
 * stay without this run.
 */
export function addRun(
  sums: SummedInputs,
  inputs: Readonly<Partial<Record<InputName, Reading>>>,
): { readonly sums: SummedInputs } | { readonly reason: string } {
  const next: SummedInputs = {};
  for (const [name, reading] of Object.entries(inputs) as [InputName, Reading][]) {
    const where = name === 'main' ? '' : `${name}: `;
    if ('failure' in reading) return { reason: where + reading.reason };
    const { element } = reading;
    if (!isSummable(element)) return { reason: `${where}a ${element.className} has no sum` };
    const before = sums[name];
    try {
      next[name] = before ? add(before, element) : element;
    } catch (error) {
      if (error instanceof AddError) return { reason: `${where}not added: it has ${error.message}` };
      throw error;
    }
  }
  return { sums: next };
}

/** The reading, or a failure where the element takes more than this. */
export function limitedReading(reading: Reading, maxBytes: number): Reading {
  const bytes = readingBytes(reading);
  if (bytes <= maxBytes) return reading;
  const reason = `the ME takes ${(bytes / 1e6).toFixed(1)} MB, the maximum is ${(maxBytes / 1e6).toFixed(1)} MB`;
  return { failure: 'UNREADABLE', reason };
}

/** Bytes of the lists of an element. */
export function readingBytes(reading: Reading): number {
  return 'failure' in reading ? 0 : bytesOf(reading.element);
}

function bytesOf(element: MonitorElement): number {
  if (element.kind === 'efficiency') return bytesOf(element.passed) + bytesOf(element.total);
  const lists = Object.values(element).filter((value): value is Float64Array => ArrayBuffer.isView(value));
  return lists.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
