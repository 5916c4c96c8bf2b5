import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { plotViewCodec, seriesLabels, seriesLink } from '../../../../client/pages/plot/plot-view.ts';
import { pointsQuery } from '../../../../client/pages/plot/export/points-query.ts';
import { toParameters } from '../../../../client/url/codec.ts';
import { root } from '../../../integration/command.ts';

const search =
  'pd=ZeroBias&ps=PromptReco&also=CSC%2Cmean%2C+of+hits%2CMuon0%2CPromptReco&latest=20&x=time&zoom=366409-367096&y=-1.5%2C3' +
  '&oms=recorded&part=points&pair=1%2C0%2Coms%3Al1&point=mean%2C366409&hist=log';

describe('the view of a plot', () => {
  it('is unchanged after a round trip through the URL', () => {
    const view = plotViewCodec.read(new URLSearchParams(search));
    expect(view).toMatchObject({
      primaryDataset: 'ZeroBias',
      processing: 'PromptReco',
      more: [{ subsystem: 'CSC', config: 'mean, of hits', primaryDataset: 'Muon0', processing: 'PromptReco' }],
      zoom: [366409, 367096],
      range: [-1.5, 3],
      quantities: ['recorded'],
      tab: 'points',
      correlation: { x: '1', y: '0', color: 'oms:l1' },
    });
    expect(toParameters(plotViewCodec, view).toString()).toBe(search);
  });

  it('has defaults for invalid parameters', () => {
    const invalid = 'also=one,two&zoom=5-3&y=4,1&oms=1x&part=x&point=1&pd=A&ps=B';
    const view = plotViewCodec.read(new URLSearchParams(invalid));
    expect(toParameters(plotViewCodec, view).toString()).toBe('pd=A&ps=B');
  });

  it('of another trend has the same runs and options, but no other trends, point or range', () => {
    const view = plotViewCodec.read(new URLSearchParams(search));
    const other = { subsystem: 'CSC', config: 'a/b c', primaryDataset: 'Muon0', processing: 'PromptReco' };
    expect(seriesLink(other, view)).toBe(
      '/trends/CSC/a%2Fb%20c?pd=Muon0&ps=PromptReco&latest=20&x=time&zoom=366409-367096&oms=recorded&part=points&hist=log',
    );
  });
});

it('labels of trends consist of the differing parts of their names', () => {
  const one = { subsystem: 'Tracker', config: 'a', primaryDataset: 'ZeroBias', processing: 'PromptReco' };
  expect(seriesLabels([one])).toEqual(['a']);
  expect(seriesLabels([one, { ...one, primaryDataset: 'Muon0' }])).toEqual(['ZeroBias', 'Muon0']);
  expect(seriesLabels([one, { ...one, config: 'b', processing: '19Dec2023' }])).toEqual([
    'a PromptReco',
    'b 19Dec2023',
  ]);
});

it('the query for GraphiQL is valid, whatever the names are', () => {
  const schema = buildSchema(readFileSync(path.join(root, 'schema.graphql'), 'utf8'));
  const odd = { subsystem: 'L1T', config: 'a "quoted" \\ name', primaryDataset: 'ZeroBias', processing: 'PromptReco' };
  const query = pointsQuery([odd, { ...odd, config: 'b' }], {
    numbers: [1, 2],
    significant: false,
    eras: ['Run2023C'],
  });
  expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
  expect(query).toContain('names: ["a \\"quoted\\" \\\\ name"]');
});
