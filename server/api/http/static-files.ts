import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type Router } from 'express';

/**
 * Serves the built client. Assets have a content hash in their name and are cached by browsers forever; every other path returns index.html,
 * whose router selects the page.
 */
export function staticFiles(folder: string): Router {
  const router = express.Router();
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  router.get('/{*page}', (request, response) => {
    if (!request.accepts('html')) {
      response.sendStatus(404);
      return;
    }
    const index = path.join(folder, 'index.html');
    if (!existsSync(index)) {
      response.status(503).type('text').send('The client is not built: run `npm run build`.\n');
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(index);
  });
  return router;
}
