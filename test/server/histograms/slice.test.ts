import { describe, expect, it } from 'vitest';
import { type Slice, sliceOf } from '../../../server/histograms/slice.ts';
import { projection } from '../../../metrics/histogram/projection.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import type { Histogram, MonitorElement, Profile } from '../../../metrics/histogram/histogram.ts';
import { samplePath } from '../read/sample.ts';

const moments = { w: 0, w2: 0, wx: 0, wx2: 0, wy: 0, wy2: 0, wxy: 0, wz: 0, wz2: 0, wxz: 0, wyz: 0 };
const axis = (bins: number) => ({ title: 'x', bins, min: 0, max: bins, first: 1, last: bins, rangeSet: false });
const head = { className: 'TH1D', name: 'h', title: 'h', entries: 1, moments, statOverflows: false };
const histogram = (bins: number): Histogram => ({
  ...head,
  kind: 'histogram',
  axes: [axis(bins)],
  contents: Float64Array.from({ length: bins + 2 }, (_, bin) => bin),
});
const contentsOf = (element: MonitorElement, along: 'x' | 'y' = 'x'): Slice => {
  const slice = sliceOf(element, along);
  if ('failure' in slice) throw new Error(slice.reason);
  return slice;
};

describe('sliceOf', () => {
  it('has the bins of a histogram without underflow and overflow', () => {
    expect(contentsOf(histogram(3))).toEqual({
      className: 'TH1D',
      title: 'x',
      edges: [0, 1, 2, 3],
      contents: [1, 2, 3],
      labels: null,
    });
  });

  it('merges more than 200 bins in groups, of which the last may be smaller', () => {
    const { edges, contents } = contentsOf(histogram(401));
    expect(contents).toHaveLength(134);
    expect(contents.slice(0, 2)).toEqual([1 + 2 + 3, 4 + 5 + 6]);
    expect([contents.at(-1), edges.at(-2), edges.at(-1)]).toEqual([400 + 401, 399, 401]);
  });

  it('has the means of a profile over all entries of a merged bin, and none of an empty one', () => {
    const bins = 400;
    const cells = (value: (bin: number) => number) => Float64Array.from({ length: bins + 2 }, (_, bin) => value(bin));
    const profile: Profile = {
      ...head,
      kind: 'profile',
      className: 'TProfile',
      axes: [axis(bins)],
      sums: cells((bin) => (bin > 4 ? 0 : bin * 10)),
      binEntries: cells((bin) => (bin > 4 ? 0 : bin)),
      sumw2: cells(() => 0),
      errorOption: '',
    };
    expect(contentsOf(profile).contents.slice(0, 3)).toEqual([(10 + 20) / 3, (30 + 40) / 7, null]);
  });

  it('projects histograms of two dimensions as ROOT does, and has the labels of bins', async () => {
    const file = await openDqmFile(samplePath('classes.root'));
    let compared = 0;
    try {
      for (const { path } of await file.list()) {
        const reading = await file.read(path);
        if (!('element' in reading)) continue;
        const { element } = reading;
        if (element.kind !== 'histogram' || element.axes.length < 2) continue;
        for (const [direction, along] of (['x', 'y'] as const).entries()) {
          if ((element.axes[direction]?.bins ?? 0) > 200) continue;
          const sums = projection(element, direction as 0 | 1).slice(1, -1);
          expect(contentsOf(element, along).contents).toEqual([...sums]);
          compared += 1;
        }
      }
    } finally {
      await file.close();
    }
    expect(compared).toBeGreaterThan(10);
    const labelled = { ...histogram(3), axes: [{ ...axis(3), labels: new Map([['b', 2]]) }] };
    expect(contentsOf(labelled).labels).toEqual(['', 'b', '']);
  });

  it('has a reason where there is no such axis, or are no bins', () => {
    expect(sliceOf(histogram(3), 'y')).toEqual({ failure: 'WRONG_TYPE', reason: 'a TH1D has no y axis' });
    const scalar: MonitorElement = { kind: 'scalar', className: 'TObjString', name: 's', value: 1 };
    expect(sliceOf(scalar, 'x')).toMatchObject({ failure: 'WRONG_TYPE' });
  });
});
