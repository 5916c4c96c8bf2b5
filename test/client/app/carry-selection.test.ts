import { describe, expect, it } from 'vitest';
import { carrySelection } from '../../../client/app/carry-selection.ts';
import type { CarriedParameters } from '../../../client/url/carried-parameters.ts';

const zeroBias = {
  primaryDataset: 'ZeroBias',
  processing: 'PromptReco',
  runCount: 3,
  trendCount: 2,
  eras: [],
  members: [],
};
const muons = { ...zeroBias, primaryDataset: 'Muon0' };
const subsystems = [
  { name: 'Tracker', trendCount: 4, datasets: [zeroBias, muons] },
  { name: 'CSC', trendCount: 2, datasets: [zeroBias] },
];

/** What is carried after visits of addresses, one after the other. */
function carriedAfter(...addresses: readonly string[]): CarriedParameters {
  return addresses.reduce<CarriedParameters>((carried, address) => {
    const [pathname = '', search = ''] = address.split('?');
    return carrySelection(carried, { pathname, search }, subsystems);
  }, {});
}

const trends = '/trends?subsystem=Tracker&pd=Muon0&ps=PromptReco&latest=7&class=Collisions23';

describe('carrySelection', () => {
  it('keeps subsystem, dataset and runs of the trends, and nothing else of them', () => {
    expect(carriedAfter(`${trends}&search=pt&row=2&point=pt,366409`)).toEqual({
      '/trends': 'subsystem=Tracker&pd=Muon0&ps=PromptReco&latest=7&class=Collisions23',
      '/configs': 'subsystem=Tracker',
    });
  });

  it.each(['/trends/CSC/NSegments', '/trends/CSC/group/a%20b'])('keeps those of the plot %s', (path) => {
    expect(carriedAfter(trends, `${path}?pd=ZeroBias&ps=PromptReco&runs=366409-367000`)['/trends']).toBe(
      'subsystem=CSC&pd=ZeroBias&ps=PromptReco&runs=366409-367000',
    );
  });

  it.each(['/help', '/runs?significant=1&search=x', '/scans', '/nowhere', '/trends', '/trends?subsystem=Nonsense'])(
    'changes nothing on %s',
    (address) => {
      expect(carriedAfter(trends, address)).toEqual(carriedAfter(trends));
    },
  );

  it('gives the trends a subsystem that is selected elsewhere, with the dataset if it has it', () => {
    expect(carriedAfter(trends, '/configs?subsystem=CSC')['/trends']).toBe('subsystem=CSC&latest=7&class=Collisions23');
    expect(carriedAfter(trends.replace('Muon0', 'ZeroBias'), '/anomalies?of=CSC')['/trends']).toBe(
      'subsystem=CSC&pd=ZeroBias&ps=PromptReco&latest=7&class=Collisions23',
    );
    expect(carriedAfter('/configs?subsystem=Nonsense')).toEqual({});
  });

  it('keeps a filter that is removed off, and the trends', () => {
    expect(carriedAfter(trends, '/configs?subsystem=Tracker', '/configs')).toEqual({
      ...carriedAfter(trends),
      '/configs': '',
    });
  });

  it('leaves Anomalies and Incidents to all subsystems until one is selected there', () => {
    expect(carriedAfter(trends)['/anomalies']).toBeUndefined();
    expect(carriedAfter(trends)['/']).toBeUndefined();
    for (const address of ['/anomalies?of=CSC', '/?system=CSC']) {
      expect(carriedAfter(address, trends)).toMatchObject({ '/': 'system=CSC', '/anomalies': 'of=CSC' });
      expect(carriedAfter(address, trends, '/')).toMatchObject({ '/': '', '/anomalies': '' });
      expect(carriedAfter(address, trends, '/anomalies')).toMatchObject({ '/': '', '/anomalies': '' });
    }
  });

  it('keeps the dataset of Incidents, and gives it to the trends', () => {
    const address = '/?system=Tracker&dataset=ZeroBias&incident=369869';
    expect(carriedAfter(trends, address)).toMatchObject({
      '/': 'system=Tracker&dataset=ZeroBias',
      '/anomalies': 'of=Tracker',
      '/trends': 'subsystem=Tracker&pd=ZeroBias&ps=PromptReco&latest=7&class=Collisions23',
    });
    expect(carriedAfter(address, '/anomalies?of=Tracker')['/']).toBe('system=Tracker&dataset=ZeroBias');
  });
});
