import { describe, expect, it } from 'vitest';
import type { SubsystemDatasetsFragment } from '../../../../client/generated/operations.ts';
import {
  comparedPlotLink,
  compareLink,
  compareViewCodec,
  type ComparedTrend,
  comparisonLink,
  completeCompareView,
  type CompleteView,
  nextOrder,
  oneSidedPlotLink,
  sideFormat,
  sideLabels,
  sortTrends,
} from '../../../../client/pages/compare/compare-view.ts';
import { comparedRunsCodec } from '../../../../client/run-selection/run-selection.ts';
import { toParameters } from '../../../../client/url/codec.ts';

const dataset = (primaryDataset: string, processing: string, runCount: number, eras: string[] = ['Run2023C']) => {
  return { primaryDataset, processing, runCount, trendCount: 1, eras, members: [] };
};
const subsystemOf = (...datasets: ReturnType<typeof dataset>[]): SubsystemDatasetsFragment[] => [
  { name: 'CSC', trendCount: 0, datasets: [] },
  { name: 'DT', trendCount: 3, datasets },
];
const viewOf = (text: string) => compareViewCodec.read(new URLSearchParams(text));
const eras = ['Run2023B', 'Run2023C', 'Run2023D'];
const several = subsystemOf(
  dataset('Muon0', 'PromptReco', 50, eras),
  dataset('ZeroBias', '19Dec2023', 9),
  dataset('ZeroBias', 'PromptReco', 30, eras),
);

/** Subsystem and sides of a completed view. */
function sidesOf(text: string, subsystems = several): string[] | null {
  const complete = completeCompareView(viewOf(text), subsystems);
  return complete && [complete.subsystem, sideFormat.format(complete.a), sideFormat.format(complete.b)];
}

describe('completeCompareView', () => {
  it('chooses the two processings of the largest dataset that has two', () => {
    expect(sidesOf('')).toEqual(['DT', 'ZeroBias,PromptReco', 'ZeroBias,19Dec2023']);
  });

  it('chooses the last two eras where no dataset has two processings, else another dataset, else the same one', () => {
    const [muons, bias] = [dataset('Muon0', 'PromptReco', 50, eras), dataset('ZeroBias', 'PromptReco', 30)];
    expect(sidesOf('', subsystemOf(muons, bias))?.slice(1)).toEqual([
      'Muon0,PromptReco,Run2023C',
      'Muon0,PromptReco,Run2023D',
    ]);
    expect(sidesOf('', subsystemOf(bias, { ...muons, eras: [] }))?.slice(1)).toEqual([
      'Muon0,PromptReco',
      'ZeroBias,PromptReco',
    ]);
    expect(sidesOf('', subsystemOf(bias))?.slice(1)).toEqual(['ZeroBias,PromptReco', 'ZeroBias,PromptReco']);
    expect(sidesOf('', subsystemOf())).toBeNull();
    expect(sidesOf('subsystem=CSC')).toBeNull();
  });

  it('keeps the sides of the address, and completes B to what is like A', () => {
    expect(sidesOf('a=ZeroBias,19Dec2023')?.slice(1)).toEqual(['ZeroBias,19Dec2023', 'ZeroBias,PromptReco']);
    expect(sidesOf('a=Muon0,PromptReco,Run2023D')?.[2]).toBe('Muon0,PromptReco,Run2023C');
    expect(sidesOf('a=X,Y&b=X,Z,Run2022A')?.slice(1)).toEqual(['X,Y', 'X,Z,Run2022A']);
  });
});

describe('compareViewCodec', () => {
  it('has the whole view in the address', () => {
    const text =
      'subsystem=DT&a=ZeroBias%2CPromptReco%2CRun2023C&b=ZeroBias%2C19Dec2023&latest=500&search=x+y&sort=-shareBeyond';
    expect(toParameters(compareViewCodec, viewOf(text)).toString()).toBe(text);
    expect(viewOf('').runs).toMatchObject({ by: 'latest', latest: 200, significant: true });
    expect(compareViewCodec.invalid(new URLSearchParams('a=x&sort=colour'))).toEqual(['a', 'sort']);
  });
});

const complete: CompleteView = {
  ...viewOf('subsystem=DT&search=pt'),
  a: { primaryDataset: 'ZeroBias', processing: 'PromptReco' },
  b: { primaryDataset: 'ZeroBias', processing: '19Dec2023' },
};
const parametersOf = (link: string) => Object.fromEntries(new URL(link, 'http://hdqm.invalid').searchParams);

describe('links of the page', () => {
  it('open the plot with both sides, in the same runs', () => {
    const link = comparedPlotLink(complete, 'a,b');
    expect(new URL(link, 'http://hdqm.invalid').pathname).toBe('/trends/DT/a%2Cb');
    expect(parametersOf(link)).toEqual({
      pd: 'ZeroBias',
      ps: 'PromptReco',
      also: 'DT,a,b,ZeroBias,19Dec2023',
      latest: '200',
    });
    const [a, b] = ['Run2023B', 'Run2023C'].map((era) => ({ ...complete.a, era }));
    if (!a || !b) throw new Error('no sides');
    expect(parametersOf(comparedPlotLink({ ...complete, a, b }, 'x'))).toEqual({
      pd: 'ZeroBias',
      ps: 'PromptReco',
      era: 'Run2023B,Run2023C',
      latest: '200',
    });
    expect(parametersOf(oneSidedPlotLink(complete, b, 'x'))).toMatchObject({ ps: 'PromptReco', era: 'Run2023C' });
  });

  it('export the table, and open the page from Trends', () => {
    expect(parametersOf(comparisonLink('csv', complete))).toEqual({
      subsystem: 'DT',
      a: 'ZeroBias,PromptReco',
      b: 'ZeroBias,19Dec2023',
      search: 'pt',
      latest: '200',
    });
    const runs = comparedRunsCodec.read(new URLSearchParams('latest=50&class=Collisions23'));
    const trends = { subsystem: 'DT', ...complete.a, compared: [complete.b], runs };
    expect(parametersOf(compareLink(trends))).toEqual({
      subsystem: 'DT',
      a: 'ZeroBias,PromptReco',
      b: 'ZeroBias,19Dec2023',
      latest: '50',
      class: 'Collisions23',
    });
    expect(parametersOf(compareLink({ ...trends, primaryDataset: '', compared: [] }))).not.toHaveProperty('a');
  });
});

describe('sortTrends', () => {
  const trend = (name: string, significance: number | null, ratio: number | null) =>
    ({ name, significance, ratio, runsA: 1, runsB: 1, shift: null, shareBeyond: null }) as ComparedTrend;
  const trends = [trend('b10', 2, 1.1), trend('b9', -7, 0.5), trend('a', null, null)];
  const namesBy = (order: Parameters<typeof sortTrends>[1]) => sortTrends(trends, order).map(({ name }) => name);

  it('sorts by the size of a shift and the distance of a ratio from 1, those without one last', () => {
    expect(namesBy('significance')).toEqual(['b9', 'b10', 'a']);
    expect(namesBy('-significance')).toEqual(['b10', 'b9', 'a']);
    expect(namesBy('ratio')).toEqual(['b9', 'b10', 'a']);
    expect(namesBy('name')).toEqual(['a', 'b9', 'b10']);
    expect(namesBy('-name')).toEqual(['b10', 'b9', 'a']);
    expect(nextOrder('name', 'name')).toBe('-name');
    expect(nextOrder('-name', 'name')).toBe('name');
  });
});

describe('sideLabels', () => {
  it('names what differs', () => {
    expect(sideLabels(complete.a, complete.b)).toEqual(['PromptReco', '19Dec2023']);
    expect(sideLabels({ ...complete.a, era: 'Run2023C' }, complete.a)).toEqual(['Run2023C', 'all eras']);
    expect(sideLabels(complete.a, complete.a)).toEqual(['ZeroBias PromptReco', 'ZeroBias PromptReco']);
  });
});
