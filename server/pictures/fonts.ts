import { createRequire } from 'node:module';
import path from 'node:path';
import { GlobalFonts } from 'canvas';

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');

/** The font of pictures: a server in a container has none of its own. */
export const fontName = 'DejaVu Sans';
export const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => path.join(folder, file));

/** The families that charts name. All are drawn in one font, so that a picture looks the same on each machine. */
const families = ['system-ui', 'sans-serif', 'Helvetica Neue', 'Helvetica', 'Arial'];

/** Registers the font with the canvas. Throws where a file cannot be read. */
export function registerFonts(): void {
  for (const name of [fontName, ...families])
    for (const file of fontFiles)
      if (!GlobalFonts.registerFromPath(file, name)) throw new Error(`font not readable: ${file}`);
}
