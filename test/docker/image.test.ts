import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, symlink } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { afterAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { ended, printed, root, temporaryFolder } from '../integration/command.ts';

const text = readFileSync(path.join(root, 'docker/Dockerfile'), 'utf8');
const ignored = readFileSync(path.join(root, 'docker/Dockerfile.dockerignore'), 'utf8').split('\n');
const dockerfile = DockerfileParser.parse(text);

interface Step {
  readonly stage: string;
  readonly keyword: string;
  readonly args: readonly string[];
}

/** Returns the instructions, each with its stage. */
function steps(): Step[] {
  let stage = '';
  return dockerfile.getInstructions().map((instruction) => {
    const args = instruction.getArguments().map((argument) => argument.getValue());
    if (instruction.getKeyword() === 'FROM') stage = args.at(-1) ?? '';
    return { stage, keyword: instruction.getKeyword(), args };
  });
}

/** Returns what is copied into a stage; from the checkout if `from` is undefined. */
function copied(stage: string): { from: string | undefined; sources: string[] }[] {
  return steps()
    .filter((step) => step.stage === stage && step.keyword === 'COPY')
    .map(({ args }) => ({
      from: text.includes(`COPY --from=build ${args[0] ?? ''}`) ? 'build' : undefined,
      sources: args.slice(0, -1),
    }));
}

const variable = (name: string): string => new RegExp(`^ARG ${name}=(\\S+)$`, 'm').exec(text)?.[1] ?? '';
const anyUser = 54_321;
const asAnyUser = ['setpriv', '--reuid', String(anyUser), '--regid', '0', '--clear-groups', '--'];

let forwarder: Server | undefined;
let databaseUrl: string | undefined;
let remove: (() => Promise<void>) | undefined;
afterAll(async () => {
  forwarder?.close();
  if (databaseUrl !== undefined) await dropUrl(databaseUrl);
  await remove?.();
});

describe('the images', () => {
  it('are built from pinned bases by a valid Dockerfile, and do not run as root', () => {
    expect(validate(text)).toEqual([]);
    for (const base of ['NODE', 'NGINX']) expect(variable(base)).toMatch(/:\d+\.\d+\.\d+-/);
    const froms = steps().filter(({ keyword }) => keyword === 'FROM');
    expect(froms.map(({ args }) => args)).toEqual([
      ['${NODE}', 'AS', 'build'],
      ['${NODE}', 'AS', 'server'],
      ['${NGINX}', 'AS', 'web'],
    ]);
    for (const stage of ['server', 'web'])
      expect(steps().find((step) => step.stage === stage && step.keyword === 'USER')?.args[0]).toMatch(/^[1-9]\d*:0$/);
  });

  it('copy only existing files that are sent to the builder', () => {
    const sources = ['build', 'server', 'web']
      .flatMap(copied)
      .filter(({ from }) => from === undefined)
      .flatMap(({ sources }) => sources);
    expect(sources.length).toBeGreaterThan(10);
    for (const source of sources) {
      const relative = path.normalize(source);
      const isSent = ignored.some((line) => line.startsWith('!') && `${relative}/`.startsWith(`${line.slice(1)}/`));
      expect({ relative, exists: existsSync(path.join(root, relative)), isSent }).toEqual({
        relative,
        exists: true,
        isSent: true,
      });
    }
  });

  it('need no development dependency', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const missing = new Set<string>();
    for (const folder of ['server', 'metrics', 'migrations']) {
      for (const file of readdirSync(path.join(root, 'dist', folder), { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.js')) continue;
        const code = readFileSync(path.join(root, 'dist', folder, file), 'utf8');
        for (const [, name = ''] of code.matchAll(
          /(?:^import\b[^;'"]*|^export\b[^;'"]*\bfrom |\bimport\()['"]([^'"]+)['"]/gm,
        )) {
          const [scope = '', rest] = name.split('/');
          const owner = scope.startsWith('@') ? `${scope}/${rest ?? ''}` : scope;
          const isOurs = name.startsWith('.') || name.startsWith('node:') || owner === 'hdqm';
          if (!isOurs && !builtinModules.includes(owner) && dependencies[owner] === undefined) missing.add(owner);
        }
      }
    }
    expect([...missing]).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'contain everything a server needs, run as any uid without writing to the image, and have a working health check',
    async ({ skip }) => {
      const temporary = await temporaryFolder();
      ({ remove } = temporary);
      const image = temporary.folder;
      for (const { sources } of copied('server')) {
        for (const source of sources) {
          const relative = path.relative('/srv/hdqm', path.resolve('/srv/hdqm', source));
          const target = path.join(image, relative);
          await mkdir(path.dirname(target), { recursive: true });
          if (relative === 'node_modules') await symlink(path.join(root, relative), target);
          else await cp(path.join(root, relative), target, { recursive: true });
        }
      }
      await chmod(image, 0o755);
      const [command = '', ...prefix] = asAnyUser;
      const reach = spawnSync(command, [
        ...prefix,
        'test',
        '-r',
        path.join(image, 'node_modules/express/package.json'),
      ]);
      if (reach.status !== 0) skip('other users cannot enter the folder of this checkout');

      databaseUrl = await freshUrl({ empty: true });
      const settings = {
        PATH: process.env['PATH'] ?? '',
        HOME: '/tmp',
        NODE_ENV: 'production',
        DATABASE_URL: await overTcp(databaseUrl),
        WORKERS: '2',
        PORT: '0',
      };
      const server = spawn(command, [...prefix, process.execPath, path.join(image, 'bin/hdqm.js'), 'serve'], {
        cwd: image,
        env: settings,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const over = ended(server);
      const [, url = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
      expect((await fetch(`${url}/ready`)).status).toBe(200);

      // The arguments of CMD, parsed as by the builder.
      const check = /^HEALTHCHECK [^[]+\sCMD (\[.*\])$/m.exec(text.replaceAll('\\\n', ' '))?.[1] ?? '[]';
      const [program, ...args] = JSON.parse(check) as string[];
      expect(program).toBe('node');
      const healthy = (PORT: string): number | null =>
        spawnSync(process.execPath, args, { env: { PORT }, encoding: 'utf8' }).status;
      expect(healthy(new URL(url).port)).toBe(0);
      server.kill('SIGTERM');
      expect(await over).toMatchObject({ status: 0 });
      expect(healthy(new URL(url).port)).toBe(1);
    },
  );
});

/** Returns a TCP URL of a database whose socket is restricted to its own user. */
async function overTcp(url: string): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const host = decodeURIComponent(hostname);
  if (!host.startsWith('/')) return url;
  forwarder = createServer((here) => {
    const there = connect(`${host}/.s.PGSQL.${port || '5432'}`);
    here.pipe(there).pipe(here);
    for (const end of [here, there]) end.on('error', () => (here.destroy(), there.destroy()));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => forwarder?.once('listening', resolve));
  return `postgresql://hdqm@127.0.0.1:${(forwarder.address() as AddressInfo).port}${pathname}`;
}
