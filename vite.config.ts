import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { RouteObject } from 'react-router';
import { defineConfig, type Plugin, runnerImport } from 'vite';

/** The paths of routes and of those below them. */
const pathsOf = (routes: readonly RouteObject[]): string[] =>
  routes.flatMap(({ path: own, children = [] }) => [...(own === undefined ? [] : [own]), ...pathsOf(children)]);

/** A module in place of each style sheet, for importing components outside a browser. */
const withoutStyles: Plugin = {
  name: 'without-styles',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('.css') ? '\0styles' : null),
  load: (id) => (id === '\0styles' ? 'export default {}' : null),
};

/** Writes the paths of all pages to pages.json, for the server, which answers any other path with 404. */
const pagePaths: Plugin = {
  name: 'page-paths',
  apply: 'build',
  applyToEnvironment: ({ name }) => name === 'client',
  async generateBundle() {
    const { module } = await runnerImport<{ routes: RouteObject[] }>('/app/routes.tsx', {
      configFile: false,
      root: 'client',
      plugins: [withoutStyles],
    });
    const paths = pathsOf(module.routes).filter((one) => one !== '*');
    this.emitFile({ type: 'asset', fileName: 'pages.json', source: JSON.stringify(paths) });
  },
};

/**
 * The client: built to dist/client, which the server serves; `npm run dev` forwards the paths of the server to it. Beside it, what draws pictures of
 * plots: built for Node to dist/pictures, with all that it imports.
 */
export default defineConfig({
  root: 'client',
  plugins: [react(), pagePaths],
  css: { modules: { generateScopedName: className } },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // GraphiQL's packages have directives for another compiler; an add-on of jsroot's 3D code has an eval and is never loaded.
      onwarn: (warning, warn) => {
        if (!['MODULE_LEVEL_DIRECTIVE', 'EVAL'].includes(warning.code ?? '')) warn(warning);
      },
    },
  },
  builder: {},
  environments: {
    pictures: {
      consumer: 'server',
      // jsroot is there for the server, too.
      resolve: { noExternal: true, external: ['jsroot'] },
      build: {
        outDir: '../dist/pictures',
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: { input: ['client/picture/plot-picture.ts', 'client/picture/histogram-picture.ts'] },
      },
    },
  },
  worker: { format: 'es' },
  // GraphiQL brings its own workers; the two CommonJS packages under it must be bundled for the development server.
  optimizeDeps: {
    exclude: ['graphiql/setup-workers/vite'],
    include: [
      'graphiql > @graphiql/react > monaco-graphql > picomatch-browser',
      'graphiql > @graphiql/react > graphql-language-service > nullthrows',
    ],
  },
  server: {
    proxy: Object.fromEntries(
      ['/graphql', '/login', '/logout', '/health', '/ready', '/export', '/plot'].map((path) => [
        path,
        { target: `http://127.0.0.1:${process.env['PORT'] ?? 4000}`, ws: path === '/graphql' },
      ]),
    ),
  },
});

const classSources = new Map<string, string>();

/**
 * A readable, stable name of a class of a CSS module: `.root` of plot-card.module.css is `plot-card`, `.title` is `plot-card-title`.
 * Throws where two files give the same name.
 */
function className(name: string, file: string): string {
  const base = path.basename(file).replace(/\.module\.css.*$/, '');
  const unique = name === 'root' ? base : `${base}-${name}`;
  const source = `${base}.module.css .${name}`;
  if ((classSources.get(unique) ?? source) !== source)
    throw new Error(`CSS class ${unique} is both ${classSources.get(unique)} and ${source}. Rename one of them.`);
  classSources.set(unique, source);
  return unique;
}
