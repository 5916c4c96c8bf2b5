import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeView, type Choices } from '../../client/state/choice.ts';
import { parseView, type View, viewParameters } from '../../client/state/view.ts';

const views: fc.Arbitrary<View> = fc.record({
  subsystem: fc.string(),
  primaryDataset: fc.string(),
  processing: fc.string(),
  latest: fc.integer({ min: 1, max: 10_000 }),
  search: fc.string(),
  perRow: fc.integer({ min: 0, max: 4 }),
});

describe('a view in the URL', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(parseView(new URLSearchParams(viewParameters(view).toString()))).toEqual(view);
      }),
    );
  });

  it('leaves out what is usual, and takes what makes no sense for it', () => {
    expect(viewParameters(parseView(new URLSearchParams())).toString()).toBe('');
    expect(parseView(new URLSearchParams('latest=-3&row=9'))).toMatchObject({ latest: 50, perRow: 0 });
    expect(parseView(new URLSearchParams('latest=1e9'))).toMatchObject({ latest: 50 });
  });
});

describe('completeView', () => {
  const dataset = (primaryDataset: string, processing: string, runCount: number) => ({
    primaryDataset,
    processing,
    runCount,
    trendCount: 1,
  });
  const subsystems: Choices[] = [
    { name: 'CSC', trendCount: 0, datasets: [] },
    {
      name: 'DT',
      trendCount: 5,
      datasets: [
        dataset('Muon0', 'PromptReco', 8),
        dataset('ZeroBias', 'PromptReco', 30),
        dataset('ZeroBias', '19Dec2023', 9),
      ],
    },
  ];
  const complete = (text: string): View => completeView(parseView(new URLSearchParams(text)), subsystems);

  it('takes the first subsystem with data, and its largest dataset', () => {
    expect(complete('')).toMatchObject({ subsystem: 'DT', primaryDataset: 'ZeroBias', processing: 'PromptReco' });
  });

  it('keeps what is named and exists, and completes the rest', () => {
    expect(complete('pd=Muon0')).toMatchObject({ primaryDataset: 'Muon0', processing: 'PromptReco' });
    expect(complete('subsystem=DT&pd=ZeroBias&ps=19Dec2023')).toMatchObject({ processing: '19Dec2023' });
    expect(complete('subsystem=Gone&pd=Gone&ps=Gone')).toMatchObject({
      subsystem: 'DT',
      primaryDataset: 'ZeroBias',
      processing: 'PromptReco',
    });
  });

  it('leaves a view alone where there is nothing to choose from', () => {
    expect(completeView(parseView(new URLSearchParams('subsystem=DT')), [])).toMatchObject({
      subsystem: 'DT',
      primaryDataset: '',
    });
  });
});
