import { describe, expect, it } from 'vitest';
import { decodeHistogram } from '../../../server/read/histogram-record.ts';
import { compareDecoders } from './compare-decoders.ts';
import { samplePath } from './sample.ts';

const known = ['C', 'S', 'I', 'F', 'D'].flatMap((type) => [`TH1${type}`, `TH2${type}`]);

describe('decodeHistogram', () => {
  it('gives of every class that it knows what jsroot gives, and leaves the others to it', async () => {
    const { direct, left, different } = await compareDecoders(samplePath('classes.root'));
    expect(different).toEqual([]);
    expect(direct).toEqual([...known, 'TProfile', 'TProfile2D'].sort());
    expect(left).toEqual(
      expect.arrayContaining(['TH1L', 'TH3F', 'TH2Poly', 'TGraph', 'TEfficiency', 'TProfile3D', 'TH2L']),
    );
  });

  it.each(['features.root', 'names.root', '../metrics/shapes.root'])('gives what jsroot gives in %s', async (name) => {
    const { direct, different } = await compareDecoders(samplePath(name));
    expect(different).toEqual([]);
    expect(direct).toContain('TH1F');
  });

  it('leaves to jsroot whatever is garbled', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(300), Buffer.alloc(300, 0x40), Buffer.alloc(300, 0xff)])
      expect(decodeHistogram({ bytes, headerBytes: 60 }, 'TH1F')).toBeUndefined();
  });
});
