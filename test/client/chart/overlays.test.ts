import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartOptionsCodec, defaultChartOptions } from '../../../client/chart/chart-options.ts';
import { overlays } from '../../../client/chart/overlays.ts';
import { toParameters } from '../../../client/url/codec.ts';

const files = readdirSync(path.join(import.meta.dirname, '../../../client/chart/layers'));

describe('overlays', () => {
  it('are the files of the folder layers, in drawing order', () => {
    expect(overlays).toHaveLength(files.length);
    expect(overlays.map(({ key }) => key)).toEqual(['fills', 'durations', 'limits', 'marks', 'errors', 'regression']);
    expect(overlays.map(({ order }) => order)).toEqual(overlays.map(({ order }) => order).toSorted((a, b) => a - b));
  });

  it('have URL parameters of their own', () => {
    expect(new Set([...chartOptionsCodec.keys, 'y']).size).toBe(chartOptionsCodec.keys.length + 1);
  });

  it.each(overlays.map((overlay) => [overlay.key, overlay] as const))('%s has a switch in the URL', (key, overlay) => {
    const on = chartOptionsCodec.read(new URLSearchParams({ [key]: '1' }));
    const off = chartOptionsCodec.read(new URLSearchParams({ [key]: '0' }));
    expect([on.overlays[key], off.overlays[key]]).toEqual([true, false]);
    expect(defaultChartOptions.overlays[key]).toBe(overlay.default);
    const changed = overlay.default ? off : on;
    expect(toParameters(chartOptionsCodec, changed).toString()).toBe(`${key}=${overlay.default ? 0 : 1}`);
    expect(chartOptionsCodec.read(new URLSearchParams({ [key]: 'maybe' }))).toEqual(defaultChartOptions);
  });
});
