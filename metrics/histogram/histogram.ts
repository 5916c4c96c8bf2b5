/**
 * Monitor elements as plain values, with ROOT's meaning and nothing of ROOT's files: `server/read` makes them, metrics take them.
 * Nothing here is ever mutated; several metrics share one element.
 */

/** One axis of a histogram. Bins are numbered 1 to `bins`; 0 is the underflow, `bins` + 1 the overflow. */
export interface Axis {
  readonly title: string;
  readonly bins: number;
  readonly min: number;
  readonly max: number;
  /** The `bins` + 1 edges where the bins have different widths. */
  readonly edges?: Float64Array;
  /** First and last bin of the range that statistics go over (TAxis::GetFirst, GetLast): 1 and `bins` unless `rangeSet`. */
  readonly first: number;
  readonly last: number;
  /** Whether the file carries an axis range, be it 1 to `bins`: moments then come from the bins (TAxis::kAxisRange). */
  readonly rangeSet: boolean;
  /** Bin number by label, where some bins have one. */
  readonly labels?: ReadonlyMap<string, number>;
  /** Whether new labels add bins (TAxis::CanExtend): ROOT then takes all coordinates as 0 where it makes moments from the bins. */
  readonly extendable?: boolean;
}

/**
 * The sums that ROOT keeps while a histogram is filled (TH1::GetStats): of weights, of squared weights, and of weight times the
 * *unbinned* coordinates. What a class does not store is 0.
 */
export interface Moments {
  readonly w: number;
  readonly w2: number;
  readonly wx: number;
  readonly wx2: number;
  readonly wy: number;
  readonly wy2: number;
  readonly wxy: number;
  readonly wz: number;
  readonly wz2: number;
  readonly wxz: number;
  readonly wyz: number;
}

/** Cell contents in ROOT's order: x fastest, under- and overflow cells included. */
export type Cells = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array;

interface Binned {
  /** ROOT's class, e.g. `TH2F`. */
  readonly className: string;
  readonly name: string;
  readonly title: string;
  /** One axis a dimension: x, y, z. */
  readonly axes: readonly Axis[];
  /** GetEntries: how often Fill was called, or what was set by hand. */
  readonly entries: number;
  readonly moments: Moments;
  /** Sum of squared weights a cell, where the histogram keeps them (TH1::Sumw2). */
  readonly sumw2?: Float64Array;
  /** Whether under- and overflow count in the moments (TH1::SetStatOverflows). */
  readonly statOverflows: boolean;
  /** What TH1::SetMaximum and SetMinimum stored, where they did. */
  readonly storedMaximum?: number;
  readonly storedMinimum?: number;
}

/** TH1*, TH2*, TH3*. */
export interface Histogram extends Binned {
  readonly kind: 'histogram';
  readonly contents: Cells;
}

/** TProfile, TProfile2D: per cell the sums from which ROOT makes content and error. */
export interface Profile extends Binned {
  readonly kind: 'profile';
  /** Sum of w*v per cell, v the profiled quantity (fArray). */
  readonly sums: Float64Array;
  /** Sum of w*v^2 per cell (fSumw2). */
  readonly sumw2: Float64Array;
  /** Sum of w per cell (fBinEntries). */
  readonly binEntries: Float64Array;
  /** Sum of w^2 per cell (fBinSumw2), where weights were used. */
  readonly binSumw2?: Float64Array;
  /** How a cell's error is made (TProfile::SetErrorOption): '' is the error of the mean, 's' the spread, 'i' and 'g' as ROOT has them. */
  readonly errorOption: '' | 's' | 'i' | 'g';
}

/** TH2Poly: cells are polygons, so there are contents and errors, but no rows or columns. */
export interface Polygons {
  readonly kind: 'polygons';
  readonly className: string;
  readonly name: string;
  readonly title: string;
  readonly axes: readonly Axis[];
  readonly entries: number;
  readonly moments: Moments;
  /** Content of polygon 1, 2, … at index 0, 1, …; the nine overflow regions are apart. */
  readonly contents: Float64Array;
  readonly sumw2?: Float64Array;
  /** Outline (x and y of each corner) of each polygon, in the order of `contents`. */
  readonly outlines: readonly { readonly x: Float64Array; readonly y: Float64Array }[];
  readonly overflow: Float64Array;
}

/** TGraph, TGraphErrors, TGraphAsymmErrors: points; errors are 0 where the class has none. */
export interface Graph {
  readonly kind: 'graph';
  readonly className: string;
  readonly name: string;
  readonly title: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly xErrorLow: Float64Array;
  readonly xErrorHigh: Float64Array;
  readonly yErrorLow: Float64Array;
  readonly yErrorHigh: Float64Array;
}

/** TEfficiency: passed over total, and how its interval is to be made. */
export interface Efficiency {
  readonly kind: 'efficiency';
  readonly className: string;
  readonly name: string;
  readonly title: string;
  readonly passed: Histogram;
  readonly total: Histogram;
  /** TEfficiency::EStatOption: 0 Clopper-Pearson, 1 normal, 2 Wilson, 3 Agresti-Coull, 4 Feldman-Cousins, 5 Jeffreys, 6 uniform prior, 7 Bayesian, 8 mid-P. */
  readonly statisticOption: number;
  readonly confidenceLevel: number;
  readonly betaAlpha: number;
  readonly betaBeta: number;
}

/** What a DQM file stores as text: `<name>i=42</name>`, `f=` a number, `s=` a text. */
export interface Scalar {
  readonly kind: 'scalar';
  readonly className: string;
  readonly name: string;
  readonly value: number | string;
}

/** A quality test's verdict: `<ME.TEST>qr=st:STATUS:RESULT:ALGORITHM:MESSAGE</ME.TEST>`. */
export interface QualityTest {
  readonly kind: 'qualityTest';
  readonly className: string;
  /** `ME.TEST`. */
  readonly name: string;
  /** 100 OK, 200 warning, 300 error, 30 other, 50 disabled, 60 invalid, 70 insufficient statistics, 90 not run. */
  readonly status: number;
  readonly result: number;
  readonly algorithm: string;
  readonly message: string;
}

export type MonitorElement = Histogram | Profile | Polygons | Graph | Efficiency | Scalar | QualityTest;
