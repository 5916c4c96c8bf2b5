import { parse } from 'jsroot/core';
import { describe, expect, it } from 'vitest';
import { objectJson } from '../../../server/read/root-json.ts';
import { toElement } from '../../../server/read/element.ts';
import { openDqmFile } from '../../../server/read/open.ts';
import type { RootObject } from '../../../server/read/root/members.ts';
import { samplePath, pathsOf } from './sample.ts';

describe('the JSON of an object', () => {
  it.each(['classes.root', 'features.root'])('is parsed by jsroot to the same object: all of %s', async (name) => {
    const file = await openDqmFile(samplePath(name));
    try {
      let compared = 0;
      for (const { path } of await file.list()) {
        const [json, reading] = [await file.readRootJson(path, 1e9), await file.read(path)];
        if ('failure' in reading) {
          expect(json).toEqual(reading);
        } else if ('object' in json) {
          expect(toElement(parse(json.object) as RootObject, json.className)).toEqual(reading.element);
          compared += 1;
        } else {
          expect(json).toMatchObject({ className: 'TObjString', text: expect.any(String) });
        }
      }
      expect(compared).toBeGreaterThan(3);
    } finally {
      await file.close();
    }
  });

  it('keeps numbers exactly, uses references for repeated objects, and has no functions', () => {
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

describe('readRootJson', () => {
  it('does not read an object that is too large, and reports its size', async () => {
    const file = await openDqmFile(samplePath('classes.root'));
    try {
      const [path = ''] = pathsOf(await file.list()).filter((name) => name.includes('TH2F'));
      expect(await file.readRootJson(path, 100)).toEqual({
        failure: 'TOO_LARGE',
        reason: expect.stringMatching(/^too large for display: [\d,]+ bytes, max\. 100$/),
      });
    } finally {
      await file.close();
    }
  });
});
