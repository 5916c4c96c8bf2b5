import { type Format, parameter } from '../url/codec.ts';

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
  /** Projects a histogram of two dimensions onto an axis. */
  readonly projection: 'x' | 'y' | null;
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

/** Words with commas between them, such as `log,norm,ref:355100`; unknown ones are ignored. */
export const histogramFormat: Format<HistogramOptions> = {
  parse: (text) => {
    const words = new Set(text.split(','));
    const reference = [...words].flatMap((word) => /^ref:(\d{1,9})$/.exec(word)?.[1] ?? [])[0];
    return {
      log: words.has('log'),
      statistics: !words.has('nostat'),
      normalised: words.has('norm'),
      inputs: !words.has('main'),
      projection: words.has('x') ? 'x' : words.has('y') ? 'y' : null,
      neighbours: words.has('near'),
      reference: reference === undefined ? null : Number(reference),
    };
  },
  format: (options) =>
    [
      ...(options.log ? ['log'] : []),
      ...(options.statistics ? [] : ['nostat']),
      ...(options.normalised ? ['norm'] : []),
      ...(options.inputs ? [] : ['main']),
      ...(options.projection === null ? [] : [options.projection]),
      ...(options.neighbours ? ['near'] : []),
      ...(options.reference === null ? [] : [`ref:${options.reference}`]),
    ].join(','),
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
