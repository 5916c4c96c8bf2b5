import { describe, expect, it } from 'vitest';
import {
  chartOptionsCodec,
  drawnOptions,
  gridOptionsCodec,
  hiddenReason,
  plotOptionsCodec,
} from '../../../client/chart/chart-options.ts';
import { overlays } from '../../../client/chart/overlays.ts';
import { toParameters } from '../../../client/url/codec.ts';

const read = (text: string) => plotOptionsCodec.read(new URLSearchParams(text));

describe('a quantity as the x axis', () => {
  it('is in the URL of the page of a plot, as in correlations', () => {
    expect(read('x=oms:pileup').x).toBe('oms:pileup');
    expect(toParameters(plotOptionsCodec, { ...read(''), x: 'oms:pileup' as const }).toString()).toBe('x=oms%3Apileup');
    expect(read('x=lumi').x).toBe('lumi');
  });

  it.each(['oms:', 'oms:1', 'oms:a b', 'pileup'])('is ignored where it is no key: %s', (x) => {
    expect(read(`x=${x}`).x).toBe('even');
    expect(plotOptionsCodec.invalid(new URLSearchParams({ x }))).toEqual(['x']);
  });

  it('is not one of a grid or a draft, which do not load quantities', () => {
    for (const codec of [gridOptionsCodec, chartOptionsCodec]) {
      expect(codec.read(new URLSearchParams({ x: 'oms:pileup' })).x).toBe('even');
      expect(codec.read(new URLSearchParams({ x: 'time' })).x).toBe('time');
    }
  });

  it('leaves the overlays that do not need the order of the runs', () => {
    const { overlays: drawn } = drawnOptions(read('x=oms:pileup&regression=1&keys=1'));
    expect(Object.keys(drawn).filter((key) => drawn[key])).toEqual(['limits', 'errors', 'regression']);
    const hidden = overlays.filter((overlay) => hiddenReason(overlay, read('x=oms:pileup')) !== undefined);
    expect(hidden).toHaveLength(overlays.length - 3);
  });
});

it('the overlays of runs are not drawn over bins, and all can be over runs', () => {
  const { overlays: drawn } = drawnOptions(read('bins=fill'));
  expect([drawn['notes'], drawn['fills']]).toEqual([false, true]);
  const options = read('keys=1');
  expect(drawnOptions(options)).toBe(options);
});
