import type {
  Efficiency,
  Graph,
  Histogram,
  MonitorElement,
  Polygons,
  Profile,
  QualityTest,
  Scalar,
} from './histogram/histogram.ts';

/** What an input of a metric may be: the ROOT classes for people, the check for the program. */
export interface Input<T extends MonitorElement = MonitorElement> {
  readonly classes: string;
  readonly accepts: (element: MonitorElement) => element is T;
  /** Whether a config may leave it out. */
  readonly optional?: boolean;
}

/** An input that a config may leave out: the metric is then given undefined. */
export interface OptionalInput<T extends MonitorElement = MonitorElement> extends Input<T> {
  readonly optional: true;
}

/** The same input, but a config may leave it out. One that a config names and the file has not is missing all the same. */
export function optional<T extends MonitorElement>(input: Input<T>): OptionalInput<T> {
  return { ...input, optional: true };
}

function input<T extends MonitorElement>(classes: string, test: (element: MonitorElement) => boolean): Input<T> {
  return { classes, accepts: (element): element is T => test(element) };
}

const hasBins = ({ kind }: MonitorElement): boolean => kind === 'histogram' || kind === 'profile';
const dimensionOf = (element: MonitorElement): number => ('axes' in element ? element.axes.length : 0);

/** Anything with bins on axes. */
export const histograms: Input<Histogram | Profile> = input('TH1, TH2, TH3, TProfile, TProfile2D', hasBins);

/** Anything with bins, be they polygons: what has entries, moments and contents by number. */
export const binned: Input<Histogram | Profile | Polygons> = input(
  'TH1, TH2, TH2Poly, TH3, TProfile, TProfile2D',
  (element) => hasBins(element) || element.kind === 'polygons',
);

/** Bins on one axis or two. */
export const flatHistograms: Input<Histogram | Profile> = input(
  'TH1, TH2, TProfile, TProfile2D',
  (element) => hasBins(element) && dimensionOf(element) <= 2,
);

/** Histograms of counts or weights; no profile, whose contents are means. */
export const counts: Input<Histogram> = input('TH1, TH2, TH3', ({ kind }) => kind === 'histogram');

/** Bins on one axis. */
export const oneDimensional: Input<Histogram | Profile> = input(
  'TH1, TProfile',
  (element) => hasBins(element) && dimensionOf(element) === 1,
);

/** Bins on two axes. */
export const twoDimensional: Input<Histogram | Profile> = input(
  'TH2, TProfile2D',
  (element) => hasBins(element) && dimensionOf(element) === 2,
);

/** A number or a text that DQM stores by itself. */
export const scalars: Input<Scalar> = input('scalar', ({ kind }) => kind === 'scalar');

/** The verdict of a quality test. */
export const qualityTests: Input<QualityTest> = input('quality test', ({ kind }) => kind === 'qualityTest');

/** A graph of points. */
export const graphs: Input<Graph> = input('TGraph, TGraphErrors, TGraphAsymmErrors', ({ kind }) => kind === 'graph');

/** Passed and total in one object. */
export const efficiencies: Input<Efficiency> = input('TEfficiency', ({ kind }) => kind === 'efficiency');
