import { describe, expect, it } from 'vitest';
import { ConfigMatcher, type SourceConfig } from '../../../../server/jobs/import/match-configs.ts';

const ours = [
  {
    id: 7,
    subsystem: 'Tracker',
    name: 'Tracks',
    metric: "basic.BinCount('x', True)",
    paths: { main: ['Tracking/A', 'Tracking/B'], histo1: ['Tracking/C'] },
    referenceRun: null,
  },
  {
    id: 8,
    subsystem: 'CSC',
    name: 'Channel',
    metric: 'muon_metrics.MeanCh(1)',
    paths: { main: ['CSC/A'] },
    referenceRun: null,
  },
  {
    id: 9,
    subsystem: 'CSC',
    name: 'Compared',
    metric: 'basic.Chi2()',
    paths: { main: ['CSC/A'] },
    referenceRun: 355100,
  },
];

const theirs = (changes: Partial<SourceConfig> = {}): SourceConfig => ({
  subsystem: 'Tracker',
  name: 'Tracks',
  metric: "basic.BinCount( 'x',True )",
  paths: { main: '/Tracking/A', histo1: 'Tracking/C', histo2: null, reference: '' },
  ...changes,
});

describe('ConfigMatcher', () => {
  const matcher = new ConfigMatcher(ours);

  it('finds the config of the same name that computes the same', () => {
    expect(matcher.match(theirs())).toEqual({ configId: 7, metric: 'basic.BinCount' });
    expect(matcher.match(theirs({ paths: { ...theirs().paths, main: 'Tracking/B' } }))).toMatchObject({ configId: 7 });
  });

  it.each([
    ['name', theirs({ name: 'tracks' }), 'unknownPlot', undefined],
    ['subsystem', theirs({ subsystem: 'CSC' }), 'unknownPlot', undefined],
    [
      'metric',
      theirs({ metric: "basic.BinCount('x', False)" }),
      'otherMetric',
      "basic.BinCount('x', False), ours is basic.BinCount('x', True)",
    ],
    ['expression', theirs({ metric: '__import__("os").system("id")' }), 'badMetric', expect.stringContaining('column')],
    ['empty metric', theirs({ metric: '' }), 'badMetric', expect.stringContaining('module name')],
    [
      'path',
      theirs({ paths: { ...theirs().paths, main: 'Tracking/Z' } }),
      'otherPath',
      'main: Tracking/Z, ours is Tracking/A, Tracking/B',
    ],
    [
      'missing input',
      theirs({ paths: { ...theirs().paths, histo1: null } }),
      'otherPath',
      'histo1: none, ours is Tracking/C',
    ],
    ['other input', theirs({ paths: { ...theirs().paths, histo2: 'D' } }), 'otherPath', 'histo2: D, ours is none'],
  ])('does not match another %s', (_, config, reason, detail) => {
    expect(matcher.match(config)).toEqual({ reason, ...(detail === undefined ? {} : { detail }) });
  });

  it('does not match a metric that CentralHDQM computes in another way, or that compares with a run', () => {
    const paths = { main: 'CSC/A', histo1: null, histo2: null, reference: null };
    expect(matcher.match({ subsystem: 'CSC', name: 'Channel', metric: 'muon_metrics.MeanCh(1)', paths })).toMatchObject(
      {
        reason: 'correctedMetric',
      },
    );
    expect(matcher.match({ subsystem: 'CSC', name: 'Compared', metric: 'basic.Chi2()', paths })).toEqual({
      reason: 'otherPath',
      detail: 'ours compares with run 355100',
    });
  });
});
