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

/** An input of a metric: the accepted ROOT classes as text, and a type guard. */
export interface Input<T extends MonitorElement = MonitorElement> {
  readonly classes: string;
  readonly accepts: (element: MonitorElement) => element is T;
  /** Whether a config may omit it. */
  readonly optional?: boolean;
}

/** An input that a config may omit: the metric then gets undefined. */
export interface OptionalInput<T extends MonitorElement = MonitorElement> extends Input<T> {
  readonly optional: true;
}

/** Makes an input optional in configs. If a config names it and the file does not contain it, the metric still fails. */
export function optional<T extends MonitorElement>(input: Input<T>): OptionalInput<T> {
  return { ...input, optional: true };
}

function input<T extends MonitorElement>(classes: string, test: (element: MonitorElement) => boolean): Input<T> {
  return { classes, accepts: (element): element is T => test(element) };
}

const hasBins = ({ kind }: MonitorElement): boolean => kind === 'histogram' || kind === 'profile';
const dimensionOf = (element: MonitorElement): number => ('axes' in element ? element.axes.length : 0);

/** Histograms and profiles of any dimension. */
export const histograms: Input<Histogram | Profile> = input('TH1, TH2, TH3, TProfile, TProfile2D', hasBins);

/** Anything with bins, including polygons: it has entries, moments and contents by bin number. */
export const binned: Input<Histogram | Profile | Polygons> = input(
  'TH1, TH2, TH2Poly, TH3, TProfile, TProfile2D',
  (element) => hasBins(element) || element.kind === 'polygons',
);

/** One or two dimensions. */
export const flatHistograms: Input<Histogram | Profile> = input(
  'TH1, TH2, TProfile, TProfile2D',
  (element) => hasBins(element) && dimensionOf(element) <= 2,
);

/** Histograms of counts or weights. Profiles are excluded, since their contents are means. */
export const counts: Input<Histogram> = input('TH1, TH2, TH3', ({ kind }) => kind === 'histogram');

/** One dimension. */
export const oneDimensional: Input<Histogram | Profile> = input(
  'TH1, TProfile',
  (element) => hasBins(element) && dimensionOf(element) === 1,
);

/** Two dimensions. */
export const twoDimensional: Input<Histogram | Profile> = input(
  'TH2, TProfile2D',
  (element) => hasBins(element) && dimensionOf(element) === 2,
);

/** A number or a string. */
export const scalars: Input<Scalar> = input('scalar', ({ kind }) => kind === 'scalar');

/** The result of a quality test. */
export const qualityTests: Input<QualityTest> = input('quality test', ({ kind }) => kind === 'qualityTest');

/** Graphs. */
export const graphs: Input<Graph> = input('TGraph, TGraphErrors, TGraphAsymmErrors', ({ kind }) => kind === 'graph');

/** Efficiencies: passed and total in one object. */
export const efficiencies: Input<Efficiency> = input('TEfficiency', ({ kind }) => kind === 'efficiency');
