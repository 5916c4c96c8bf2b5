import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  parsePlotView,
  plotViewParameters,
  seriesAddress,
  seriesLabels,
} from '../../../../client/pages/plot/plot-view.ts';
import { pointsQuery } from '../../../../client/pages/plot/points-query.ts';
import { root } from '../../../integration/command.ts';

const whole =
  'pd=ZeroBias&ps=PromptReco&also=CSC%2Cmean%2C+of+hits%2CMuon0%2CPromptReco&latest=20&x=time&zoom=366409-367096&y=-1.5%2C3' +
  '&oms=recorded&part=points&pair=1%2C0%2Coms%3Al1&point=mean%2C366409&hist=log';

describe('the view of a plot', () => {
  it('is the same after it was an address', () => {
    const view = parsePlotView('Tracker', 'NumberOfTrack_mean', new URLSearchParams(whole));
    expect(view).toMatchObject({
      main: {
        subsystem: 'Tracker',
        config: 'NumberOfTrack_mean',
        primaryDataset: 'ZeroBias',
        processing: 'PromptReco',
      },
      more: [{ subsystem: 'CSC', config: 'mean, of hits', primaryDataset: 'Muon0', processing: 'PromptReco' }],
      zoom: [366409, 367096],
      range: [-1.5, 3],
      quantity: 'recorded',
      part: 'points',
      pair: { x: '1', y: '0', color: 'oms:l1' },
    });
    expect(plotViewParameters(view).toString()).toBe(whole);
  });

  it('is as usual where the address makes no sense', () => {
    const nonsense = 'also=one,two&zoom=5-3&y=,4&oms=nothing&part=x&point=1&pd=A&ps=B';
    expect(plotViewParameters(parsePlotView('T', 'c', new URLSearchParams(nonsense))).toString()).toBe('pd=A&ps=B');
  });

  it('of another trend keeps the runs and the drawing, and drops what is of this one', () => {
    const view = parsePlotView('Tracker', 'a', new URLSearchParams(whole));
    const other = { subsystem: 'CSC', config: 'a/b c', primaryDataset: 'Muon0', processing: 'PromptReco' };
    expect(seriesAddress(other, view)).toBe(
      '/trends/CSC/a%2Fb%20c?pd=Muon0&ps=PromptReco&latest=20&x=time&zoom=366409-367096&oms=recorded&part=points&hist=log',
    );
  });
});

it('trends are told apart by what differs', () => {
  const one = { subsystem: 'Tracker', config: 'a', primaryDataset: 'ZeroBias', processing: 'PromptReco' };
  expect(seriesLabels([one])).toEqual(['a']);
  expect(seriesLabels([one, { ...one, primaryDataset: 'Muon0' }])).toEqual(['ZeroBias', 'Muon0']);
  expect(seriesLabels([one, { ...one, config: 'b', processing: '19Dec2023' }])).toEqual([
    'a PromptReco',
    'b 19Dec2023',
  ]);
});

it('the query for GraphiQL is one that the schema has, whatever the names are', () => {
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
