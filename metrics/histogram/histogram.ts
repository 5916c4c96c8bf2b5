/**
 * Monitor elements as plain values with the semantics of ROOT, independent of its files: `server/read` makes them, metrics use them.
 * They are immutable, since several metrics share an element.
 */

/** One axis of a histogram. Bins are numbered 1 to `bins`; 0 is the underflow, `bins` + 1 the overflow. */
export interface Axis {
  readonly title: string;
  readonly bins: number;
  readonly min: number;
  readonly max: number;
  /** The `bins` + 1 edges, if the bins have different widths. */
  readonly edges?: Float64Array;
  /** First and last bin of the axis range (TAxis::GetFirst, GetLast): 1 and `bins` unless `rangeSet`. */
  readonly first: number;
  readonly last: number;
  /** Whether an axis range is set, possibly 1 to `bins` (TAxis::kAxisRange): moments are then computed from the bins. */
  readonly rangeSet: boolean;
  /** Bin number by label. */
  readonly labels?: ReadonlyMap<string, number>;
  /** Whether new labels add bins (TAxis::CanExtend): for moments computed from the bins, ROOT then uses 0 for all coordinates. */
  readonly extendable?: boolean;
}

/**
 * Sums accumulated while a histogram is filled (TH1::GetStats): of weights, of squared weights, and of weight times the *unbinned*
 * coordinates. Sums that a class does not store are 0.
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

/** Cell contents in the order of ROOT: x fastest, including under- and overflow. */
export type Cells = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array;

interface Binned {
  /** Class in ROOT, e.g. `TH2F`. */
  readonly className: string;
  readonly name: string;
  readonly title: string;
  /** One axis per dimension: x, y, z. */
  readonly axes: readonly Axis[];
  /** GetEntries: number of calls of Fill, or a number set explicitly. */
  readonly entries: number;
  readonly moments: Moments;
  /** Sum of squared weights per cell, if stored (TH1::Sumw2). */
  readonly sumw2?: Float64Array;
  /** Whether the moments include under- and overflow (TH1::SetStatOverflows). */
  readonly statOverflows: boolean;
  /** Values of TH1::SetMaximum and SetMinimum, if set. */
  readonly storedMaximum?: number;
  readonly storedMinimum?: number;
}

/** TH1*, TH2*, TH3*. */
export interface Histogram extends Binned {
  readonly kind: 'histogram';
  readonly contents: Cells;
}

/** TProfile, TProfile2D: per cell, the sums that define content and error. */
export interface Profile extends Binned {
  readonly kind: 'profile';
  /** Sum of w*v per cell, v the profiled quantity (fArray). */
  readonly sums: Float64Array;
  /** Sum of w*v^2 per cell (fSumw2). */
  readonly sumw2: Float64Array;
  /** Sum of w per cell (fBinEntries). */
  readonly binEntries: Float64Array;
  /** Sum of w^2 per cell (fBinSumw2), if weighted. */
  readonly binSumw2?: Float64Array;
  /** Definition of the error of a cell (TProfile::SetErrorOption): '' error of the mean, 's' spread, 'i' and 'g' as in ROOT. */
  readonly errorOption: '' | 's' | 'i' | 'g';
}

/** TH2Poly: cells are polygons, without rows and columns. */
export interface Polygons {
  readonly kind: 'polygons';
  readonly className: string;
  readonly name: string;
  readonly title: string;
  readonly axes: readonly Axis[];
  readonly entries: number;
  readonly moments: Moments;
  /** Content of polygon 1, 2, … at index 0, 1, …, without the nine overflow regions. */
  readonly contents: Float64Array;
  readonly sumw2?: Float64Array;
  /** Outline (x and y of each corner) of each polygon, in the order of `contents`. */
  readonly outlines: readonly { readonly x: Float64Array; readonly y: Float64Array }[];
  readonly overflow: Float64Array;
}

/** TGraph, TGraphErrors, TGraphAsymmErrors; errors are 0 if the class has none. */
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

/** TEfficiency: passed and total, and the options of its interval. */
export interface Efficiency {
  readonly kind: 'efficiency';
  readonly className: string;
  readonly name: string;
  readonly title: string;
  readonly passed: Histogram;
  readonly total: Histogram;
  /** TEfficiency::EStatOption, an index of `efficiencyMethods`. */
  readonly statisticOption: number;
  readonly confidenceLevel: number;
  readonly betaAlpha: number;
  readonly betaBeta: number;
}

/** A scalar, stored as `<name>i=42</name>` (integer), `f=` (number) or `s=` (string). */
export interface Scalar {
  readonly kind: 'scalar';
  readonly className: string;
  readonly name: string;
  readonly value: number | string;
}

/** Result of a quality test: `<ME.TEST>qr=st:STATUS:RESULT:ALGORITHM:MESSAGE</ME.TEST>`. */
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
