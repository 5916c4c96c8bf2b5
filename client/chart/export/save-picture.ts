import { saveAs } from '../../ui/copy/save-as.ts';
import type { Caption } from './draw-picture.ts';
import type { DrawnPlot } from './drawn-plots.ts';

/** The formats of pictures. */
export const pictureFormats = ['png', 'svg', 'pdf'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** Pixels of a PNG per pixel of the drawing. */
const pngScale = 2;

/** Saves plots as a picture with its caption. Throws where the browser cannot draw it. */
export async function savePicture(
  name: string,
  format: PictureFormat,
  plots: readonly DrawnPlot[],
  caption: Caption,
  style: { cms: boolean },
): Promise<void> {
  const { drawPicture } = await import('./draw-picture.ts');
  const svg = drawPicture(plots, caption, style);
  saveAs(`${name}.${format}`, await contents[format](svg));
}

const contents: Readonly<Record<PictureFormat, (svg: SVGSVGElement) => Promise<Blob>>> = {
  svg: (svg) => Promise.resolve(svgFile(svg)),
  png: toPng,
  pdf: async (svg) => {
    const { writePdf } = await import('./write-pdf.ts');
    // The size of a text is known in the document only.
    document.body.append(svg);
    try {
      return await writePdf(svg);
    } finally {
      svg.remove();
    }
  },
};

const svgFile = (svg: SVGSVGElement): Blob =>
  new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });

async function toPng(svg: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(svgFile(svg));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), {
      width: image.width * pngScale,
      height: image.height * pngScale,
    });
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error('The picture is too large for this browser: show fewer plots, or save it as SVG.'));
      });
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
