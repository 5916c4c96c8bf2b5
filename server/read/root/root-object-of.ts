import type { Axis, Efficiency, Histogram, Profile } from '../../../metrics/histogram/histogram.ts';
import type { RootObject } from './members.ts';

/** TAxis::kAxisRange. */
const axisRangeBit = 1 << 11;
/** Value of fMaximum and fMinimum while they are not set. */
const unset = -1111;
const errorModes = ['', 's', 'i', 'g'];

const lines = { fLineColor: 602, fLineStyle: 1, fLineWidth: 1, fFillColor: 0, fFillStyle: 1001 };
const markers = { fMarkerColor: 1, fMarkerStyle: 1, fMarkerSize: 1 };
const axisAttributes = {
  fNdivisions: 510,
  fAxisColor: 1,
  fLabelColor: 1,
  fLabelFont: 42,
  fLabelOffset: 0.005,
  fLabelSize: 0.035,
  fTickLength: 0.03,
  fTitleOffset: 1,
  fTitleSize: 0.035,
  fTitleColor: 1,
  fTitleFont: 42,
};
const list = (arr: readonly unknown[] = []): object => ({ _typename: 'TList', name: 'TList', arr, opt: [] });

/** The object of ROOT that has the contents of an element, with default attributes for drawing: the inverse of `toElement`. */
export function rootObjectOf(element: Histogram | Profile | Efficiency): RootObject {
  if (element.kind !== 'efficiency') return histogramOf(element);
  return {
    _typename: 'TEfficiency',
    ...named(element.name, element.title),
    ...lines,
    ...markers,
    fMarkerStyle: 20,
    fBeta_alpha: element.betaAlpha,
    fBeta_beta: element.betaBeta,
    fBeta_bin_params: [],
    fConfLevel: element.confidenceLevel,
    fFunctions: list(),
    fPassedHistogram: histogramOf(element.passed),
    fStatisticOption: element.statisticOption,
    fTotalHistogram: histogramOf(element.total),
    fWeight: 1,
  } as unknown as RootObject;
}

function histogramOf(element: Histogram | Profile): RootObject {
  const { className, name, title, axes, entries, moments, sumw2, statOverflows } = element;
  const contents = element.kind === 'profile' ? element.sums : element.contents;
  return {
    _typename: className,
    ...named(name, title),
    fBits: 8,
    ...lines,
    ...markers,
    fNcells: contents.length,
    fXaxis: axisOf(axes[0], 'xaxis'),
    fYaxis: axisOf(axes[1], 'yaxis'),
    fZaxis: axisOf(axes[2], 'zaxis'),
    fBarOffset: 0,
    fBarWidth: 1000,
    fEntries: entries,
    fTsumw: moments.w,
    fTsumw2: moments.w2,
    fTsumwx: moments.wx,
    fTsumwx2: moments.wx2,
    fTsumwy: moments.wy,
    fTsumwy2: moments.wy2,
    fTsumwxy: moments.wxy,
    fTsumwz: moments.wz,
    fTsumwz2: moments.wz2,
    fTsumwxz: moments.wxz,
    fTsumwyz: moments.wyz,
    fMaximum: unset,
    fMinimum: unset,
    fNormFactor: 0,
    fContour: [],
    fSumw2: sumw2 ?? [],
    fOption: '',
    fFunctions: list(),
    fBufferSize: 0,
    fBuffer: [],
    fBinStatErrOpt: 0,
    fStatOverflows: statOverflows ? 1 : 2,
    fArray: contents,
    ...(element.kind === 'profile' && {
      fBinEntries: element.binEntries,
      fBinSumw2: element.binSumw2 ?? [],
      fErrorMode: errorModes.indexOf(element.errorOption),
      fYmin: 0,
      fYmax: 0,
      fZmin: 0,
      fZmax: 0,
      fTmin: 0,
      fTmax: 0,
    }),
  } as unknown as RootObject;
}

function named(fName: string, fTitle: string): object {
  return { fUniqueID: 0, fBits: 0, fName, fTitle };
}

function axisOf(axis: Axis | undefined, name: string): object {
  const { title = '', bins = 1, min = 0, max = 1, edges, first = 1, last = 1, rangeSet = false, labels } = axis ?? {};
  const names = [...(labels ?? [])].map(([fString, fUniqueID]) => ({
    _typename: 'TObjString',
    fUniqueID,
    fBits: 0,
    fString,
  }));
  return {
    _typename: 'TAxis',
    ...named(name, title),
    fBits: rangeSet ? axisRangeBit : 0,
    ...axisAttributes,
    fNbins: bins,
    fXmin: min,
    fXmax: max,
    fXbins: edges ?? [],
    fFirst: rangeSet ? first : 0,
    fLast: rangeSet ? last : 0,
    fBits2: 0,
    fTimeDisplay: false,
    fTimeFormat: '',
    fLabels: names.length > 0 ? { ...list(names), _typename: 'THashList', name: 'THashList' } : null,
    fModLabs: null,
  };
}
