import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type Express } from 'express';

/**
 * Gives out the built client. Its assets are named by their content and kept by browsers for ever; any other path is a page of the
 * client, which finds its way itself.
 */
export function serveClient(app: Express, folder: string): void {
  app.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  app.use(express.static(folder, { index: false, maxAge: 0 }));
  app.get('/{*page}', (request, response) => {
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
}
