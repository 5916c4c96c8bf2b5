import { expect, it } from 'vitest';
import { pictureCodec } from '../../../client/picture/picture-size.ts';
import { plotViewCodec } from '../../../client/pages/plot/plot-view.ts';

it('has no parameter that the page of a plot has, too', () => {
  const keys = [...plotViewCodec.keys, ...pictureCodec.keys];
  expect(new Set(keys).size).toBe(keys.length);
});
