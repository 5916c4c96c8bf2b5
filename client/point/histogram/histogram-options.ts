import { type Format, parameter } from '../../url/codec.ts';
import type { AxisName } from './projection.ts';

/** The rules by which a reference run is found, with their labels. */
export const referenceRules = {
  previous: 'previous significant run',
  fill: 'same fill',
  segment: 'best of the segment',
  pinned: 'pinned run',
} as const;
export type ReferenceRule = keyof typeof referenceRules;

/** How the histograms behind a point are drawn. */
export interface HistogramOptions {
  /** Logarithmic contents: the y axis in one dimension, the colours in two. */
  readonly log: boolean;
  /** ROOT's statistics box. */
  readonly statistics: boolean;
  /** Scales each histogram to an integral of 1. */
  readonly normalised: boolean;
  /** Shows all inputs of the metric, not only the main one. */
  readonly inputs: boolean;
  /** Projects a histogram of two or three dimensions onto an axis. */
  readonly projection: AxisName | null;
  /** Overlays the previous and the next run. */
  readonly neighbours: boolean;
  /** Overlays a reference run, or the run that a rule finds. */
  readonly reference: number | ReferenceRule | null;
  /** Shows the ratio to the reference below. */
  readonly ratio: boolean;
  /** Shows the differences from the reference in units of their errors below. */
  readonly pulls: boolean;
}

export const defaultHistogramOptions: HistogramOptions = {
  log: false,
  statistics: true,
  normalised: false,
  inputs: true,
  projection: null,
  neighbours: false,
  reference: null,
  ratio: true,
  pulls: false,
};

/** The words of the URL for options that differ from their defaults; of two that contradict, the last one counts. */
const words: readonly (readonly [word: string, option: Partial<HistogramOptions>])[] = [
  ['log', { log: true }],
  ['nostat', { statistics: false }],
  ['norm', { normalised: true }],
  ['main', { inputs: false }],
  ['z', { projection: 'z' }],
  ['y', { projection: 'y' }],
  ['x', { projection: 'x' }],
  ['near', { neighbours: true }],
  ['noratio', { ratio: false }],
  ['pulls', { pulls: true }],
];

function parseReference(word: string): number | ReferenceRule | undefined {
  const [, run, rule = ''] = /^ref:(?:(\d{1,9})|(\w+))$/.exec(word) ?? [];
  if (run !== undefined) return Number(run);
  return Object.hasOwn(referenceRules, rule) ? (rule as ReferenceRule) : undefined;
}

/** Words with commas between them, such as `log,norm,ref:355100` or `ref:previous`; unknown ones are ignored. */
const histogramFormat: Format<HistogramOptions> = {
  parse: (text) => {
    const given = new Set(text.split(','));
    const [reference] = [...given].flatMap((word) => parseReference(word) ?? []);
    return {
      ...defaultHistogramOptions,
      ...Object.fromEntries(words.flatMap(([word, option]) => (given.has(word) ? Object.entries(option) : []))),
      reference: reference ?? null,
    };
  },
  format: ({ reference, ...options }) => {
    const isSet = (option: object): boolean =>
      Object.entries(option).every(([name, value]) => options[name as keyof typeof options] === value);
    return [
      ...words.flatMap(([word, option]) => (isSet(option) ? [word] : [])),
      ...(reference === null ? [] : [`ref:${reference}`]),
    ].join(',');
  },
};

/** The options in the URL. */
export const histogramCodec = parameter('hist', defaultHistogramOptions, histogramFormat);

/**
 * Returns the runs to overlay on a run: the reference, which is `reference` where a rule finds it, and its neighbours in `runs` (ascending),
 * without duplicates.
 */
export function overlaidRuns(
  { neighbours }: HistogramOptions,
  run: number,
  runs: readonly number[],
  reference: number | null,
): number[] {
  const index = runs.indexOf(run);
  const others = neighbours && index >= 0 ? [runs[index - 1], runs[index + 1]] : [];
  return [...new Set([...others, reference].flatMap((other) => other ?? []))].filter((other) => other !== run);
}
