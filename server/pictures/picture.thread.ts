/** The part of drawing pictures that runs in a thread, so that a large plot does not delay other requests. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { createCanvas, SvgExportFlag } from 'canvas';
import { enableSourceMaps } from '../app/source-maps.ts';
import { fontFiles, fontName, registerFonts } from './fonts.ts';
import type {
  ApiQuery,
  HistogramAddress,
  HistogramModule,
  PictureModule,
  PictureProblem,
  PlotAddress,
  PreparedPicture,
} from './picture-module.ts';

/** What a thread is started with. */
export interface PictureThreadData {
  /** URLs of the built modules of client/picture/. */
  readonly plotModule: string;
  readonly histogramModule: string;
}

export const pictureFormats = ['png', 'svg'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** A picture to draw: of a plot, or of a ROOT object. */
export type PictureTask = { readonly format: PictureFormat } & (
  | {
      readonly plot: PlotAddress;
      /** Receives queries, and sends their results. */
      readonly queries: MessagePort;
    }
  | { readonly histogram: HistogramAddress }
);

/** A picture as a file, or why there is none. */
export type DrawnPicture = { readonly outcome: 'drawn'; readonly bytes: Uint8Array } | PictureProblem;

/** A query that a thread sends. */
export interface QueryRequest {
  readonly id: number;
  readonly document: Parameters<ApiQuery>[0];
  readonly variables: Record<string, unknown>;
}

/** Its data as JSON; undefined if it failed, which the server knows. */
export interface QueryResult {
  readonly id: number;
  readonly json: string | undefined;
}

enableSourceMaps();
registerFonts();
const { plotModule, histogramModule } = workerData as PictureThreadData;

/** Draws a picture: the task of the thread pool. Throws where a query failed. */
export default async function drawPicture(task: PictureTask): Promise<DrawnPicture> {
  return 'plot' in task ? drawPlot(task) : drawHistogram(task);
}

async function drawPlot({ plot, queries, format }: Extract<PictureTask, { plot: unknown }>): Promise<DrawnPicture> {
  try {
    const { preparePlot } = (await import(plotModule)) as PictureModule;
    const prepared = await preparePlot(plot, queryOver(queries));
    return prepared.outcome === 'ready' ? { outcome: 'drawn', bytes: draw[format](prepared) } : prepared;
  } finally {
    queries.close();
  }
}

async function drawHistogram({
  histogram,
  format,
}: Extract<PictureTask, { histogram: unknown }>): Promise<DrawnPicture> {
  const { drawHistogram } = (await import(histogramModule)) as HistogramModule;
  const drawn = await drawHistogram(histogram);
  if (drawn.outcome !== 'ready') return drawn;
  if (format === 'svg') return { outcome: 'drawn', bytes: Buffer.from(drawn.svg) };
  const { Resvg } = await import('@resvg/resvg-js');
  const font = { fontFiles: [...fontFiles], loadSystemFonts: false, defaultFontFamily: fontName };
  const image = new Resvg(drawn.svg, { fitTo: { mode: 'zoom', value: drawn.scale }, font }).render();
  return { outcome: 'drawn', bytes: image.asPng() };
}

type Prepared = Extract<PreparedPicture, { outcome: 'ready' }>;

const draw: Readonly<Record<PictureFormat, (picture: Prepared) => Uint8Array>> = {
  png: ({ width, height, paint }) => {
    // chart.js enlarges it by the scale.
    const canvas = createCanvas(width, height);
    const release = paint(canvas.getContext('2d'));
    const bytes = canvas.toBuffer('image/png');
    release();
    // Frees the pixels now: the garbage collector does not know their size.
    canvas.width = canvas.height = 1;
    return bytes;
  },
  svg: ({ width, height, paint }) => {
    const canvas = createCanvas(width, height, SvgExportFlag.NoPrettyXML);
    const release = paint(canvas.getContext('2d'));
    const svg = canvas.getContent().toString();
    release();
    return Buffer.from(validSvg(svg, width, height));
  },
};

/**
 * Skia ends lists of positions with a comma, which SVG does not allow, writes blanks between words as empty texts, and names a font that readers may
 * not have.
 */
function validSvg(svg: string, width: number, height: number): string {
  return svg
    .replaceAll(/<text\b[^>]*><\/text>/g, '')
    .replaceAll(/(<text\b[^>]*>)/g, (tag) =>
      tag.replaceAll(', "', '"').replaceAll(/font-family="[^"]*"/g, `font-family="${fontName}, Verdana, sans-serif"`),
    )
    .replace('<svg ', `<svg viewBox="0 0 ${width} ${height}" `);
}

/** Sends queries to the server, which executes them. */
function queryOver(port: MessagePort): ApiQuery {
  const pending = new Map<number, (json: string | undefined) => void>();
  port.on('message', ({ id, json }: QueryResult) => pending.get(id)?.(json));
  let last = 0;
  return async (document, variables) => {
    const id = (last += 1);
    const json = await new Promise<string | undefined>((resolve) => {
      pending.set(id, resolve);
      port.postMessage({ id, document, variables } satisfies QueryRequest);
    });
    pending.delete(id);
    if (json === undefined) throw new Error('query failed');
    return JSON.parse(json) as unknown;
  };
}
