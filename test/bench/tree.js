// Trees of DQM files to measure with.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { synchronizeConfigs } from '../../dist/server/store/configs/sync-configs.js';
import { enterFiles, filePath, ownConfigs } from './history.js';
import { root, run } from './cost.js';
import { temporaryFolder } from './machine.js';

const shared = path.join(root, '../shared');
/** A Python with ROOT: ROOT_PYTHON, or the one that `python3` is. */
const python = process.env.ROOT_PYTHON ?? 'python3';
const hasRoot = spawnSync(python, ['-c', 'import ROOT']).status === 0;

/**
 * A tree of synthetic files of 31 MB, 8,000 MEs each, written by real ROOT with a seed. BENCH_TREE names one that is there. Undefined,
 * with the reason printed, where neither the script nor ROOT is here.
 */
export async function realisticTree(files, mes = 8000) {
  if (process.env.BENCH_TREE && mes === 8000) return process.env.BENCH_TREE;
  const script = path.join(shared, 'bench/make_bench_tree.py');
  if (!hasRoot || !existsSync(script)) {
    process.stderr.write(
      'Skipped: ../shared/bench/make_bench_tree.py and a Python with ROOT (ROOT_PYTHON) are needed to write a tree.\n',
    );
    return undefined;
  }
  // The same for the same seed: written once, in a minute.
  const cached = path.join(root, 'node_modules/.cache', `bench-tree-${files}-${mes}`);
  if (existsSync(cached)) return cached;
  const out = `${cached}.${process.pid}`;
  const configs = path.join(shared, 'reference/centralhdqm-cfg');
  const options = ['--files', files, '--mes', mes, '--seed', 1, '--pds', 'ZeroBias', '--cfg', configs].map(String);
  mkdirSync(out, { recursive: true });
  await run(python, [script, '--out', out, ...options]);
  renameSync(out, cached);
  return cached;
}

/** Milliseconds that real ROOT in a loop (PyROOT) takes to read the same MEs of a file, the least that reading can cost. */
export async function rootInALoop(tree) {
  const floor = path.join(shared, 'bench/floor.py');
  if (!hasRoot || !existsSync(floor)) return undefined;
  const configs = path.join(shared, 'reference/centralhdqm-cfg');
  const { stdout } = await run(python, ['-W', 'ignore', floor, '--tree', tree, '--cfg', configs, '--only', 'pyroot']);
  return JSON.parse(stdout.trim().split('\n').at(-1)).cpu_ms_per_file;
}

/** The ROOT files of a tree. */
export function filesOf(tree) {
  return readdirSync(tree, { recursive: true })
    .filter((name) => name.endsWith('.root'))
    .sort()
    .map((name) => path.join(tree, name));
}

/** Adds a number of files of other runs: copies of those of a tree, with another number in their folder `Run N`. */
export function furtherTree(tree, count, firstRun = 500_000) {
  const out = temporaryFolder();
  const files = filesOf(tree);
  mkdirSync(path.join(out, path.dirname(filePath(firstRun))), { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const file = files[index % files.length];
    const run = Number(/_R0*(\d+)__/.exec(file)?.[1]);
    // The names of folders are not compressed and keep their length.
    const text = readFileSync(file, 'latin1').replaceAll(`Run ${run}`, `Run ${firstRun + index}`);
    writeFileSync(path.join(out, filePath(firstRun + index)), text, 'latin1');
  }
  return out;
}

/** A tree of a number of empty files, all recorded as read in the database, with no config to backfill from them. */
export async function knownTree(database, count, firstRun = 200_000) {
  const tree = temporaryFolder();
  const runs = Array.from({ length: count }, (_, index) => firstRun + index);
  for (let from = 0; from < count; from += 100) {
    mkdirSync(path.join(tree, path.dirname(filePath(firstRun + from))), { recursive: true });
  }
  const modified = new Date('2026-01-01');
  for (const number of runs) {
    const file = path.join(tree, filePath(number));
    writeFileSync(file, '');
    utimesSync(file, modified, modified);
  }
  await enterFiles(database, runs);
  await database.dataSource.query(
    `UPDATE file SET state = 'extracted', extracted_at = now(), size = 0, modified_at = $1`,
    [modified],
  );
  await synchronizeConfigs(database, await ownConfigs());
  await database.dataSource.query('UPDATE config SET backfill = false');
  await database.dataSource.query('VACUUM ANALYZE file');
  return tree;
}
