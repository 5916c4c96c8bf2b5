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
const maxPixels = 12_000_000;

/** Why a picture is too large; undefined if it is not. */
export function sizeProblem({
  width,
  height,
  scale,
}: Pick<PictureOptions, 'width' | 'height' | 'scale'>): string | undefined {
  if (width * height * scale ** 2 <= maxPixels) return undefined;
  return `more than ${maxPixels.toLocaleString('en')} pixels: choose a smaller width, height or scale`;
}
