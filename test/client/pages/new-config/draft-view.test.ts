import { describe, expect, it } from 'vitest';
import { draftCodec, fitsAddress } from '../../../../client/pages/new-config/draft-view.ts';
import { toParameters } from '../../../../client/url/codec.ts';
import { newConfigLink } from '../../../../client/url/links.ts';

const ini = '[plot:a&b=c]\nmetric = basic.BinCount("x", +1)\n# 100 % ü\n';

describe('draftCodec', () => {
  it('keeps a text byte for byte', () => {
    const view = draftCodec.read(new URL(newConfigLink(ini, { primaryDataset: 'ZeroBias' }), 'http://x').searchParams);
    expect(view).toMatchObject({ ini, primaryDataset: 'ZeroBias', subsystem: '', latest: 50, names: [] });
    const changed = { ...view, names: ['a', 'b_${x}'], latest: 100, run: 367232 };
    expect(draftCodec.read(new URLSearchParams(String(toParameters(draftCodec, changed))))).toEqual(changed);
  });
});

describe('fitsAddress', () => {
  it('limits the length as it is encoded', () => {
    expect([fitsAddress(ini), fitsAddress('a'.repeat(5_900)), fitsAddress('a'.repeat(6_000))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(fitsAddress('ü'.repeat(1_200))).toBe(false);
  });
});
