import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeView } from '../../../client/pages/trends/default-view.ts';
import { trendsViewCodec } from '../../../client/pages/trends/trends-view.ts';
import { chooseDataset, chooseSubsystem, type PartialView } from '../../../server/store/default-view.ts';

const tracker = { name: 'Tracker', trendCount: 3 };
const others = [
  { name: 'CSC', trendCount: 0 },
  { name: 'DT', trendCount: 2 },
];
const zeroBias = { primaryDataset: 'ZeroBias', processing: 'PromptReco', runCount: 5, trendCount: 2 };
const express = { ...zeroBias, processing: 'Express', runCount: 9 };
const muon = { ...zeroBias, primaryDataset: 'Muon0', runCount: 7 };

describe('the default view', () => {
  it.each([
    ['DT', [...others, tracker], 'DT'],
    ['CSC', [...others, tracker], 'CSC'],
    ['Unknown', [...others, tracker], 'Tracker'],
    [null, [...others, { ...tracker, trendCount: 0 }], 'DT'],
    [null, [{ name: 'CSC', trendCount: 0 }], undefined],
  ])('chooses a subsystem for %s', (subsystem, all, chosen) => {
    expect(chooseSubsystem(all, { subsystem })).toBe(chosen);
  });

  it.each([
    [{ primaryDataset: 'ZeroBias', processing: 'PromptReco' }, zeroBias],
    [{ primaryDataset: 'ZeroBias' }, express],
    [{ primaryDataset: 'ZeroBias', processing: 'Unknown' }, express],
    [{ primaryDataset: 'Muon0', processing: 'Express' }, muon],
    [{ primaryDataset: 'Unknown', processing: 'PromptReco' }, muon],
    [{}, express],
  ])('chooses a dataset for %o', (selection, chosen) => {
    expect(chooseDataset([zeroBias, express, muon], selection)).toEqual(chosen);
  });

  it('is the same in the server and in the client, which keeps names that do not exist', () => {
    const name = fc.constantFrom('Tracker', 'Tracking', 'DT', 'CSC', 'a', 'b');
    const count = fc.integer({ min: 0, max: 3 });
    const counts = {
      runCount: count,
      trendCount: count,
      eras: fc.constant<string[]>([]),
      members: fc.constant<string[]>([]),
    };
    const processing = fc.oneof(name, fc.constant('chain'));
    const dataset = fc.record({ primaryDataset: name, processing, ...counts });
    const subsystem = fc.record({
      name,
      trendCount: count,
      datasets: fc.uniqueArray(dataset, {
        selector: ({ primaryDataset, processing }) => `${primaryDataset} ${processing}`,
        maxLength: 4,
      }),
    });
    const selections = fc.record({ subsystem: name, primaryDataset: name, processing: name }, { requiredKeys: [] });
    const property = fc.property(
      fc.uniqueArray(subsystem, { selector: (one) => one.name }),
      selections,
      (subsystems, selection) => {
        const chosen = chooseSubsystem(subsystems, selection);
        const datasets = subsystems.find((one) => one.name === chosen)?.datasets ?? [];
        const { primaryDataset = '', processing = '' } = chooseDataset(datasets, selection) ?? {};
        const parameters = new URLSearchParams({
          ...(selection.subsystem === undefined ? {} : { subsystem: selection.subsystem }),
          ...(selection.primaryDataset === undefined ? {} : { pd: selection.primaryDataset }),
          ...(selection.processing === undefined ? {} : { ps: selection.processing }),
        });
        const view = completeView(trendsViewCodec.read(parameters), subsystems);
        const completed = { subsystem: chosen, primaryDataset, processing };
        const exists = hasParts(completed, selection);
        return chosen === undefined || hasParts(view, exists ? completed : selection);
      },
    );
    expect(() => fc.assert(property)).not.toThrow();
  });
});

function hasParts(view: PartialView, parts: PartialView): boolean {
  return (['subsystem', 'primaryDataset', 'processing'] as const).every(
    (part) => parts[part] === undefined || view[part] === parts[part],
  );
}
