import { type Format, parameter } from '../../url/codec.ts';
import type { AxisName } from './projection.ts';

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
  /** Overlays a reference run. */
  readonly reference: number | null;
}

export const defaultHistogramOptions: HistogramOptions = {
  log: false,
  statistics: true,
  normalised: false,
  inputs: true,
  projection: null,
  neighbours: false,
  reference: null,
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
];

/** Words with commas between them, such as `log,norm,ref:355100`; unknown ones are ignored. */
const histogramFormat: Format<HistogramOptions> = {
  parse: (text) => {
    const given = new Set(text.split(','));
    const [reference] = [...given].flatMap((word) => /^ref:(\d{1,9})$/.exec(word)?.[1] ?? []);
    return {
      ...defaultHistogramOptions,
      ...Object.fromEntries(words.flatMap(([word, option]) => (given.has(word) ? Object.entries(option) : []))),
      reference: reference === undefined ? null : Number(reference),
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

/** Returns the runs to overlay on a run: its neighbours in `runs` (ascending), and the reference, without duplicates. */
export function overlaidRuns(options: HistogramOptions, run: number, runs: readonly number[]): number[] {
  const index = runs.indexOf(run);
  const neighbours = options.neighbours && index >= 0 ? [runs[index - 1], runs[index + 1]] : [];
  const others = [...neighbours, options.reference].flatMap((other) => other ?? []);
  return [...new Set(others.filter((other) => other !== run))];
}
