#!/usr/bin/env node
// The `hdqm` command in a checkout: builds the server when it was not built yet, then runs it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.env.NODE_ENV ??= 'production'; // without it libraries check what they need not, such as graphql each value's class

const built = new URL('../dist/server/cli.js', import.meta.url);
if (!existsSync(built)) {
  process.stderr.write('hdqm: first use in this checkout, compiling…\n');
  const build = fileURLToPath(new URL('build.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [build], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
const { run } = await import(built.href);
await run(process.argv);
