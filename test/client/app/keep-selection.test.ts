import { describe, expect, it } from 'vitest';
import { keepSelection } from '../../../client/app/keep-selection.ts';
import type { KeptParameters } from '../../../client/url/kept-parameters.ts';

const zeroBias = { primaryDataset: 'ZeroBias', processing: 'PromptReco', runCount: 3, trendCount: 2 };
const muons = { ...zeroBias, primaryDataset: 'Muon0' };
const subsystems = [
  { name: 'Tracker', trendCount: 4, datasets: [zeroBias, muons] },
  { name: 'CSC', trendCount: 2, datasets: [zeroBias] },
];

/** What is kept after visits of addresses, one after the other. */
function keptAfter(...addresses: readonly string[]): KeptParameters {
  return addresses.reduce<KeptParameters>((kept, address) => {
    const [pathname = '', search = ''] = address.split('?');
    return keepSelection(kept, { pathname, search }, subsystems);
  }, {});
}

const trends = '/trends?subsystem=Tracker&pd=Muon0&ps=PromptReco&latest=7&class=Collisions23';

describe('keepSelection', () => {
  it('keeps subsystem, dataset and runs of the trends, and nothing else of them', () => {
    expect(keptAfter(`${trends}&search=pt&row=2&point=pt,366409`)).toEqual({
      '/trends': 'subsystem=Tracker&pd=Muon0&ps=PromptReco&latest=7&class=Collisions23',
      '/configs': 'subsystem=Tracker',
    });
  });

  it.each(['/trends/CSC/NSegments', '/trends/CSC/group/a%20b'])('keeps those of the plot %s', (path) => {
    expect(keptAfter(trends, `${path}?pd=ZeroBias&ps=PromptReco&runs=366409-367000`)['/trends']).toBe(
      'subsystem=CSC&pd=ZeroBias&ps=PromptReco&runs=366409-367000',
    );
  });

  it.each(['/help', '/runs?significant=1&search=x', '/scans', '/nowhere', '/trends', '/trends?subsystem=Nonsense'])(
    'changes nothing on %s',
    (address) => {
      expect(keptAfter(trends, address)).toEqual(keptAfter(trends));
    },
  );

  it('gives the trends a subsystem that is selected elsewhere, with the dataset if it has it', () => {
    expect(keptAfter(trends, '/configs?subsystem=CSC')['/trends']).toBe('subsystem=CSC&latest=7&class=Collisions23');
    expect(keptAfter(trends.replace('Muon0', 'ZeroBias'), '/?of=CSC')['/trends']).toBe(
      'subsystem=CSC&pd=ZeroBias&ps=PromptReco&latest=7&class=Collisions23',
    );
    expect(keptAfter('/configs?subsystem=Nonsense')).toEqual({});
  });

  it('keeps a filter that is removed off, and the trends', () => {
    expect(keptAfter(trends, '/configs?subsystem=Tracker', '/configs')).toEqual({
      ...keptAfter(trends),
      '/configs': '',
    });
  });

  it('leaves Anomalies to all subsystems until one is selected there', () => {
    expect(keptAfter(trends)['/']).toBeUndefined();
    expect(keptAfter('/?of=CSC', trends)['/']).toBe('of=CSC');
    expect(keptAfter('/?of=CSC', trends, '/')['/']).toBe('');
  });
});
