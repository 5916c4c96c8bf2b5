import { describe, expect, it } from 'vitest';
import {
  allTrends,
  judgementArguments,
  runViewCodec,
  runViewLink,
  sameViewLink,
} from '../../../../client/pages/run/run-view.ts';

describe('the view of a run', () => {
  it('is all trends without parameters, or with invalid ones', () => {
    expect(allTrends).toMatchObject({ state: null, point: null, filter: { subsystem: '' } });
    expect(runViewCodec.read(new URLSearchParams('state=x&point=y'))).toEqual(allTrends);
    expect(runViewLink(367400)).toBe('/runs/367400');
    expect(judgementArguments(allTrends)).toEqual({
      subsystem: null,
      primaryDataset: null,
      processing: null,
      state: null,
    });
  });

  it('keeps its filter for another run, without the open point', () => {
    const search =
      'system=L1T&dataset=ZeroBias&processing=PromptReco&state=bad&point=L1T%2Fa%2Cb%2C1%2CMuon0%2CPromptReco';
    const view = runViewCodec.read(new URLSearchParams(search));
    expect(view).toEqual({
      filter: { subsystem: 'L1T', primaryDataset: 'ZeroBias', processing: 'PromptReco' },
      state: 'bad',
      point: { config: 'L1T/a,b', run: 1, dataset: { primaryDataset: 'Muon0', processing: 'PromptReco' } },
    });
    expect(runViewLink(7, view)).toBe(`/runs/7?${search}`);
    expect(sameViewLink(8, view)).toBe('/runs/8?system=L1T&dataset=ZeroBias&processing=PromptReco&state=bad');
  });
});
