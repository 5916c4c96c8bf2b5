// Compiles server, metrics and migrations to dist/, and removes the output of sources that no longer exist
// (a stale migration or metric would otherwise still be loaded).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const typescript = path.dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

// A build record without its output (dist/ partly deleted) would make the incremental compiler emit nothing.
if (!existsSync(path.join(root, 'dist/server/cli.js'))) {
  rmSync(path.join(root, 'dist/.tsbuildinfo'), { force: true });
}
const { status } = spawnSync(process.execPath, [path.join(typescript, 'bin/tsc'), '-p', root], {
  stdio: ['ignore', 2, 2], // what a command prints on its standard output must stay clean: the first `npx hdqm export` builds too
});
if (status !== 0) process.exit(status ?? 1);

// What `hdqm --version`, /health and the pages name beside the version: the commit, or the time where neither git nor COMMIT (an image) names it.
const described = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=9', '--exclude=*'], {
  cwd: root,
  encoding: 'utf8',
});
const builtAt = `${new Date().toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
const version = process.env['COMMIT'] || (described.status === 0 && described.stdout.trim()) || builtAt;
writeFileSync(path.join(root, 'dist/build.json'), `${JSON.stringify({ version })}\n`);

for (const folder of ['server', 'metrics', 'migrations']) {
  for (const file of readdirSync(path.join(root, 'dist', folder), { recursive: true, encoding: 'utf8' })) {
    const source = path.join(root, folder, file.replace(/(\.d\.ts|\.js|\.js\.map)$/, '.ts'));
    if (/\.(js|d\.ts|map)$/.test(file) && !existsSync(source)) {
      rmSync(path.join(root, 'dist', folder, file));
    }
  }
}
