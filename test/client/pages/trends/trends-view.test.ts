import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubsystemDatasetsFragment } from '../../../../client/generated/operations.ts';
import { completeView, selectExisting } from '../../../../client/pages/trends/default-view.ts';
import { xAxes } from '../../../../client/chart/axis/run-axis.ts';
import type { Bins } from '../../../../client/chart/bins/bins.ts';
import { defaultGridOptions } from '../../../../client/chart/chart-options.ts';
import { defaultHistogramOptions } from '../../../../client/point/histogram/histogram-options.ts';
import { pointFormat, type PointName } from '../../../../client/point/point.ts';
import { flagStatuses } from '../../../../client/flags/flag-status.ts';
import { maxFlagFilters } from '../../../../client/run-selection/filters/flag-filter.ts';
import { defaultRuns, type SelectedRuns } from '../../../../client/run-selection/run-selection.ts';
import {
  plotLinkFrom,
  type TrendsView,
  trendsViewCodec,
  zoomedView,
} from '../../../../client/pages/trends/trends-view.ts';
import { plotOrders } from '../../../../client/pages/trends/plot-order.ts';
import { toParameters } from '../../../../client/url/codec.ts';

const word = fc.stringMatching(/^[A-Za-z0-9_+-]+$/);
const dataset = fc.record({ primaryDataset: word, processing: fc.stringMatching(/^[A-Za-z]\w*$/) });
const filters = {
  significant: fc.boolean(),
  classes: fc.array(word),
  eras: fc.array(word),
  fills: fc.array(fc.integer({ min: 0, max: 99_999 })),
  excluded: fc.array(fc.integer({ min: 0, max: 999_999 })),
  minDurationSeconds: fc.integer({ min: 0, max: 1e6 }),
  minRecordedLumi: fc.double({ min: 0, max: 1e4, noNaN: true }).map((lumi) => lumi + 0),
  flags: fc.array(
    fc.record({
      column: fc.stringMatching(/^[a-z][-a-z0-9]*$/),
      statuses: fc.subarray([...flagStatuses]),
      minGoodPercent: fc.constantFrom(0, 50, 95, 100),
    }),
    { maxLength: maxFlagFilters },
  ),
};
const selectedRuns: fc.Arbitrary<SelectedRuns> = fc.oneof(
  fc.record({ ...filters, latest: fc.integer({ min: 1, max: 10_000 }) }).map((runs) => ({ ...defaultRuns, ...runs })),
  fc.record(filters).map((runs) => ({ ...defaultRuns, ...runs, by: 'all' as const })),
  fc
    .record({ ...filters, list: fc.string({ minLength: 1 }) })
    .map((runs) => ({ ...defaultRuns, ...runs, by: 'list' as const })),
  fc.record({ ...filters, golden: word }).map((runs) => ({ ...defaultRuns, ...runs, by: 'golden' as const })),
);
const points: fc.Arbitrary<PointName> = fc
  .oneof(fc.record({ config: word, run: fc.nat() }), fc.record({ config: word, run: fc.nat(), dataset }))
  .filter(({ run }) => run < 1e9);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const views: fc.Arbitrary<TrendsView> = fc.record({
  subsystem: fc.string(),
  primaryDataset: fc.string(),
  processing: fc.string(),
  compared: fc.array(dataset, { maxLength: 3 }),
  runs: selectedRuns,
  search: fc.string(),
  perRow: fc.integer({ min: 0, max: 4 }),
  chart: fc.record({
    x: fc.constantFrom(...xAxes),
    bins: fc.constantFrom<Bins>('run', 'fill', 'day', 'week', 'era', 'lumi100'),
    clip: fc.boolean(),
    log: fc.boolean(),
    zero: fc.boolean(),
    overlays: fc.record({
      errors: fc.boolean(),
      flags: fc.boolean(),
      durations: fc.boolean(),
      fills: fc.boolean(),
      marks: fc.boolean(),
      limits: fc.boolean(),
      segments: fc.boolean(),
      regression: fc.boolean(),
      notes: fc.boolean(),
      changes: fc.boolean(),
      keys: fc.boolean(),
      labels: fc.boolean(),
    }),
  }),
  plotHeight: fc.constantFrom(0, 180, 600),
  order: fc.constantFrom(...plotOrders),
  hidesConstant: fc.boolean(),
  zoom: fc.option(
    fc
      .tuple(fc.nat(999_999), fc.nat(999_999))
      .map(([a, b]): readonly [number, number] => [Math.min(a, b), Math.max(a, b)]),
  ),
  limits: fc.array(
    fc.record({
      key: fc.string({ minLength: 1 }),
      limits: fc.oneof(
        fc.tuple(finite, fc.constant(null)),
        fc.tuple(fc.constant(null), finite),
        fc.tuple(finite, finite).map(([a, b]): readonly [number, number] => [Math.min(a, b), Math.max(a, b)]),
      ),
    }),
    { maxLength: 20 },
  ),
  hidden: fc.array(fc.string(), { maxLength: 100 }),
  at: fc.string(),
  point: fc.option(points),
  histogram: fc.constantFrom(
    defaultHistogramOptions,
    { ...defaultHistogramOptions, log: true, neighbours: true },
    { ...defaultHistogramOptions, reference: 355_100 },
  ),
});

describe('a view in the URL', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(trendsViewCodec.read(new URLSearchParams(toParameters(trendsViewCodec, view).toString()))).toEqual(view);
      }),
    );
  });

  it('omits defaults, and uses the default for invalid values', () => {
    expect(toParameters(trendsViewCodec, trendsViewCodec.read(new URLSearchParams())).toString()).toBe('');
    const odd = trendsViewCodec.read(
      new URLSearchParams('latest=-3&row=9&x=sideways&log=maybe&duration=long&point=nothing&with=a'),
    );
    expect(odd).toMatchObject({ runs: defaultRuns, perRow: 0, chart: defaultGridOptions, point: null, compared: [] });
    expect(trendsViewCodec.read(new URLSearchParams('latest=1e9')).runs).toEqual(defaultRuns);
  });

  it('links to the plot page with the same runs and chart options', () => {
    const view = trendsViewCodec.read(
      new URLSearchParams('subsystem=L1T&pd=Muon0&ps=PromptReco&runs=1-9&x=time&search=pt&row=2'),
    );
    expect(plotLinkFrom(view, { config: 'a/b c' })).toBe(
      '/trends/L1T/a%2Fb%20c?pd=Muon0&ps=PromptReco&runs=1-9&x=time',
    );
  });

  it('includes the compared datasets of a plot in the link, and names the group of several series', () => {
    const view = trendsViewCodec.read(
      new URLSearchParams('subsystem=L1T&pd=Muon0&ps=PromptReco&with=ZeroBias,ReReco&hide=b,Muon0,PromptReco'),
    );
    const [path = '', parameters] = plotLinkFrom(view, { config: 'a' }).split('?');
    expect(path).toBe('/trends/L1T/a');
    expect(new URLSearchParams(parameters).getAll('also')).toEqual(['L1T,a,ZeroBias,ReReco']);
    const [groupPath = '', ofGroup] = plotLinkFrom(view, { group: 'a b' }).split('?');
    expect(groupPath).toBe('/trends/L1T/group/a%20b');
    expect(new URLSearchParams(ofGroup).getAll('with')).toEqual(['ZeroBias,ReReco']);
    expect(new URLSearchParams(ofGroup).getAll('hide')).toEqual(['L1T,b,Muon0,PromptReco']);
  });

  it('identifies a point by config and run, and by dataset if it is another one', () => {
    expect(pointFormat.parse('a,b,355100')).toEqual({ config: 'a,b', run: 355100 });
    const point = { config: 'a', run: 7, dataset: { primaryDataset: 'Muon0', processing: 'PromptReco' } };
    expect(pointFormat.format(point)).toBe('a,7,Muon0,PromptReco');
    expect(pointFormat.parse(pointFormat.format(point))).toEqual(point);
  });
});

describe('completeView', () => {
  const choice = (primaryDataset: string, processing: string, runCount: number) => ({
    primaryDataset,
    processing,
    runCount,
    trendCount: 1,
    eras: [],
    members: [],
  });
  const subsystems: SubsystemDatasetsFragment[] = [
    { name: 'CSC', trendCount: 0, datasets: [] },
    {
      name: 'DT',
      trendCount: 5,
      datasets: [
        choice('Muon0', 'PromptReco', 8),
        choice('ZeroBias', 'PromptReco', 30),
        choice('ZeroBias', '19Dec2023', 9),
      ],
    },
  ];
  const complete = (text: string): TrendsView =>
    completeView(trendsViewCodec.read(new URLSearchParams(text)), subsystems);

  it('chooses the first subsystem with data, and its largest dataset', () => {
    expect(complete('')).toMatchObject({ subsystem: 'DT', primaryDataset: 'ZeroBias', processing: 'PromptReco' });
  });

  it('keeps existing parameters, and completes the others', () => {
    expect(complete('pd=Muon0')).toMatchObject({ primaryDataset: 'Muon0', processing: 'PromptReco' });
    expect(complete('subsystem=DT&pd=ZeroBias&ps=19Dec2023')).toMatchObject({ processing: '19Dec2023' });
    expect(complete('ps=19Dec2023')).toMatchObject({ primaryDataset: 'ZeroBias', processing: '19Dec2023' });
  });

  it('replaces no name that does not exist', () => {
    expect(complete('subsystem=Unknown&pd=ZeroBias')).toMatchObject({ subsystem: 'Unknown', processing: '' });
    expect(complete('pd=Unknown&ps=PromptReco')).toMatchObject({ subsystem: 'DT', primaryDataset: 'Unknown' });
    expect(complete('pd=Muon0&ps=19Dec2023')).toMatchObject({ primaryDataset: 'Muon0', processing: '19Dec2023' });
  });

  it('leaves open, where another subsystem or primary dataset is selected, what does not exist there', () => {
    const view = complete('subsystem=DT&pd=ZeroBias&ps=19Dec2023');
    const select = (selected: Parameters<typeof selectExisting>[1]) => selectExisting(view, selected, subsystems);
    expect(select({ subsystem: 'CSC' })).toEqual({ subsystem: 'CSC', primaryDataset: '', processing: '' });
    expect(select({ subsystem: 'DT' })).toMatchObject({ primaryDataset: 'ZeroBias', processing: '19Dec2023' });
    expect(select({ subsystem: 'DT', primaryDataset: 'Muon0' })).toMatchObject({
      primaryDataset: 'Muon0',
      processing: '',
    });
  });

  it('does not change a view without datasets', () => {
    expect(completeView(trendsViewCodec.read(new URLSearchParams('subsystem=DT')), [])).toMatchObject({
      subsystem: 'DT',
      primaryDataset: '',
    });
  });
});

describe('a zoom of a plot', () => {
  const view = trendsViewCodec.read(new URLSearchParams('subsystem=A&pd=B&ps=C&zoom=1-9&y=1,2,group G&y=5,,other'));

  it('changes the runs of all plots, and the y axis of this one', () => {
    expect(zoomedView(view, 'other', { runs: [3, 4] })).toEqual({ zoom: [3, 4] });
    expect(zoomedView(view, 'group G', { limits: [0, 1] })).toEqual({
      limits: [
        { key: 'other', limits: [5, null] },
        { key: 'group G', limits: [0, 1] },
      ],
    });
  });

  it('is kept for the last 20 plots', () => {
    let limits: TrendsView['limits'] = [];
    for (let plot = 0; plot < 25; plot += 1)
      limits = zoomedView({ ...view, limits }, `plot ${plot}`, { limits: [0, plot] }).limits ?? [];
    expect(limits.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, index) => `plot ${index + 5}`));
  });

  it('is in the link to the page of the plot', () => {
    expect(plotLinkFrom(view, { group: 'G' })).toMatch(/zoom=1-9&y=1%2C2$/);
    expect(plotLinkFrom(view, { config: 'third' })).toMatch(/zoom=1-9$/);
  });
});
