import { type CodecValue, fields, integer, number, oneOf, parameter } from '../url/codec.ts';

/** The parameters of a picture's URL besides those of its page. */
export const pictureCodec = fields({
  /** In pixels of the drawing; `scale` multiplies them in a PNG. */
  width: parameter('width', 900, integer(200, 2400)),
  height: parameter('height', 480, integer(120, 1600)),
  scale: parameter('scale', 1, number(0.5, 4)),
  theme: parameter<'light' | 'dark'>('theme', 'light', oneOf(['light', 'dark'])),
});

export type PictureOptions = CodecValue<typeof pictureCodec>;

/** Maximum of pixels of a PNG: 4 bytes each, in memory. */
export const maxPixels = 12_000_000;
