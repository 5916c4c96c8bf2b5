import { describe, expect, it } from 'vitest';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import type { Axis, Efficiency, Histogram, Profile } from '../../../metrics/histogram/histogram.ts';
import { toArrays } from '../../../server/histograms/arrays.ts';

const axis = (title: string, edges: readonly number[], labels?: ReadonlyMap<string, number>): Axis => {
  const bins = edges.length - 1;
  const ends = { min: edges[0] ?? 0, max: edges.at(-1) ?? 0, first: 1, last: bins };
  return { title, bins, ...ends, edges: Float64Array.from(edges), rangeSet: false, ...(labels && { labels }) };
};

describe('toArrays', () => {
  it('has the cells of two axes by x and y, underflow and overflow included', () => {
    const histogram: Histogram = {
      ...makeHistogram({ contents: [1] }),
      axes: [axis('x', [0, 1, 3], new Map([['second', 2]])), axis('y', [-1, 1])],
      // x fastest: 10 x + y.
      contents: Float64Array.from({ length: 12 }, (_, cell) => 10 * (cell % 4) + Math.floor(cell / 4)),
    };
    expect(toArrays(histogram)).toMatchObject({
      kind: 'histogram',
      axes: [
        { title: 'x', edges: [0, 1, 3], labels: { 2: 'second' } },
        { title: 'y', edges: [-1, 1] },
      ],
      contents: [
        [0, 1, 2],
        [10, 11, 12],
        [20, 21, 22],
        [30, 31, 32],
      ],
      errors: [0, 10, 20, 30].map((x) => [0, 1, 2].map((y) => Math.sqrt(x + y))),
    });
  });

  it('has the means and errors of a profile', () => {
    const profile: Profile = {
      ...makeHistogram({ contents: [0, 0] }),
      kind: 'profile',
      sums: Float64Array.of(0, 10, 0, 0),
      sumw2: Float64Array.of(0, 52, 0, 0),
      binEntries: Float64Array.of(0, 2, 0, 0),
      errorOption: 's',
    };
    expect(toArrays(profile)).toMatchObject({ contents: [0, 5, 0, 0], errors: [0, 1, 0, 0] });
  });

  it('has the efficiencies of ROOT with their intervals', () => {
    const passed = makeHistogram({ contents: [5] });
    const efficiency: Efficiency = {
      kind: 'efficiency',
      className: 'TEfficiency',
      name: 'e',
      title: '',
      passed,
      total: { ...passed, contents: Float64Array.from([0, 18, 0]) },
      statisticOption: 2, // Wilson
      confidenceLevel: 0.9,
      betaAlpha: 1,
      betaBeta: 1,
    };
    // TEfficiency of ROOT 6.40 with kFWilson.
    expect(toArrays(efficiency)).toMatchObject({
      values: [0.0, expect.closeTo(0.2777777777777778, 10) as number, 0.0],
      low: [0.0, expect.closeTo(0.1423238701374527, 10) as number, 0.0],
      high: [1.0, expect.closeTo(0.47130616967598404, 10) as number, 1.0],
    });
  });

  it('has scalars, and no typed arrays, which JSON writes as objects', () => {
    expect(toArrays({ kind: 'scalar', className: 'TObjString', name: 'n', value: 4 })).toEqual({
      kind: 'scalar',
      className: 'TObjString',
      name: 'n',
      value: 4,
    });
    const list = Float64Array.of(1, 2);
    const graph = { x: list, y: list, xErrorLow: list, xErrorHigh: list, yErrorLow: list, yErrorHigh: list };
    expect(
      JSON.parse(JSON.stringify(toArrays({ kind: 'graph', className: 'TGraph', name: 'g', title: 't', ...graph }))),
    ).toEqual({
      kind: 'graph',
      className: 'TGraph',
      name: 'g',
      title: 't',
      ...Object.fromEntries(Object.keys(graph).map((name) => [name, [1, 2]])),
    });
  });
});
