/** Compares quantities of single histograms with ROOT. */
import { isDeepStrictEqual } from 'node:util';
import { binCenter, binWidth, findBin, lowEdge } from '../../metrics/histogram/axis.ts';
import {
  axisOf,
  type BinnedElement,
  cellContent,
  cellCount,
  cellEffectiveEntries,
  cellNumber,
  content,
  error,
} from '../../metrics/histogram/bins.ts';
import { maximum, maximumBin, minimum, minimumBin } from '../../metrics/histogram/extremes.ts';
import {
  integral,
  integralAndErrorOf,
  integralOf,
  integralOfCells,
  integralTimesWidth,
  sumOfAll,
  sumOfWeights,
} from '../../metrics/histogram/integral.ts';
import {
  correlation,
  type Direction,
  effectiveEntries,
  kurtosis,
  mean,
  meanError,
  skewness,
  stats,
  stdDev,
  stdDevError,
} from '../../metrics/histogram/moments.ts';
import { quantile } from '../../metrics/histogram/quantile.ts';
import { judgeFits } from './golden-fits.ts';
import { type Golden, type Judge, type Json, lists, number, numbers, object } from './golden-judge.ts';
import { type GoldenAxis, plainAxis, storedStats, toGolden } from './read-golden.ts';

/** Tolerance for sums of doubles, written with 15 digits. */
const exact = 1e-9;

export function judgeHistogram(judge: Judge, histogram: BinnedElement, golden: Golden): void {
  const where = `${String(golden['class'])} ${String(golden['file'])} ${String(golden['path'])}`;
  const [x] = histogram.axes;
  const is = (what: string, got: unknown, wanted: unknown): void => {
    judge.truth(what, where, isDeepStrictEqual(got, wanted), `${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };
  const close = (what: string, got: number, wanted: Json | undefined, scale = 0): void => {
    judge.close(what, where, got, number(wanted), exact, scale);
  };
  const same =
    (value: unknown) =>
    (wanted: Json, key: string): void => {
      is(key, value, wanted);
    };
  const near =
    (value: () => number) =>
    (wanted: Json, key: string): void => {
      close(key, value(), wanted, total);
    };
  const extreme =
    (value: () => number) =>
    (wanted: Json, key: string): void => {
      // ROOT returns the largest float if no content is a number.
      const none = Math.abs(number(wanted)) > 3.4e38;
      if (none) judge.truth(`${key}: of NaN`, where, !Number.isFinite(value()), 'a number');
      else near(value)(wanted, key);
    };
  const axis =
    (direction: Direction) =>
    (wanted: Json, key: string): void => {
      is(`${key} axis`, toGolden(histogram.axes[direction]), plainAxis(wanted as unknown as GoldenAxis | null));
    };
  // The rounding error of sums with cancellation is relative to the terms.
  const total = sumOfAbsolutes(histogram) * 1e-6;
  const moments = (direction: Direction) => (wanted: Json) => {
    judgeMoments(judge, histogram, direction, object(wanted), where);
  };
  judge.each(
    golden,
    {
      file: () => {},
      path: () => {},
      class: same(histogram.className),
      dimension: same(histogram.axes.length),
      entries: same(histogram.entries),
      sumw2: same(histogram.sumw2 !== undefined),
      x: axis(0),
      y: axis(1),
      z: axis(2),
      cells: same(cellCount(histogram)),
      effectiveEntries: near(() => effectiveEntries(histogram)),
      stats: (wanted) => {
        const got = storedStats({ ...histogram, moments: stats(histogram) });
        for (const [index, value] of numbers(wanted).entries())
          close('stats', got[index] ?? Number.NaN, value, Math.abs(got[index % 2] ?? 0) * 1e-6);
        is('stats: how many', got.length, numbers(wanted).length);
      },
      axis1: moments(0),
      axis2: moments(1),
      axis3: moments(2),
      correlation: (wanted, key) => {
        // A small difference of large sums.
        judge.close(key, where, correlation(histogram), number(wanted), 1e-7, 1e-3);
      },
      sumOfWeights: near(() => sumOfWeights(histogram)),
      integral: near(() => integral(histogram)),
      integralAll: near(() => sumOfAll(histogram)),
      integralWidth: near(() => integralTimesWidth(histogram)),
      integralBins: (wanted) => {
        for (const [a = 0, b = 0, c = 0, d = 0, e = 0] of lists(wanted)) {
          if (histogram.axes.length === 1) close('integralBins', integralOf(histogram, a, b), c, total);
          else close('integralBins', integralOfCells(histogram, [a, b], [c, d]), e, total);
        }
      },
      integralAndError: (wanted) => {
        const [sum, its] = numbers(wanted);
        const got = integralAndErrorOf(histogram, 1, x?.bins ?? 0);
        close('integralAndError', got.content, sum, total);
        // Without stored errors, ROOT uses the signed content as squared error, so that sums may cancel or become NaN.
        const cancels = histogram.kind === 'histogram' && !histogram.sumw2 && histogram.contents.some((one) => one < 0);
        if (cancels)
          judge.truth('integralAndError: of negative contents', where, Number.isFinite(got.error), 'no number');
        else close('integralAndError', got.error, its);
      },
      maximumBin: same(maximumBin(histogram)),
      maximum: extreme(() => maximum(histogram)),
      minimumBin: same(minimumBin(histogram)),
      minimum: extreme(() => minimum(histogram)),
      underflow: near(() => cellContent(histogram, 0)),
      findBin: (wanted) => {
        for (const [at = 0, bin = 0] of lists(wanted)) {
          const got = findBin(axisOf(histogram, 0), at);
          // The golden position has 15 digits, so that rounding may move it across an edge.
          const edge = lowEdge(axisOf(histogram, 0), Math.max(got, bin));
          if (Math.abs(got - bin) === 1 && Math.abs(at - edge) < 1e-14 * Math.abs(edge))
            judge.truth('findBin: at an edge', where, true, '');
          else is('findBin', got, bin);
        }
      },
      bins: (wanted) => {
        for (const row of lists(wanted)) judgeBin(judge, histogram, row, where);
      },
      quantiles: (wanted) => {
        for (const [fraction = 0, at = 0] of lists(wanted)) {
          const found = quantile(histogram, fraction);
          const [position, bin] = [found?.position ?? Number.NaN, found?.bin ?? 0];
          // If a fraction is reached exactly at the end of a bin, ROOT 6.40 returns the centre of the bin instead of its end.
          const end = lowEdge(axisOf(histogram, 0), bin + 1);
          const isEnd = Math.abs(position - end) < 1e-9 * Math.abs(end) && at === binCenter(axisOf(histogram, 0), bin);
          if (isEnd) judge.truth('quantiles: at the end of a bin', where, true, '');
          else close('quantiles', position, at, binWidth(axisOf(histogram, 0), 1) * 1e-3);
        }
      },
      fits: (wanted) => {
        judgeFits(judge, histogram, object(wanted), where);
      },
    },
    where,
  );
}

function judgeMoments(
  judge: Judge,
  histogram: BinnedElement,
  direction: Direction,
  golden: Golden,
  where: string,
): void {
  const { min, max } = axisOf(histogram, direction);
  const close = (value: number) => (wanted: Json, key: string) => {
    judge.close(key, `axis ${direction + 1} of ${where}`, value, number(wanted), exact, (max - min) * 1e-6);
  };
  const shape = (value: number | undefined) => (wanted: Json, key: string) => {
    const finite = Number.isFinite(number(wanted));
    if (value !== undefined && finite) judge.close(key, where, value, number(wanted), exact, 1e-3);
    else judge.truth(`${key}: none`, where, value === undefined && !finite, `${String(value)}, not ${String(wanted)}`);
  };
  const spread = stdDev(histogram, direction);
  const spreadError = stdDevError(histogram, direction);
  judge.each(
    golden,
    {
      mean: close(mean(histogram, direction)),
      meanError: close(meanError(histogram, direction)),
      stdDev: close(spread),
      stdDevError: close(spreadError),
      rms: close(spread),
      rmsError: close(spreadError),
      skewness: shape(skewness(histogram, direction)),
      kurtosis: shape(kurtosis(histogram, direction)),
    },
    where,
  );
}

/** Bin, content, error, centre, low edge, width, for profiles entries and effective entries; in two dimensions two bins, content, error, entries. */
function judgeBin(judge: Judge, histogram: BinnedElement, row: readonly number[], where: string): void {
  const flat = histogram.axes.length === 1;
  const [x = 0, y = 0] = row;
  const at = `bin ${flat ? x : `${x}, ${y}`} of ${where}`;
  const cell = flat ? cellNumber(histogram, x) : cellNumber(histogram, x, y);
  const profile = histogram.kind === 'profile' ? histogram : undefined;
  const entries = profile === undefined ? [] : [['profile entries', profile.binEntries[cell] ?? Number.NaN] as const];
  const along = axisOf(histogram, 0);
  const got: readonly (readonly [string, number])[] = flat
    ? [
        ['content', content(histogram, x)],
        ['error', error(histogram, x)],
        ['centre', binCenter(along, x)],
        ['low edge', lowEdge(along, x)],
        ['width', binWidth(along, x)],
        ...entries,
        ...(profile ? [['profile effective entries', cellEffectiveEntries(profile, cell)] as const] : []),
      ]
    : [['content', content(histogram, x, y)], ['error', error(histogram, x, y)], ...entries];
  const wanted = row.slice(flat ? 1 : 2);
  for (const [index, [what, value]] of got.entries()) {
    const scale =
      what === 'error' && profile ? Math.abs(content(histogram, x, y)) * 1e-6 : (along.max - along.min) * 1e-6;
    judge.close(`bins: ${what}`, at, value, wanted[index] ?? Number.NaN, exact, scale);
  }
  judge.truth('bins: how many numbers', at, got.length === wanted.length, `${got.length}, not ${wanted.length}`);
}

function sumOfAbsolutes(histogram: BinnedElement): number {
  let sum = 0;
  const cells = cellCount(histogram);
  for (let cell = 0; cell < cells; cell += 1) sum += Math.abs(cellContent(histogram, cell));
  return sum;
}
