// Scans that are measured, and the databases and trees that they need.
import { hdqm } from '../cost.js';
import { writeTree } from '../dqm-file.js';
import { embeddedDatabase, temporaryFolder } from '../machine.js';

/** Runs work on a fresh embedded database, and ends it. */
export async function withDatabase(work) {
  const opened = await embeddedDatabase();
  try {
    return await work(opened);
  } finally {
    await opened.stop();
  }
}

/** A tree of `files` files of `elements` MEs, the first of run `firstRun`; gives its folder and the bytes of a file. */
export async function newTree(files, elements, firstRun) {
  const tree = temporaryFolder();
  const runs = Array.from({ length: files }, (_, index) => firstRun + index);
  return { tree, bytes: await writeTree(tree, { runs, elements }) };
}

/**
 * Scans a tree: wall and CPU in seconds, CPU of HDQM and of its database apart, memory of HDQM in MiB, points stored. Throws where the scan did
 * not read the files that it was to read.
 */
export async function scan({ env, database, cpu }, tree, expected, more = {}) {
  const count = async () => (await database.dataSource.query('SELECT count(*)::int AS points FROM point'))[0].points;
  const points = await count();
  const before = cpu();
  const { wall, cpu: own, memory, stdout } = await hdqm(['scan'], { ...env, EOS_ROOT: tree, ...more });
  const server = cpu() - before;
  const read = Number(/\bread +│ +(\d+)/.exec(stdout)?.[1]);
  if (read !== expected) throw new Error(`the scan read ${read} files instead of ${expected}:\n${stdout}`);
  return { wall, own, server, memory, points: (await count()) - points };
}
