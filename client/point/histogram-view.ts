/** How the histograms behind a point are drawn; one parameter of the URL, `hist`. */
export interface HistogramView {
  /** Logarithmic: the contents of a histogram of one dimension, the colours of one of two. */
  readonly log: boolean;
  /** ROOT's box of statistics. */
  readonly statistics: boolean;
  /** Each to an integral of 1. */
  readonly normalised: boolean;
  /** All inputs of the metric, not only the main one. */
  readonly inputs: boolean;
  /** Of a histogram of two dimensions only its projection to an axis. */
  readonly projection: 'x' | 'y' | null;
  /** The runs before and after it are drawn over it. */
  readonly neighbours: boolean;
  /** A run that is drawn over it, for reference. */
  readonly reference: number | null;
}

export const usualHistogramView: HistogramView = {
  log: false,
  statistics: true,
  normalised: false,
  inputs: true,
  projection: null,
  neighbours: false,
  reference: null,
};

/** Reads `log,norm,ref:355100` and its like; what makes no sense is passed over. */
export function parseHistogramView(text: string | null): HistogramView {
  const words = new Set((text ?? '').split(','));
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
}

/** The parameter for a way of drawing; empty where it is the usual one. */
export function writeHistogramView(view: HistogramView): string {
  return [
    ...(view.log ? ['log'] : []),
    ...(view.statistics ? [] : ['nostat']),
    ...(view.normalised ? ['norm'] : []),
    ...(view.inputs ? [] : ['main']),
    ...(view.projection === null ? [] : [view.projection]),
    ...(view.neighbours ? ['near'] : []),
    ...(view.reference === null ? [] : [`ref:${view.reference}`]),
  ].join(',');
}

/** The runs to draw over a run: its neighbours among `runs` (ascending), and the reference, each once. */
export function overlaidRuns(view: HistogramView, run: number, runs: readonly number[]): number[] {
  const place = runs.indexOf(run);
  const near = view.neighbours && place >= 0 ? [runs[place - 1], runs[place + 1]] : [];
  const wanted = [...near, view.reference].filter((other) => other !== undefined && other !== null && other !== run);
  return [...new Set(wanted as number[])];
}
