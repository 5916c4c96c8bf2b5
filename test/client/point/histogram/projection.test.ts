/** Projections, compared with those of real ROOT: see test/tools/write-projection-golden.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type AxisName,
  isProjectable,
  type Projectable,
  project,
  projectionAxes,
} from '../../../../client/point/histogram/projection.ts';
import type { RootAxis } from '../../../../client/point/histogram/root-object.ts';

interface Golden {
  readonly name: string;
  readonly object: Projectable;
  readonly projections: Readonly<Record<string, OfRoot>>;
}

interface OfRoot {
  readonly className: string;
  readonly contents: readonly number[];
  readonly errors: readonly number[];
  readonly entries: number;
  readonly mean: number;
  readonly stdDev: number;
  readonly binEntries?: readonly number[];
}

const golden = JSON.parse(readFileSync(new URL('./projections.json', import.meta.url), 'utf8')) as Golden[];
const cases = golden.flatMap(({ name, object, projections }) =>
  Object.entries(projections).map(([axis, ofRoot]) => ({ name, axis: axis as AxisName, object, ofRoot })),
);

describe('a projection is that of ROOT', () => {
  it.each(cases)('$name onto $axis', ({ axis, object, ofRoot }) => {
    const { fArray, fSumw2, fBinEntries, fBinSumw2, fEntries, ...moments } = project(object, axis);
    const { fBits, fFirst, fLast } = axisOf(object, axis);
    // ROOT's axis has only the bins of the range, and no flows.
    const shown = (numbers: Float64Array): readonly number[] =>
      fBits === 0 ? [...numbers] : [0, ...numbers.slice(fFirst, fLast + 1), 0];
    const close = (numbers: Iterable<number>) => Array.from(numbers, (number) => expect.closeTo(number, 6));
    expect(fEntries).toBeCloseTo(ofRoot.entries, 6);
    if (fBinEntries && fBinSumw2) {
      expect(ofRoot.className).toBe('TProfile');
      expect(shown(fBinEntries)).toEqual(close(ofRoot.binEntries ?? []));
      expect(shown(fArray.map((sum, bin) => sum / (fBinEntries[bin] || 1)))).toEqual(close(ofRoot.contents));
      const errors = fArray.map((sum, bin) => {
        const [entries = 0, squares = 0] = [fBinEntries[bin], fSumw2[bin]];
        const spread = Math.sqrt(Math.abs(squares / (entries || 1) - (sum / (entries || 1)) ** 2));
        const effective = fBinSumw2.length > 0 ? entries ** 2 / (fBinSumw2[bin] || 1) : entries;
        return effective > 0 ? spread / Math.sqrt(effective) : 0;
      });
      // A bin with one value has an error of about 0, by rounding.
      expect(shown(errors)).toEqual(ofRoot.errors.map((error) => expect.closeTo(error, 5)));
    } else {
      expect(ofRoot.className).toBe('TH1D');
      expect(shown(fArray)).toEqual(close(ofRoot.contents));
      expect(shown((fSumw2.length > 0 ? fSumw2 : fArray).map(Math.sqrt))).toEqual(close(ofRoot.errors));
    }
    const [mean, stdDev] = momentsOf(fBinEntries ?? fArray, moments, object, axis);
    expect(mean).toBeCloseTo(ofRoot.mean, 6);
    expect(stdDev).toBeCloseTo(ofRoot.stdDev, 6);
  });

  it('includes each class with and without weights', () => {
    expect(cases.length).toBe(2 * (2 * 5 * 2 + 4 * 3));
  });
});

const axisOf = ({ fXaxis, fYaxis, fZaxis }: Projectable, axis: AxisName): RootAxis =>
  ({ x: fXaxis, y: fYaxis, z: fZaxis })[axis];

/** Mean and standard deviation as jsroot's statistics box: from the moments if there are any, from the bins otherwise. */
function momentsOf(
  weights: Float64Array,
  { fTsumw = 0, fTsumwx = 0, fTsumwx2 = 0 }: { fTsumw?: number; fTsumwx?: number; fTsumwx2?: number },
  object: Projectable,
  axis: AxisName,
): [number, number] {
  let [sum, first, second] = [fTsumw, fTsumwx, fTsumwx2];
  if (fTsumw === 0) {
    const { fXmin, fXmax, fNbins } = axisOf(object, axis);
    for (let bin = 1; bin <= fNbins; bin += 1) {
      const [x, weight] = [fXmin + ((bin - 0.5) * (fXmax - fXmin)) / fNbins, weights[bin] ?? 0];
      sum += weight;
      first += weight * x;
      second += weight * x ** 2;
    }
  }
  const mean = first / sum;
  return [mean, Math.sqrt(Math.abs(second / sum - mean ** 2))];
}

describe('the axes of projections', () => {
  it('are those of histograms and profiles of several dimensions', () => {
    expect(['TH2S', 'TProfile2D', 'TH3F', 'TH1F', 'TProfile', 'TH2Poly', 'TGraph', null].map(projectionAxes)).toEqual([
      ['x', 'y'],
      ['x', 'y'],
      ['x', 'y', 'z'],
      ...Array.from({ length: 5 }, () => []),
    ]);
    expect([isProjectable({ _typename: 'TH2F' }, 'z'), isProjectable({ _typename: 'TH3F' }, 'z')]).toEqual([
      false,
      true,
    ]);
  });
});
