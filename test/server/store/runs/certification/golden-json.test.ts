import { describe, expect, it } from 'vitest';
import {
  canonicalGolden,
  countLumisections,
  goldenRuns,
  toGoldenForm,
} from '../../../../../server/store/runs/certification/golden-json.ts';

const golden = { '355101': [[105, 210], [1, 100], [101, 104]], '355100': [[5, 5]] }; // prettier-ignore

describe('golden JSON', () => {
  it('has runs, and ranges of lumisections that are joined where they touch', () => {
    expect(goldenRuns(golden)).toEqual([355100, 355101]);
    expect(canonicalGolden(golden)).toEqual({ '355100': [[5, 5]], '355101': [[1, 210]] });
    expect(countLumisections(golden)).toEqual({ '355100': 1, '355101': 210 });
    expect(countLumisections({ '1': [[1, 10], [5, 12]], '2': [] })).toEqual({ '1': 12, '2': 0 }); // prettier-ignore
  });

  it.each([
    [{ a: [] }, "'a' is no run number"],
    [{ '1': 5 }, 'run 1 has no list of lumisections'],
    [{ '1': [[2, 1]] }, 'a lumisection range of run 1 is not [first, last]'],
    [{ '1': [[1]] }, 'a lumisection range of run 1 is not [first, last]'],
  ])('is refused where it is none: %j', (invalid, message) => {
    expect(() => countLumisections(invalid)).toThrow(message);
    expect(() => toGoldenForm([], invalid)).toThrow(message);
  });

  it('is made of runs: with given lumisections, otherwise all; a run without a number of them is left out', () => {
    const runs = [
      { run: 355102, lumisections: 50 },
      { run: 355101, lumisections: 300 },
      { run: 355103, lumisections: null },
      { run: 355104, lumisections: 0 },
    ];
    expect(toGoldenForm(runs, golden)).toEqual({
      golden: { '355101': [[1, 210]], '355102': [[1, 50]] },
      unknown: [355103, 355104],
    });
    expect(Object.keys(toGoldenForm(runs).golden)).toEqual(['355101', '355102']);
    expect(toGoldenForm(runs, { '355102': [] }).golden['355102']).toEqual([[1, 50]]);
  });
});
