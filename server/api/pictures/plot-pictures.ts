/** Pictures by URL: `GET /plot/SUBSYSTEM/NAME.png?…`, `.svg`, and `/plot/SUBSYSTEM/group/NAME.png`, of the page with these parameters. */
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Database } from '../../store/connection/database.ts';
import { snapshotName } from '../../store/connection/snapshot.ts';
import type { PictureDrawer, PictureResponse } from '../../pictures/picture-drawer.ts';
import type { PictureFormat } from '../../pictures/picture.thread.ts';
import { sendGraphqlError } from '../errors.ts';
import { ExportSlots } from '../export/export-slots.ts';
import { clientAddress, exportRateLimit } from '../http/rate-limit.ts';
import { PictureCache, type ValidatedQuery } from './picture-cache.ts';
import { PictureQueryError } from './picture-query.ts';

/** Max. number of requests for pictures that wait at the same time, and of those of one address: a page may embed many. */
const slotLimits = { running: 80, perAddress: 40 } as const;
/** Seconds after which a client may retry that was rejected. */
const retrySeconds = 5;

const contentTypes: Readonly<Record<PictureFormat, string>> = { png: 'image/png', svg: 'image/svg+xml; charset=utf-8' };

/** Statuses of responses without a picture. */
const statuses = { invalid: 400, missing: 404, tooLarge: 413, busy: 503, timedOut: 503, unavailable: 503 } as const;

type Refusal = Exclude<PictureResponse, { outcome: 'drawn' }>;

/** The routes of pictures of plots. */
export function plotPictures(
  database: Database,
  pictures: Pick<PictureDrawer, 'draw'>,
  version: string,
  query: ValidatedQuery,
): Router {
  const cache = new PictureCache(version, () => snapshotName(database), query);
  const slots = new ExportSlots(slotLimits);
  return Router().get(
    /^\/plot\/(?<subsystem>[^/]+)\/(?<group>group\/)?(?<name>[^/]+)\.(?<format>png|svg)$/,
    exportRateLimit('pictures'),
    limitWaiting(slots, (request, response) => sendPicture(request, response, cache, pictures)),
  );
}

/** Rejects requests beyond the slots; answers 429. */
function limitWaiting(
  slots: ExportSlots,
  send: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const free = slots.take(clientAddress(request));
    if (!free) {
      response.set('Retry-After', String(retrySeconds));
      const text = `too many pictures are requested (${slotLimits.perAddress} from one address): retry in ${retrySeconds} s`;
      sendGraphqlError(request, response, 429, text, 'TOO_MANY_REQUESTS');
      return;
    }
    try {
      await send(request, response);
    } finally {
      free();
    }
  };
}

async function sendPicture(
  request: Request,
  response: Response,
  cache: PictureCache,
  pictures: Pick<PictureDrawer, 'draw'>,
): Promise<void> {
  const { subsystem = '', name = '', group, format } = request.params as Record<string, string>;
  const picture = format as PictureFormat;
  const { pathname, search } = new URL(request.originalUrl, 'http://hdqm.invalid');
  const address = { subsystem, name, isGroup: group !== undefined, search };
  let found;
  try {
    found = await cache.find<Refusal>(pathname + search, async (query) => {
      const drawn = await pictures.draw(address, picture, query);
      return drawn.outcome === 'drawn' ? drawn.bytes : drawn;
    });
  } catch (error) {
    if (!(error instanceof PictureQueryError)) throw error;
    refuse(request, response, error.status, error.message);
    return;
  }
  if ('refused' in found) {
    refuse(request, response, statuses[found.refused.outcome], found.refused.reason);
    return;
  }
  response.set({
    'Content-Type': contentTypes[picture],
    'Cache-Control': 'no-cache',
    'Content-Disposition': `inline; filename="${`${subsystem}_${name}`.replaceAll(/[^\w.-]+/g, '_')}.${picture}"`,
    ETag: `"${found.etag}"`,
    // Other sites may show it: it has no more than what a link to the page shows to the same visitor.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  if (request.fresh) response.status(304).end();
  else response.send(found.bytes);
}

function refuse(request: Request, response: Response, status: number, reason: string): void {
  if (status === 503) response.set('Retry-After', String(retrySeconds));
  const code = status === 503 ? 'SERVICE_UNAVAILABLE' : status === 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST';
  sendGraphqlError(request, response, status, reason, code);
}
