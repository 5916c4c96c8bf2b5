/** Under which user the embedded PostgreSQL runs. */
import { spawnSync } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedDatabaseError } from './embedded-error.ts';

/** How PostgreSQL's programs are run: they refuse root. */
export interface Launch {
  command(binary: string, args: readonly string[]): [string, ...string[]];
  readonly identity: { readonly uid?: number; readonly gid?: number };
}

/** Makes the data folder, and says under which user the server is to run there. */
export async function chooseAccount(dataFolder: string, binaries: string): Promise<Launch> {
  try {
    await mkdir(dataFolder, { recursive: true });
    await rm(await mkdtemp(path.join(dataFolder, '.writable-')), { recursive: true });
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `the data folder ${dataFolder} cannot be written: ${(error as Error).message}. Choose another with HDQM_DATA.`,
    );
  }
  const plain: Launch = { command: (binary, args) => [binary, ...args], identity: {} };
  if (process.getuid?.() !== 0) return plain;

  // A user namespace in which root is an ordinary user: works in folders that no other user can enter, and changes no owner.
  const namespace = ['--user', '--map-user=1000', '--map-group=1000', '--'];
  if (spawnSync('unshare', [...namespace, 'true'], { cwd: '/' }).status === 0) {
    return { command: (binary, args) => ['unshare', ...namespace, binary, ...args], identity: {} };
  }
  const nobody = { uid: 65534, gid: 65534 };
  const reaches = (target: string): boolean => spawnSync('test', ['-x', target], { ...nobody, cwd: '/' }).status === 0;
  if (!reaches(binaries) || !reaches(path.dirname(dataFolder))) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL refuses to run as root; user namespaces are not allowed here, and the user nobody cannot enter ${dataFolder}. ` +
        'Run HDQM as another user, or set DATABASE_URL.',
    );
  }
  await chown(dataFolder, nobody.uid, nobody.gid);
  return { command: plain.command, identity: nobody };
}
