import { describe, expect, it } from 'vitest';
import { decodeHistogram } from '../../../../server/read/root/histogram-record.ts';
import { compareDecoders } from './compare-decoders.ts';
import { samplePath } from '../sample.ts';

const known = ['C', 'S', 'I', 'F', 'D'].flatMap((type) => [`TH1${type}`, `TH2${type}`]);

describe('decodeHistogram', () => {
  it('decodes every class that it supports as jsroot does', async () => {
    const { direct, byJsroot, different } = await compareDecoders(samplePath('classes.root'));
    expect(different).toEqual([]);
    expect(direct).toEqual([...known, 'TProfile', 'TProfile2D'].sort());
    expect(byJsroot).toEqual(
      expect.arrayContaining(['TH1L', 'TH3F', 'TH2Poly', 'TGraph', 'TEfficiency', 'TProfile3D', 'TH2L']),
    );
  });

  it.each(['features.root', 'names.root', '../metrics/shapes.root'])('decodes %s as jsroot does', async (name) => {
    const { direct, different } = await compareDecoders(samplePath(name));
    expect(different).toEqual([]);
    expect(direct).toContain('TH1F');
  });

  it('returns undefined for corrupt data', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(300), Buffer.alloc(300, 0x40), Buffer.alloc(300, 0xff)])
      expect(decodeHistogram({ bytes, headerBytes: 60 }, 'TH1F')).toBeUndefined();
  });
});
