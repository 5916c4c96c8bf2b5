import { parse } from 'jsroot/core';
import { describe, expect, it } from 'vitest';
import { objectJson } from '../../../server/read/root-json.ts';
import { toElement } from '../../../server/read/element.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import type { RootObject } from '../../../server/read/root/streamers.ts';
import { samplePath } from './sample.ts';

describe('the JSON of an object', () => {
  it.each(['classes.root', 'features.root'])('is the same object to jsroot: all of %s', async (name) => {
    const file = await openDqmFile(samplePath(name));
    try {
      let compared = 0;
      for (const path of await file.list()) {
        const [drawing, reading] = [await file.draw(path, 1e9), await file.read(path)];
        if ('failure' in reading) {
          expect(drawing).toEqual(reading);
        } else if ('object' in drawing) {
          expect(toElement(parse(drawing.object) as RootObject, drawing.className)).toEqual(reading.element);
          compared += 1;
        } else {
          expect(drawing).toMatchObject({ className: 'TObjString', text: expect.any(String) });
        }
      }
      expect(compared).toBeGreaterThan(3);
    } finally {
      await file.close();
    }
  });

  it('keeps numbers to the bit, refers to what it has said, and has no functions', () => {
    const axis = { _typename: 'TAxis', fNbins: 2 };
    const object = {
      _typename: 'TH1D',
      fArray: Float64Array.of(Number.NaN, -0, Number.POSITIVE_INFINITY, 1 / 3),
      counts: BigInt64Array.of(1n, 2n ** 53n),
      axis,
      same: axis,
      fFunctions: { _typename: 'TList', arr: [{ _typename: 'TF1', fFormula: 'alert(1)' }], opt: [''] },
      after: axis,
      $private: 1,
    };
    const json = objectJson(object);
    expect(json).not.toContain('TF1');
    const back = parse(json) as unknown as typeof object;
    expect(back.fArray).toEqual(object.fArray);
    expect(back.counts).toEqual(Float64Array.of(1, 2 ** 53));
    expect(back.same).toBe(back.axis);
    expect(back.after).toBe(back.axis);
    expect(back.fFunctions.arr).toEqual([]);
    expect('$private' in back).toBe(false);
  });
});

describe('drawing an ME', () => {
  it('does not read one that is too large, and says how large it is', async () => {
    const file = await openDqmFile(samplePath('classes.root'));
    try {
      const [path = ''] = (await file.list()).filter((name) => name.includes('TH2F'));
      expect(await file.draw(path, 100)).toEqual({
        failure: 'TOO_LARGE',
        reason: expect.stringMatching(/^it has [\d,]+ bytes; what is drawn has 100 at most$/),
      });
    } finally {
      await file.close();
    }
  });
});
