import * as jsroot from 'jsroot/core';
import { expect, it } from 'vitest';
import { drawHistogram } from '../../../client/picture/histogram-picture.ts';

/** What the client does not use, and so has no types. */
const { createHistogram, toJSON } = jsroot as unknown as {
  createHistogram: (className: string, ...bins: number[]) => object;
  toJSON: (object: object) => string;
};

it('projects three dimensions on request, of which it has no picture', async () => {
  const object = toJSON(createHistogram('TH3F', 4, 4, 4));
  expect(await drawHistogram({ object, caption: '', search: '' })).toMatchObject({ outcome: 'invalid' });
  expect(await drawHistogram({ object, caption: 'run 1', search: 'hist=x' })).toMatchObject({ outcome: 'ready' });
});

it('escapes titles', async () => {
  const histogram = Object.assign(createHistogram('TH1F', 4), { fTitle: '<script>alert(1)</script>"&' });
  const drawn = await drawHistogram({ object: toJSON(histogram), caption: '<b>', search: 'width=400' });
  expect(drawn.outcome).toBe('ready');
  expect('svg' in drawn && /<script|<b>/.test(drawn.svg)).toBe(false);
});
