/** How metrics follow their histogram: contents scaled, the axis shifted or stretched, pairs of bins merged. */
import { describe, expect, it } from 'vitest';
import type { Axis, Histogram, Moments } from '../../metrics/histogram/histogram.ts';
import { isFailure, type Metric } from '../../metrics/metric.ts';
import { allMetrics, type NamedMetric } from './all-metrics.ts';

/** 40 bins from 2 to 10, filled to a hump with a tail, and moments that are not those of the bin centres. */
const contents = Array.from({ length: 42 }, (_, bin) =>
  Math.round(900 * Math.exp(-0.5 * ((bin - 17) / 5) ** 2) + 60 * Math.exp(-bin / 30)),
);
function moments(at: (bin: number) => number, factor: number): Moments {
  const sums = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };
  for (let bin = 1; bin <= 40; bin += 1) {
    const w = factor * (contents[bin] ?? 0);
    sums.w += w;
    sums.w2 += factor * w;
    sums.wx += w * at(bin);
    sums.wx2 += w * at(bin) ** 2;
  }
  return sums;
}

interface Change {
  readonly factor?: number;
  readonly shift?: number;
  readonly stretch?: number;
  readonly merge?: boolean;
}

function changed({ factor = 1, shift = 0, stretch = 1, merge = false }: Change): Histogram {
  const cells = contents.map((content) => factor * content);
  const merged = [
    cells[0] ?? 0,
    ...Array.from({ length: 20 }, (_, index) => (cells[2 * index + 1] ?? 0) + (cells[2 * index + 2] ?? 0)),
    cells[41] ?? 0,
  ];
  const bins = merge ? 20 : 40;
  const axis: Axis = {
    title: '',
    bins,
    min: stretch * 2 + shift,
    max: stretch * 10 + shift,
    first: 1,
    last: bins,
    rangeSet: false,
  };
  return {
    kind: 'histogram',
    className: 'TH1D',
    name: 'h',
    title: '',
    axes: [axis],
    contents: Float64Array.from(merge ? merged : cells),
    sumw2: Float64Array.from((merge ? merged : cells).map((content) => factor * content)),
    entries: factor * contents.reduce((sum, content) => sum + content, 0),
    moments: moments((bin) => stretch * (2 + 0.2 * (bin - 0.45)) + shift, factor),
    statOverflows: false,
  };
}

function result(metric: Metric, parameters: NamedMetric['parameters'], histogram: Histogram): number {
  const inputs = { main: histogram, histo1: histogram, histo2: histogram, reference: histogram };
  const got = metric.reduce(inputs, parameters, { run: 1 });
  if (isFailure(got)) throw new Error(got.reason);
  return got.value;
}

/**
 * What a metric's value does when all contents are taken 4 times, the axis is shifted by 3, the axis is stretched by 2, pairs of bins are
 * merged: it stays the same, it is multiplied or shifted alike, or (-) no rule holds, as bin numbers or positions are among its arguments.
 */
const rules: Readonly<Record<string, string>> = {
  'L1T_metrics.EffMean': 'times same same -',
  'L1T_metrics.EffVariance': 'times same same -',
  'L1T_metrics.TurnOnCurveRange': 'same plus times -',
  'basic.Count': 'times same same same',
  'basic.MaxBin': 'same plus times -',
  'basic.MaxExcursion': 'times same same -',
  'basic.FractionInBin': 'same same same -',
  'basic.FractionInBinArray': 'same same same -',
  'basic.BinCount2D': 'times same same -',
  'basic.Bin2DRatio': 'same same same same',
  'basic.StripBadComponent': 'times same same -',
  'basic.StripFEDErrorFraction': 'same same same -',
  'basic.Quantile': 'same plus times -',
  'basic.ProfileMean': 'times same same -',
  'basic.MeanPosOnly': 'times same same -',
  'basic.MeanXRange': 'times same same -',
  'basic.MeanYForXBin': 'times same same -',
  'basic.Mean2D': 'times same same -',
  'basic.SummaryMapPartition': 'times same same -',
  'basic.AverageYwithXCut': 'times same same -',
  'basic.FED25ErrorFraction': 'same same same -',
  'basic.PixelEfficiency': 'same same same same',
  'basic.PixelDigiPerClusterPix': 'same - - same',
  'basic.Mean': 'same plus times same',
  'basic.StdDev': 'same same times same',
  'basic.MeanRMS': 'same plus times same',
  'basic.RMSXAxis': 'same same times same',
  'basic.MeanEntries': 'times - times same',
  'basic.MeanY': 'same same same same',
  'basic.RatioOfMeans': 'same same same same',
  'basic.Median': 'same plus times -',
  'basic.FractionBelow': 'same - - -',
  'basic.FractionAbove': 'same - - -',
  'basic.TruncatedMean': 'same plus times -',
  'basic.EntriesCount': 'times - - -',
  'basic.EntriesRate': 'times - - -',
  'basic.BinsCount': 'times same same -',
  'fits.FlatLine': 'times - - -',
  'fits.FlatLineXcut': 'times same same -',
  'fits.LandauAroundMax': 'same - times -',
  'fits.LandauAroundMaxBin': 'same plus times -',
  'fits.Gaussian': 'same - - -',
  'muon_metrics.NOutsideRange': 'times - - same',
  'muon_metrics.MeanCh': 'times same same -',
};
const changes: readonly Change[] = [{ factor: 4 }, { shift: 3 }, { stretch: 2 }, { merge: true }];

describe('values follow', () => {
  it.each(Object.entries(rules))('%s: %s', (name, rule) => {
    const found = allMetrics.find((one) => one.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    const base = result(found.metric, found.parameters, changed({}));
    for (const [index, word] of rule.split(' ').entries()) {
      if (word === '-') continue;
      const change = changes[index] ?? {};
      const value = result(found.metric, found.parameters, changed(change));
      const wanted = {
        same: base,
        times: base * (change.factor ?? change.stretch ?? 1),
        plus: base + (change.shift ?? 0),
      }[word];
      // Fits end within a billionth of chi-square.
      expect(Math.abs(value - (wanted ?? Number.NaN)), `${JSON.stringify(change)}: ${value}`).toBeLessThanOrEqual(
        1e-6 * Math.max(Math.abs(value), 1e-6),
      );
    }
  });
});
