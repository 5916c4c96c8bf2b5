import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type Request, type Response, type Router } from 'express';

/** Returns what the head of a page has in addition, as HTML, from its path and its parameters. */
export type PageHead = (path: string, search: string) => Promise<string>;

/**
 * Serves the built client. Assets have a content hash in their name and are cached by browsers forever; every other path returns index.html,
 * whose router selects the page, with status 404 where the build does not list it as a page.
 */
export function staticFiles(folder: string, headOf: PageHead = () => Promise.resolve('')): Router {
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

  async function sendIndex(request: Request, response: Response, status: number): Promise<void> {
    if (!request.accepts('html')) {
      response.sendStatus(404);
      return;
    }
    const index = path.join(folder, 'index.html');
    if (!existsSync(index)) {
      response.status(503).type('text').send('The client is not built: run `npm run build` and restart the server.\n');
      return;
    }
    const html = await readFile(index, 'utf8');
    const { pathname, search } = new URL(request.originalUrl, 'http://hdqm.invalid');
    const head = status === 200 ? await headOf(pathname, search) : '';
    // By a function: in a text, `$&` would stand for what is replaced.
    const page = head === '' ? html : html.replace('</head>', () => `${head}\n  </head>`);
    response.status(status).set('Cache-Control', 'no-cache').type('html').send(page);
  }
}
