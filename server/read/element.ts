import type {
  Axis,
  Cells,
  Efficiency,
  Graph,
  Histogram,
  Moments,
  MonitorElement,
  Polygons,
  Profile,
} from '../../metrics/histogram/histogram.ts';
import { withLimits } from './automatic-limits.ts';
import { bufferedEntries, isBuffered, withEntries } from './fill-buffer.ts';
import { doubles, member, number, objects, type RootObject, text } from './root/members.ts';
import { RecordError } from './root/record-error.ts';

/** TAxis::kAxisRange. */
const axisRangeBit = 1 << 11;
/** TAxis::kCanExtend, in fBits2. */
const extendBit = 1 << 1;
/** Value of fMaximum and fMinimum while they are not set. */
const unset = -1111;
/** TH1::EStatOverflows::kConsider. */
const considerOverflows = 1;
const errorOptions = ['', 's', 'i', 'g'] as const;
/** Number of overflow regions around a TH2Poly: top left, top, … */
const polygonOverflows = 9;

type Converter = (object: RootObject, className: string) => MonitorElement;

/** By class. */
const histograms: ReadonlyMap<string, (object: RootObject, className: string) => Histogram> = new Map([
  ['TH1C', histogram(1, Int8Array)],
  ['TH1S', histogram(1, Int16Array)],
  ['TH1I', histogram(1, Int32Array)],
  ['TH1L', histogram(1, Array)],
  ['TH1F', histogram(1, Float32Array)],
  ['TH1D', histogram(1, Float64Array)],
  ['TH2C', histogram(2, Int8Array)],
  ['TH2S', histogram(2, Int16Array)],
  ['TH2I', histogram(2, Int32Array)],
  ['TH2L', histogram(2, Array)],
  ['TH2F', histogram(2, Float32Array)],
  ['TH2D', histogram(2, Float64Array)],
  ['TH3C', histogram(3, Int8Array)],
  ['TH3S', histogram(3, Int16Array)],
  ['TH3I', histogram(3, Int32Array)],
  ['TH3L', histogram(3, Array)],
  ['TH3F', histogram(3, Float32Array)],
  ['TH3D', histogram(3, Float64Array)],
]);

const converters: ReadonlyMap<string, Converter> = new Map<string, Converter>([
  ...histograms,
  ['TProfile', profile(1)],
  ['TProfile2D', profile(2)],
  ['TProfile3D', profile(3)],
  ['TH2Poly', polygons],
  ['TGraph', graph],
  ['TGraphErrors', graph],
  ['TGraphAsymmErrors', graph],
  ['TEfficiency', efficiency],
]);

/** Whether objects of this class can be converted to monitor elements. */
export function isElementClass(className: string): boolean {
  return converters.has(className);
}

/** Returns the object as ROOT would show it: with the entries of its fill buffer in the bins. Throws a RecordError as `toElement`. */
export function toFilled(object: RootObject, className: string): RootObject {
  const [, dimension] = /^(?:TH|TProfile)([123]?)(?:D|[CSILF])?$/.exec(className) ?? [];
  return dimension === undefined ? object : filled(object, Number(dimension) || 1);
}

/** Converts an object to a monitor element. Throws a RecordError if its members are missing or inconsistent. */
export function toElement(object: RootObject, className: string): MonitorElement {
  const convert = converters.get(className);
  if (!convert) throw new RecordError(`${className} is not a monitor element class`);
  return convert(object, className);
}

type CellClass = (abstract new (...args: never[]) => Cells) | ArrayConstructor;

function histogram(dimension: number, cells: CellClass): (object: RootObject, className: string) => Histogram {
  return (stored, className) => {
    const object = filled(stored, dimension);
    const binned = toBinned(object, className, dimension);
    const array = object.fArray;
    if (!(array instanceof cells)) throw new RecordError(`missing contents of ${className}`);
    // 64-bit counts are numbers or bigints; above 2^53 they are rounded to the nearest double.
    const contents = Array.isArray(array) ? Float64Array.from(array, Number) : (array as Cells);
    expectCells(contents, binned, 'contents');
    return { kind: 'histogram', ...binned, contents };
  };
}

function profile(dimension: number): (object: RootObject, className: string) => Profile {
  return (stored, className) => {
    const object = filled(stored, dimension);
    const { sumw2 = new Float64Array(), ...binned } = toBinned(object, className, dimension);
    const sums = doubles(object, 'fArray');
    const binEntries = doubles(object, 'fBinEntries');
    // Not written by older versions of ROOT.
    const binSumw2 = 'fBinSumw2' in object ? doubles(object, 'fBinSumw2') : new Float64Array();
    for (const cells of [sums, binEntries, sumw2]) expectCells(cells, binned, 'sums');
    if (binSumw2.length > 0) expectCells(binSumw2, binned, 'sums');
    const errorOption = errorOptions[number(object, 'fErrorMode')];
    if (errorOption === undefined) throw new RecordError(`unknown error option ${String(object.fErrorMode)}`);
    return {
      kind: 'profile',
      ...binned,
      sums,
      sumw2,
      binEntries,
      ...(binSumw2.length > 0 ? { binSumw2 } : {}),
      errorOption,
    };
  };
}

/** Returns the object with the entries of its fill buffer in the bins. */
function filled(object: RootObject, dimension: number): RootObject {
  if (!isBuffered(object)) return object;
  const entries = bufferedEntries(object, dimension);
  const limited = withLimits(object, dimension, entries);
  return withEntries(limited, toAxes(limited, dimension), entries);
}

function toAxes(object: RootObject, dimension: number): Axis[] {
  return ['fXaxis', 'fYaxis', 'fZaxis'].slice(0, dimension).map((name) => toAxis(member(object, name)));
}

function toBinned(object: RootObject, className: string, dimension: number): Omit<Histogram, 'kind' | 'contents'> {
  const axes = toAxes(object, dimension);
  const sumw2 = doubles(object, 'fSumw2');
  const maximum = number(object, 'fMaximum');
  const minimum = number(object, 'fMinimum');
  const binned = {
    className,
    ...titles(object),
    axes,
    entries: number(object, 'fEntries'),
    moments: toMoments(object),
    ...(sumw2.length > 0 ? { sumw2 } : {}),
    statOverflows: object.fStatOverflows === considerOverflows,
    ...(maximum === unset ? {} : { storedMaximum: maximum }),
    ...(minimum === unset ? {} : { storedMinimum: minimum }),
  };
  if (sumw2.length > 0) expectCells(sumw2, binned, 'sums of squared weights');
  return binned;
}

function toMoments(object: RootObject): Moments {
  const sum = (name: string): number => (name in object ? number(object, name) : 0);
  return {
    w: sum('fTsumw'),
    w2: sum('fTsumw2'),
    wx: sum('fTsumwx'),
    wx2: sum('fTsumwx2'),
    wy: sum('fTsumwy'),
    wy2: sum('fTsumwy2'),
    wxy: sum('fTsumwxy'),
    wz: sum('fTsumwz'),
    wz2: sum('fTsumwz2'),
    wxz: sum('fTsumwxz'),
    wyz: sum('fTsumwyz'),
  };
}

function toAxis(axis: RootObject): Axis {
  const bins = number(axis, 'fNbins');
  const edges = doubles(axis, 'fXbins');
  const rangeSet = (number(axis, 'fBits') & axisRangeBit) !== 0;
  const labels = toLabels(axis);
  if (bins < 1 || (edges.length > 0 && edges.length !== bins + 1)) {
    throw new RecordError(`axis of ${bins} bins with ${edges.length} edges`);
  }
  return {
    title: text(axis, 'fTitle'),
    bins,
    min: number(axis, 'fXmin'),
    max: number(axis, 'fXmax'),
    ...(edges.length > 0 ? { edges } : {}),
    first: rangeSet ? number(axis, 'fFirst') : 1,
    last: rangeSet ? number(axis, 'fLast') : bins,
    rangeSet,
    ...(labels.size > 0 ? { labels } : {}),
    ...(labels.size > 0 && (Number(axis['fBits2']) & extendBit) !== 0 ? { extendable: true } : {}),
  };
}

/** The unique id of a label is its bin. Of two equal labels, ROOT uses the first. */
function toLabels(axis: RootObject): Map<string, number> {
  const labels = new Map<string, number>();
  if (!axis.fLabels) return labels;
  for (const label of objects(member(axis, 'fLabels'), 'arr')) {
    const name = text(label, 'fString');
    if (!labels.has(name)) labels.set(name, number(label, 'fUniqueID'));
  }
  return labels;
}

function polygons(object: RootObject, className: string): Polygons {
  const bins = objects(member(object, 'fBins'), 'arr');
  const sumw2 = doubles(object, 'fSumw2');
  // Newer versions of ROOT store the sums of the overflow regions before those of the polygons.
  const own = sumw2.subarray(sumw2.length === bins.length + polygonOverflows ? polygonOverflows : 0);
  if (sumw2.length > 0 && own.length !== bins.length) {
    throw new RecordError(`${bins.length} polygons with ${sumw2.length} sums of squared weights`);
  }
  return {
    kind: 'polygons',
    className,
    ...titles(object),
    axes: [toAxis(member(object, 'fXaxis')), toAxis(member(object, 'fYaxis'))],
    entries: number(object, 'fEntries'),
    moments: toMoments(object),
    contents: Float64Array.from(bins, (bin) => number(bin, 'fContent')),
    ...(sumw2.length > 0 ? { sumw2: own.slice() } : {}),
    outlines: bins.map((bin) => outline(member(bin, 'fPoly'))),
    overflow: doubles(object, 'fOverflow').slice(),
  };
}

/** Returns the corners of a polygon; the parts of a TMultiGraph are separated by NaN. */
function outline(polygon: RootObject): { x: Float64Array; y: Float64Array } {
  const corners = (graph: RootObject): { x: Float64Array; y: Float64Array } => ({
    x: points(graph, 'fX'),
    y: points(graph, 'fY'),
  });
  if (!('fGraphs' in polygon)) return corners(polygon);
  const parts = objects(member(polygon, 'fGraphs'), 'arr').map(corners);
  const join = (axis: 'x' | 'y'): Float64Array =>
    Float64Array.from(parts.flatMap((part, index) => [...(index > 0 ? [Number.NaN] : []), ...part[axis]]));
  return { x: join('x'), y: join('y') };
}

function graph(object: RootObject, className: string): Graph {
  const x = points(object, 'fX');
  const errors = (symmetric: string, own: string): Float64Array => {
    const name = own in object ? own : symmetric;
    return name in object ? points(object, name) : new Float64Array(x.length);
  };
  return {
    kind: 'graph',
    className,
    ...titles(object),
    x,
    y: points(object, 'fY'),
    xErrorLow: errors('fEX', 'fEXlow'),
    xErrorHigh: errors('fEX', 'fEXhigh'),
    yErrorLow: errors('fEY', 'fEYlow'),
    yErrorHigh: errors('fEY', 'fEYhigh'),
  };
}

/** Reads an array with one value per point of a graph. */
function points(graph: RootObject, name: string): Float64Array {
  const values = doubles(graph, name);
  if (values.length !== number(graph, 'fNpoints')) throw new RecordError(`${name} does not have one value per point`);
  return values;
}

function efficiency(object: RootObject, className: string): Efficiency {
  const passed = part(object, 'fPassedHistogram');
  const total = part(object, 'fTotalHistogram');
  if (passed.contents.length !== total.contents.length) {
    throw new RecordError('passed and total histograms have different bins');
  }
  return {
    kind: 'efficiency',
    className,
    ...titles(object),
    passed,
    total,
    statisticOption: number(object, 'fStatisticOption'),
    confidenceLevel: number(object, 'fConfLevel'),
    betaAlpha: number(object, 'fBeta_alpha'),
    betaBeta: number(object, 'fBeta_beta'),
  };
}

/** Reads one of the two histograms of an efficiency. */
function part(efficiency: RootObject, name: string): Histogram {
  const object = member(efficiency, name);
  const className = text(object, '_typename');
  const histogramOf = histograms.get(className);
  if (!histogramOf) throw new RecordError(`${name} is a ${className}, not a histogram`);
  return histogramOf(object, className);
}

function expectCells(cells: Cells, { axes }: { axes: readonly Axis[] }, what: string): void {
  const expected = axes.reduce((product, { bins }) => product * (bins + 2), 1);
  if (cells.length !== expected) throw new RecordError(`${cells.length} ${what} for ${expected} cells`);
}

function titles(object: RootObject): { name: string; title: string } {
  return { name: text(object, 'fName'), title: text(object, 'fTitle') };
}
