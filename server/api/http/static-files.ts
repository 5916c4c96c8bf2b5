import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import express, { type Request, type Response, type Router } from 'express';

/**
 * Serves the built client. Assets have a content hash in their name and are cached by browsers forever; every other path returns index.html,
 * whose router selects the page, with status 404 where the build does not list it as a page.
 */
export function staticFiles(folder: string): Router {
  const router = express.Router();
  const pages = path.join(folder, 'pages.json');
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  if (existsSync(pages))
    router.get(JSON.parse(readFileSync(pages, 'utf8')) as string[], (request, response) =>
      sendIndex(request, response, 200),
    );
  router.get('/{*page}', (request, response) => sendIndex(request, response, 404));
  return router;

  function sendIndex(request: Request, response: Response, status: number): void {
    if (!request.accepts('html')) {
      response.sendStatus(404);
      return;
    }
    const index = path.join(folder, 'index.html');
    if (!existsSync(index)) {
      response.status(503).type('text').send('The client is not built: run `npm run build` and restart the server.\n');
      return;
    }
    response.status(status).set('Cache-Control', 'no-cache').sendFile(index);
  }
}
