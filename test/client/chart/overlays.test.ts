import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartOptionsCodec, gridOptionsCodec } from '../../../client/chart/chart-options.ts';
import { overlays } from '../../../client/chart/overlays.ts';
import { toParameters } from '../../../client/url/codec.ts';

const files = readdirSync(path.join(import.meta.dirname, '../../../client/chart/layers'));

describe('overlays', () => {
  it('are the files of the folder layers, in drawing order', () => {
    expect(overlays).toHaveLength(files.length);
    expect(overlays.map(({ key }) => key)).toEqual([
      'fills',
      'durations',
      'flags',
      'labels',
      'limits',
      'segments',
      'marks',
      'notes',
      'changes',
      'keys',
      'errors',
      'regression',
    ]);
    expect(overlays.map(({ order }) => order)).toEqual(overlays.map(({ order }) => order).toSorted((a, b) => a - b));
  });

  it('have URL parameters of their own', () => {
    expect(new Set([...chartOptionsCodec.keys, 'y']).size).toBe(chartOptionsCodec.keys.length + 1);
    expect(gridOptionsCodec.keys).toEqual(chartOptionsCodec.keys);
  });

  it.each(overlays.map((overlay) => [overlay.key, overlay] as const))('%s has a switch in the URL', (key, overlay) => {
    for (const [codec, initial] of [
      [chartOptionsCodec, overlay.default],
      [gridOptionsCodec, overlay.gridDefault ?? overlay.default],
    ] as const) {
      const on = codec.read(new URLSearchParams({ [key]: '1' }));
      const off = codec.read(new URLSearchParams({ [key]: '0' }));
      expect([on.overlays[key], off.overlays[key]]).toEqual([true, false]);
      const defaults = codec.read(new URLSearchParams());
      expect(defaults.overlays[key]).toBe(initial);
      expect(toParameters(codec, initial ? off : on).toString()).toBe(`${key}=${initial ? 0 : 1}`);
      expect(codec.read(new URLSearchParams({ [key]: 'maybe' }))).toEqual(defaults);
    }
  });
});
