/** `GET /export/histogram.png?trend=…&run=…`, or `.svg`: the ME that a point was computed from, as its page draws it. */
import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { LRUCache } from 'lru-cache';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';
import type { HistogramReader } from '../../histograms/histogram-reader.ts';
import type { PictureDrawer } from '../../pictures/picture-drawer.ts';
import type { PictureFormat } from '../../pictures/picture.thread.ts';
import type { Database } from '../../store/connection/database.ts';
import { bodyOf, findPoint } from '../export/histogram-route.ts';
import { ParameterError } from '../export/parameters.ts';
import { exportRateLimit } from '../http/rate-limit.ts';
import { limitWaiting, refusalStatuses, refuse, sendBytes } from './send-picture.ts';

/** Max. number of requests that wait at the same time, and of those of one address: one takes longer than that of a plot. */
const slotLimits = { running: 24, perAddress: 12 } as const;
/** Parameters of the picture; all others name the point. */
const pictureParameters = ['width', 'height', 'scale', 'theme', 'hist'];

/** What the routes need of the server. */
interface HistogramPictureContext {
  readonly database: Database;
  readonly caches: MemoryCaches;
  readonly histograms: Pick<HistogramReader, 'read'>;
  readonly pictures: Pick<PictureDrawer, 'drawHistogram'>;
  /** Of the program, which draws. */
  readonly version: string;
}

/** The routes of pictures of histograms. */
export function histogramPictures(context: HistogramPictureContext): Router {
  const cache = context.caches.create<Uint8Array>('histogramPictures', {
    sizeCalculation: ({ length }) => length + 1_000,
  });
  return Router().get(
    /^\/export\/histogram\.(?<format>png|svg)$/,
    exportRateLimit('pictures'),
    limitWaiting(slotLimits, (request, response) => sendHistogram(request, response, context, cache)),
  );
}

async function sendHistogram(
  request: Request,
  response: Response,
  { database, histograms, pictures, version }: HistogramPictureContext,
  cache: LRUCache<string, Uint8Array>,
): Promise<void> {
  const format = request.params['format'] as PictureFormat;
  const given = [...new URL(request.originalUrl, 'http://hdqm.invalid').searchParams];
  const isOfPicture = ([key]: readonly [string, string]): boolean => pictureParameters.includes(key);
  let point;
  try {
    point = await findPoint(database, new URLSearchParams(given.filter((one) => !isOfPicture(one))));
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    refuse(request, response, 400, error.message);
    return;
  }
  if (typeof point === 'string') {
    refuse(request, response, 404, point);
    return;
  }
  const answer = await histograms.read({ file: point.file, run: point.run, mePaths: [point.paths] });
  const [status, object] = bodyOf(answer);
  if (status !== 200 || !isObject(object)) {
    refuse(
      request,
      response,
      status === 200 ? 404 : status,
      status === 200 ? 'the ME is a scalar: no picture' : object,
    );
    return;
  }
  const search = new URLSearchParams(given.filter(isOfPicture)).toString();
  const etag = createHash('sha256').update([version, format, search, point.run, object].join('\n')).digest('base64url');
  const name = `histogram_${point.run}`;
  const cached = cache.get(etag);
  if (cached) {
    sendBytes(request, response, { bytes: cached, etag, format, name });
    return;
  }
  const drawn = await pictures.drawHistogram({ object, caption: `run ${point.run}`, search }, format);
  if (drawn.outcome !== 'drawn') {
    refuse(request, response, refusalStatuses[drawn.outcome], drawn.reason);
    return;
  }
  cache.set(etag, drawn.bytes);
  sendBytes(request, response, { bytes: drawn.bytes, etag, format, name });
}

/** Whether a JSON is that of an object which jsroot draws, not of a scalar. */
function isObject(json: string): boolean {
  return json.startsWith('{"_typename"') && !json.startsWith('{"_typename":"TObjString"');
}
