/** Pictures by URL: `GET /plot/SUBSYSTEM/NAME.png?…`, `.svg`, and `/plot/SUBSYSTEM/group/NAME.png`, of the page with these parameters. */
import { type Request, type Response, Router } from 'express';
import type { MemoryCaches } from '../../store/cache/memory-caches.ts';
import type { Database } from '../../store/connection/database.ts';
import { snapshotName } from '../../store/connection/snapshot.ts';
import type { PictureDrawer, PictureResponse } from '../../pictures/picture-drawer.ts';
import type { PictureFormat } from '../../pictures/picture.thread.ts';
import { exportRateLimit } from '../http/rate-limit.ts';
import { PictureCache, type ValidatedQuery } from './picture-cache.ts';
import { PictureQueryError } from './picture-query.ts';
import { limitWaiting, refusalStatuses, refuse, sendBytes } from './send-picture.ts';

/** Max. number of requests for pictures that wait at the same time, and of those of one address: a page may embed many. */
const slotLimits = { running: 80, perAddress: 40 } as const;

type Refusal = Exclude<PictureResponse, { outcome: 'drawn' }>;

/** The routes of pictures of plots. */
export function plotPictures(
  database: Database,
  pictures: Pick<PictureDrawer, 'draw'>,
  version: string,
  query: ValidatedQuery,
  caches: MemoryCaches,
): Router {
  const cache = new PictureCache(version, () => snapshotName(database), query, caches);
  return Router().get(
    /^\/plot\/(?<subsystem>[^/]+)\/(?<group>group\/)?(?<name>[^/]+)\.(?<format>png|svg)$/,
    exportRateLimit('pictures'),
    limitWaiting(slotLimits, (request, response) => sendPicture(request, response, cache, pictures)),
  );
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
    refuse(request, response, refusalStatuses[found.refused.outcome], found.refused.reason);
    return;
  }
  sendBytes(request, response, { ...found, format: picture, name: `${subsystem}_${name}` });
}
