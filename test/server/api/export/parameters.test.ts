import { describe, expect, it } from 'vitest';
import { runsCodec, toRunSelection } from '../../../../client/run-selection/run-selection.ts';
import { ParameterError, readPointParameters, readRunParameters } from '../../../../server/api/export/parameters.ts';

const runsOf = (query: string) => readRunParameters(new URLSearchParams(query));

describe('readRunParameters', () => {
  it.each([
    '',
    'latest=200',
    'latest=all',
    'runs=355100-355200',
    'runs=355100-355102,355300,-355101',
    'runs=all,-355100',
    'runs=-355100',
    'golden=abcDEF123456',
    'golden=abcDEF123456&runs=1&latest=3',
    'runs=355100 – 355200',
    'significant=0&class=Collisions23,Cosmics23&era=Run2023C&fill=8700,8701',
    'exclude=355100,355101&duration=3600&lumi=0.1',
    'flag=tracker-strip:GOOD&flag=dt-dt:GOOD|STANDBY:0.95&flag=rpc-rpc::0.5&flag=csc-csc:',
    'golden=abcDEF123456&goldenShare=95',
    'latest=9&goldenShare=95',
  ])('selects what a page with %j does', (query) => {
    expect(runsOf(query)).toEqual(toRunSelection(runsCodec.read(new URLSearchParams(query))));
  });

  it('has the words of pages', () => {
    expect(() => runsOf('unknown=1')).toThrow(
      new ParameterError(`unknown parameter unknown; known ones are ${runsCodec.keys.join(', ')}`),
    );
  });

  it.each([
    ['latest=0', /^latest: /],
    ['latest=many', /^latest: /],
    ['runs=355200-355100', /^runs: the first run of 355200-355100 is greater than the last/],
    ['runs=a', /^runs: 'a' is neither a run nor a range/],
    ['runs=1-30000,40000', /^runs: 30001 runs, but the maximum is 20000/],
    ['fill=x', /^fill: /],
    ['lumi=-1', /^lumi: /],
    ['latest=5&latest=6', /^latest is given 2 times/],
    ['clas=Collisions23', /^unknown parameter clas; known ones are latest, runs, /],
  ])('rejects %j', (query, reason) => {
    expect(() => runsOf(query)).toThrow(ParameterError);
    expect(() => runsOf(query)).toThrow(reason);
  });
});

describe('readPointParameters', () => {
  it('reads names, dataset and attributes', () => {
    const query = 'subsystem=Tracker&pd=ZeroBias&ps=PromptReco&name=A&name=B*&search=pt&with=start,fill,start&latest=5';
    expect(readPointParameters(new URLSearchParams(query))).toEqual({
      selection: {
        subsystem: 'Tracker',
        primaryDataset: 'ZeroBias',
        processing: 'PromptReco',
        names: ['A', 'B*'],
        search: 'pt',
        select: { latest: 5, significant: true },
      },
      with: ['start', 'fill', 'start'],
    });
  });

  it.each([
    ['pd=ZeroBias', /^subsystem: /],
    ['subsystem=Tracker&quantity=pileup', /no filter on a quantity/],
    ['subsystem=Tracker&row=4', /^unknown parameter row/],
  ])('rejects %j', (query, reason) => {
    expect(() => readPointParameters(new URLSearchParams(query))).toThrow(reason);
  });
});
