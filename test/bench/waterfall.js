// How soon an ME over 50 runs is seen, for one viewer and ten, from a local disk, storage with latency and the caches; the memory of the server; and
// what viewers cost a scan. Writes its table into test/bench/README.md (--print: only prints it). Ten minutes, 2 GB, on Linux:
//   npm run build && ROOT_PYTHON=…/python [ROUNDS=5] node test/bench/waterfall.js [viewers | scan] [--print]      (BENCH_TREE=… names a tree of ten files)
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createJiti } from 'jiti';
import { backgroundNiceness } from '../../dist/server/app/thread-priority.js';
import { openDqmFile } from '../../dist/server/read/open.js';
import { hdqm, median, startServer } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { embeddedDatabase } from './machine.js';
import { filesOf, furtherTree, realisticTree } from './tree.js';
import { readWaterfall } from './waterfall/viewer.js';

const { serveTree } = await createJiti(import.meta.url).import('../integration/web-tree.ts');
const rounds = Number(process.env.ROUNDS ?? 5);
const runs = 50;
const viewers = 10;
/** Numbers of viewers beside whom a scan is measured. */
const scanViewers = [1, 2, 10];
/** Idle threads have ended after this time. */
const threadsEndMs = 15_000;
/** Whether a table is wanted: one of the two, or both. */
const isPart = (name) =>
  process.argv.includes(name) || !['viewers', 'scan'].some((part) => process.argv.includes(part));
const token = 'a token of this benchmark';

const source = await realisticTree(10);
if (!source) process.exit(1);
const tree = furtherTree(source, runs);
const files = filesOf(tree);
const paths = await histogramPaths(files[0]);
/** Another ME each time, so that no cache has it. */
let nextPath = 0;
const otherPath = () => paths[(nextPath++ * 37) % paths.length];

const { env, database, stop } = await embeddedDatabase();
const sql = (text, values) => database.dataSource.query(text, values);
const settings = { ...env, EOS_ROOT: tree, ADMIN_TOKEN: token.replaceAll(' ', '-'), TRUSTED_PROXIES: 'loopback' };
await hdqm(['scan'], settings);

const logProgress = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

/** Paths of the histograms of one dimension of a file. */
async function histogramPaths(file) {
  const opened = await openDqmFile(file);
  const elements = await opened.list();
  await opened.close();
  return elements.filter(({ className }) => className === 'TH1F').map((element) => element.path);
}

/** Measures with a server of its own. */
async function withServer(given, measure) {
  const server = await startServer({ ...settings, ...given });
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

/** Rounds of a measurement of `readWaterfall`, as cells: median and minimum of the first column and of all. */
function cellsOf(results) {
  const cell = (of) => {
    const values = results.map(of);
    return `${median(values).toFixed(2)} s (${Math.min(...values).toFixed(2)})`;
  };
  return [cell(({ first }) => first), cell(({ all }) => all)];
}

async function repeat(measure) {
  const results = [];
  for (let round = 0; round < rounds; round += 1) results.push(await measure());
  return results;
}

const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** Clock ticks of user and system time, and the niceness, of a process or thread; undefined where it has ended. */
function statOf(folder) {
  const file = `${folder}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  return { ticks: fields[11] + fields[12], niceness: fields[16] };
}

/** CPU seconds of a process so far: of its threads in the background that run, and of all others, those that have ended included. */
function threadCpu(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map((id) => statOf(`/proc/${pid}/task/${id}`));
  const inBackground = threads.filter((thread) => thread?.niceness === backgroundNiceness);
  const background = inBackground.reduce((sum, { ticks }) => sum + ticks / 100, 0);
  return { background, others: statOf(`/proc/${pid}`).ticks / 100 - background };
}

/** Ten concurrent viewers, each with an ME and an address of its own; the memory of the server before, at most, and when its threads have ended. */
async function tenViewers({ url, pid }) {
  await readWaterfall(url, { path: otherPath() });
  const before = memoryOf(pid);
  let max = before;
  const watch = setInterval(() => (max = Math.max(max, memoryOf(pid))), 20);
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const all = Array.from({ length: viewers }, (_, index) => ({ path: otherPath(), address: `10.0.0.${index + 1}` }));
    results.push(...(await Promise.all(all.map((viewer) => readWaterfall(url, viewer)))));
  }
  clearInterval(watch);
  await delay(threadsEndMs);
  return { results, before, max, after: memoryOf(pid) };
}

/** The same files under another dataset's name, which scans read. */
function linkOtherDataset() {
  for (const file of files) {
    const link = file.replaceAll('ZeroBias', 'JetMET');
    mkdirSync(path.dirname(link), { recursive: true });
    linkSync(file, link);
  }
}

/** Starts a scan, when the one before has ended, and returns its number. */
async function startScan(url) {
  for (;;) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${settings.ADMIN_TOKEN}` },
      body: JSON.stringify({ query: 'mutation { scan }' }),
    });
    const { data, errors } = await response.json();
    if (!errors) return data.scan;
    if (!errors[0].message.startsWith('a scan is already running')) throw new Error(JSON.stringify(errors));
    await delay(50);
  }
}

/** Has the server read the other dataset's files, beside a number of viewers that always look at new MEs: wall and CPU seconds, columns read. */
async function scan({ url, pid }, viewers) {
  await sql(`UPDATE file SET state = 'found', size = NULL, modified_at = NULL WHERE path LIKE '%JetMET%'`);
  const [before, begun] = [threadCpu(pid), performance.now()];
  const id = await startScan(url);
  const ended = new AbortController();
  const { signal } = ended;
  let columns = 0;
  const onColumn = () => (columns += 1);
  const first = [];
  const looking = Array.from({ length: viewers }, async (_, index) => {
    const address = `10.0.1.${index + 1}`;
    while (!signal.aborted) {
      const options = { path: otherPath(), address, allowTimeouts: true, onColumn, signal };
      const waterfall = await readWaterfall(url, options);
      if (waterfall.first !== undefined) first.push(waterfall.first);
    }
  });
  let finished;
  while (!finished) {
    await delay(50);
    [finished] = await sql('SELECT files_extracted AS files FROM scan WHERE id = $1 AND finished_at IS NOT NULL', [id]);
  }
  const wall = (performance.now() - begun) / 1000;
  const after = threadCpu(pid);
  ended.abort();
  await Promise.all(looking);
  const cpu = after.others - before.others;
  logProgress(`scan beside ${viewers} viewers: ${wall.toFixed(1)} s, CPU ${cpu.toFixed(1)} s, ${columns} columns`);
  if (finished.files !== runs) throw new Error(`${finished.files} files were extracted`);
  return { wall, cpu, first, columns: columns / wall };
}

/** Prints the lines of a table, and writes them between its marks. */
async function publish(name, lines) {
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!process.argv.includes('--print')) await writeFigures(name, lines);
}

async function measureViewers() {
  const rows = [['50 runs of files of 31 MB, 8,000 MEs', 'goal', 'first column: median (min)', 'all: median (min)']];
  const add = (...row) => {
    rows.push(row);
    logProgress(row.join(': '));
  };
  const clear = () => sql('TRUNCATE preview_cache');

  const fresh = await repeat(async () => {
    await clear();
    return withServer({}, ({ url }) => readWaterfall(url, { path: otherPath() }));
  });
  add('local disk, a server that has just started, no cache', '0.5 s, 5 s', ...cellsOf(fresh));

  const loaded = await withServer({}, async ({ url }) => {
    await readWaterfall(url, { path: otherPath() });
    return repeat(() => readWaterfall(url, { path: otherPath() }));
  });
  add('local disk, the next MEs', '0.5 s, 5 s', ...cellsOf(loaded));

  const known = otherPath();
  const memory = await withServer({ PREVIEW_CACHE_MB: '0' }, async ({ url }) => {
    await readWaterfall(url, { path: known });
    return repeat(() => readWaterfall(url, { path: known }));
  });
  add('again, from the memory', '', ...cellsOf(memory));

  await withServer({}, ({ url }) => readWaterfall(url, { path: known }));
  const stored = await repeat(() => withServer({}, ({ url }) => readWaterfall(url, { path: known })));
  add('again after a restart, from the database', '', ...cellsOf(stored));

  const slow = await serveTree(tree);
  slow.misbehave = async ({ method }) => {
    await delay(method === 'PROPFIND' ? 200 : 10);
    return false;
  };
  const remote = await withServer({ EOS_ROOT: slow.url }, ({ url }) =>
    repeat(() => readWaterfall(url, { path: otherPath() })),
  );
  await slow.close();
  add('storage over HTTP, 200 ms an open, 10 ms a read', 'all 15 s', ...cellsOf(remote));

  await clear();
  const many = await withServer({}, tenViewers);
  const mib = (value) => `${value.toFixed(0)} MiB`;
  add(`${viewers} concurrent viewers, each another ME and address`, '', ...cellsOf(many.results));
  const slowest = (name) => `${Math.max(...many.results.map((each) => each[name])).toFixed(2)} s`;
  add('the slowest of them', '', slowest('first'), slowest('all'));
  const memoryLine = `Memory of the server with ${viewers} viewers: ${mib(many.before)} before, ${mib(many.max)} at most, ${mib(many.after)} when its threads have ended.`;
  logProgress(memoryLine);
  await publish('waterfall', [`${whenAndWhere()}; ${rounds} rounds each. ${memoryLine}`, '', ...table(rows)]);
}

async function measureScan() {
  linkOtherDataset();
  await hdqm(['scan'], settings);
  const results = new Map([0, ...scanViewers].map((count) => [count, []]));
  await withServer({ PREVIEW_CACHE_MB: '0' }, async (server) => {
    await scan(server, 0); // code is compiled with the first one
    for (let round = 0; round < rounds; round += 1)
      for (const [count, measured] of results) {
        if (count === 0) await delay(threadsEndMs); // or else the CPU of a thread in the background that ends counts as that of others
        measured.push(await scan(server, count));
      }
  });
  const of = (count, name) => results.get(count).map((each) => each[name]);
  const seconds = (values) => `${median(values).toFixed(2)} s (${Math.min(...values).toFixed(2)})`;
  /** Each round has its own yardstick: the speed of the machine changes. */
  const ratio = (count, name) => median(of(count, name).map((value, round) => value / of(0, name)[round])).toFixed(2);
  const scanRows = [
    [
      `a scan of ${runs} files`,
      'time',
      'ratio',
      'CPU of all threads but the background',
      'ratio',
      'columns a second',
      'first columns',
    ],
    ...[...results.keys()].map((count) => [
      count === 0 ? 'alone' : `beside ${count} viewer${count === 1 ? '' : 's'}`,
      ...['wall', 'cpu'].flatMap((name) => [seconds(of(count, name)), count === 0 ? '' : ratio(count, name)]),
      ...(count === 0 ? ['', ''] : [median(of(count, 'columns')).toFixed(1), seconds(of(count, 'first').flat())]),
    ]),
  ];
  await publish('waterfall-scan', [
    `${whenAndWhere()}; ${rounds} rounds each: medians, minima in brackets, medians of the ratios within a round.`,
    '',
    ...table(scanRows),
  ]);
}

try {
  if (isPart('viewers')) await measureViewers();
  if (isPart('scan')) await measureScan();
} finally {
  await stop();
}
