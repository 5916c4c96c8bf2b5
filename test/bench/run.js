// `npm run bench`: what HDQM costs at CMS' scale, on a real PostgreSQL where this machine has one, each row beside its yardstick of the same
// run and the committed figure; what became worse by more than noise is marked. --write measures the embedded database, too, and writes the
// table of test/bench/README.md: a quiet machine gives the figures to keep.
//   ROOT_PYTHON=…/python npm run bench [-- --write]      (a Python with ROOT, for the tree; BENCH_TREE=… names a tree that is there)
import { load, pointsReadAhead, repeat, requestTrends } from './api.js';
import { firstPlots } from './browser.js';
import { committedRows, worse } from './committed.js';
import { hdqm, median, peakMemory, startServer } from './cost.js';
import { judgeAgain } from './judge-again.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { dataset, fillHistory, judgeHistory } from './history.js';
import { slowReading } from './latency.js';
import { embeddedDatabase, realDatabase, temporaryFolder } from './machine.js';
import { filesOf, furtherTree, knownTree, realisticTree, rootInALoop } from './tree.js';
import { walkTree } from '../../dist/server/scan/tree.js';
import { listLocal } from './walk.js';

const logProgress = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
/** With --quick everything is small, to see whether it runs: its figures are not compared. */
const quick = process.argv.includes('--quick');
const begun = performance.now();
const writes = process.argv.includes('--write') && !quick;
const historyRuns = quick ? 20 : 1000;
const knownFiles = quick ? 1000 : 80_000;
/** Rows: what, the goal, and a cell for each database. */
const rows = new Map();
const row = (what, goal, where, cell) => {
  const of = rows.get(what) ?? { goal, cells: {} };
  of.cells[where] = cell;
  rows.set(what, of);
};

logProgress('the tree');
const tree = await realisticTree(10);
const files = tree ? filesOf(tree).length : 0;
/** A night's files rather than a few: code is compiled with the first ones. */
const nightFiles = quick ? 12 : 50;
const further = tree && furtherTree(tree, nightFiles);
const floor = tree && (await rootInALoop(tree));
if (floor) logProgress(`real ROOT reads the MEs of a file in ${floor} ms`);

const databases = { 'embedded database': embeddedDatabase, PostgreSQL: realDatabase };
/** One of the two takes half of the time. */
const measured = writes ? Object.keys(databases) : [(await hasPostgres()) ? 'PostgreSQL' : 'embedded database'];
for (const where of measured) {
  const open = databases[where];
  if (tree) {
    const fresh = await open();
    if (!fresh) continue;
    logProgress(`${where}: extraction, empty database`);
    await extraction(fresh, where, 'one file, empty database');
    await fresh.stop();
  }
  const mature = await open();
  if (!mature) continue;
  logProgress(`${where}: a history of ${historyRuns} runs`);
  await fillHistory(mature.database, { runs: historyRuns });
  await judgeHistory(mature.database);
  logProgress(`${where}: the API`);
  await api(mature, where);
  if (tree) {
    logProgress(`${where}: extraction, ${historyRuns} points a trend`);
    await extraction(mature, where, `one file, ${historyRuns} points already in each trend`);
    const scans = [];
    for (let round = 0; round < 5; round += 1) scans.push(await hdqm(['scan'], { ...mature.env, EOS_ROOT: tree }));
    const [wall, cpu] = [median(scans.map((scan) => scan.wall)), median(scans.map((scan) => scan.cpu))];
    row(
      'a scan that finds nothing new (whole process)',
      '1.0 s',
      where,
      `${wall.toFixed(2)} s (CPU ${cpu.toFixed(2)} s)`,
    );
  }
  await mature.stop();
  const known = await open();
  logProgress(`${where}: ${knownFiles} known files`);
  await scanKnown(known, where);
  await known.stop();
}
if (tree) {
  logProgress('storage as slow as EOS');
  const { reads, bytes, seconds, concurrent } = await slowReading(filesOf(tree));
  row('reads of a 31 MB file (10 ms a read, 200 ms an open)', '40', measured[0], `${reads}, ${mb(bytes)}`);
  row(
    'the same, seconds a file, one after the other / four concurrently',
    '',
    measured[0],
    `${seconds.toFixed(2)} s / ${concurrent.toFixed(2)} s`,
  );
}
await report();

/** Scans the tree: CPU of HDQM and of its database a file; the peak of its memory. */
async function extraction(database, where, what) {
  const before = database.cpu();
  const scan = await hdqm(['scan'], { ...database.env, EOS_ROOT: tree });
  const server = database.cpu() - before;
  // What a scan costs that has no file to read is the other row.
  const idle = await hdqm(['scan'], { ...database.env, EOS_ROOT: tree });
  const [{ points }] = await database.database.dataSource.query('SELECT count(*)::int AS points FROM point');
  if (points === 0) throw new Error(`the scan stored nothing:\n${scan.stdout}`);
  const judgement = await judgeAgain(database, { ...database.env, EOS_ROOT: tree }, idle.cpu);
  row(
    `judging the trends after a scan (${what}): CPU of all processes, ${judgement.trends} trends`,
    '',
    where,
    `${judgement.cpu.toFixed(2)} s (database ${judgement.server.toFixed(2)} s), ${((1000 * judgement.cpu) / judgement.trends).toFixed(1)} ms a trend`,
  );
  const perFile = (scan.cpu - idle.cpu + server - judgement.cpu) / files;
  const beside = floor ? `, ${((1000 * perFile) / floor).toFixed(1)} x real ROOT's reading alone` : '';
  row(
    `${what}: CPU of all processes beyond an idle scan's and its judgement`,
    '0.10 s',
    where,
    `${perFile.toFixed(3)} s (database ${(server / files).toFixed(3)} s${beside}); wall ${((scan.wall - idle.wall) / files).toFixed(3)} s`,
  );
  const [databaseBefore, night] = [database.cpu(), await hdqm(['scan'], { ...database.env, EOS_ROOT: further })];
  const more = nightFiles - files;
  const [own, its] = [(night.cpu - scan.cpu) / more, (database.cpu() - databaseBefore - server) / more];
  row(
    `${what}: a file more in a scan of ${nightFiles} than in one of ${files}`,
    '0.10 s',
    where,
    `${(own + its).toFixed(3)} s (database ${its.toFixed(3)} s); wall ${((night.wall - scan.wall) / more).toFixed(3)} s`,
  );
  row(`memory, extracting (${what})`, '400 MiB a worker', where, `${scan.memory.toFixed(0)} MiB with 2 workers`);
}

/** The API on a history of own configs. */
async function api({ env, database }, where) {
  const selections = [
    ['SiStrips', 50, '15 ms', '0.4 MB'],
    ['SiStrips', 1000, '150 ms', '5 MB'],
    ['HCAL', 1000, '1 s', ''],
  ];
  const firstGoals = ['50 ms', '200 ms', '700 ms'];
  const settings = { ...env, EOS_ROOT: temporaryFolder() };
  const cold = await startServer(settings);
  const veryFirst = [];
  try {
    for (const [subsystem, latest] of selections)
      veryFirst.push((await requestTrends(cold.url, { subsystem, select: { latest } })).ms);
  } finally {
    await cold.stop();
  }
  const server = await startServer(settings);
  const write = () => database.dataSource.query('SELECT pg_current_xact_id()');
  try {
    await pointsReadAhead(server.url);
    for (const [index, [subsystem, latest, ms, megabytes]] of selections.entries()) {
      const times = latest * (subsystem === 'HCAL' ? 2000 : 261) > 1e6 ? 3 : 15;
      const { first, written, again, bytes } = await repeat(
        server.url,
        { subsystem, select: { latest } },
        write,
        times,
      );
      const sql = await plainSql(database, subsystem, latest);
      row(
        `trends of ${subsystem}, latest ${latest}: p50 repeated`,
        `${ms}${megabytes ? `, ${megabytes}` : ''}`,
        where,
        `${again.toFixed(1)} ms, ${mb(bytes)} (${(again / sql).toFixed(2)} x plain SQL's ${sql.toFixed(0)} ms)`,
      );
      row(
        `${subsystem}, latest ${latest}: p50 after something else was written`,
        '',
        where,
        `${written.toFixed(0)} ms`,
      );
      row(
        `${subsystem}, latest ${latest}: the first, once points are read ahead; at the moment of the start`,
        firstGoals[index],
        where,
        `${first.toFixed(0)} ms; ${veryFirst[index].toFixed(0)} ms`,
      );
    }
    const same = await load(server.url, 8, 4, () => ({ subsystem: 'SiStrips', select: { latest: 50 } }));
    row(
      '8 concurrent clients, SiStrips latest 50',
      '150 requests/s',
      where,
      `${same.rate.toFixed(0)} requests/s, p50 ${same.p50.toFixed(1)} ms`,
    );
    const other = await load(server.url, 8, 4, (count) => ({
      subsystem: 'SiStrips',
      select: { latest: 50, from: count },
    }));
    row(
      '8 clients, no two requests the same',
      '',
      where,
      `${other.rate.toFixed(0)} requests/s, p50 ${other.p50.toFixed(1)} ms`,
    );
    if (where === measured[0]) {
      const { seconds, plots } = await firstPlots(
        `${server.url}/trends?subsystem=HCAL&pd=${dataset.primaryDataset}&ps=${dataset.processing}&latest=1000`,
      );
      row('HCAL (2,000 plots) in Chromium: first plots', '1 s', where, `${seconds.toFixed(2)} s, ${plots} drawn`);
    }
    await requestTrends(server.url, { subsystem: 'SiStrips', select: { latest: 50 } });
    row('memory of the server after all that', '', where, `${peakMemory(server.pid).toFixed(0)} MiB at most`);
  } finally {
    await server.stop();
  }
}

/** The yardstick of the API: milliseconds in which PostgreSQL gives the same values to this process, as lists. */
async function plainSql(database, subsystem, latest) {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now();
    await database.dataSource.query(
      `SELECT trend_id, array_agg(run_number ORDER BY run_number) AS runs, array_agg(value ORDER BY run_number) AS values,
         array_agg(error_low ORDER BY run_number) AS low, array_agg(error_high ORDER BY run_number) AS high
       FROM point JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id
       WHERE subsystem = $1 AND run_number > $2 GROUP BY trend_id`,
      [subsystem, 360_000 + historyRuns - 1 - latest],
    );
    times.push(performance.now() - begun);
  }
  return median(times);
}

/** A scan of files that are all known, beyond walking their folders; and what it is beyond a scan of an empty database. */
async function scanKnown({ env, database }, where) {
  const many = await knownTree(database, knownFiles);
  const walks = [];
  const scans = [];
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now();
    await walkTree({ root: many, list: listLocal(many) }, ['DQM_V*DQMIO.root']);
    walks.push((performance.now() - begun) / 1000);
    scans.push((await hdqm(['scan'], { ...env, EOS_ROOT: many })).wall);
  }
  const few = await knownTree(database, 100, 600_000);
  const idle = [];
  for (let round = 0; round < 3; round += 1) idle.push((await hdqm(['scan'], { ...env, EOS_ROOT: few })).wall);
  const beyond = median(scans) - median(idle) - median(walks);
  row(
    'a scan of 80,000 known files, beyond walking the folders and a scan of few',
    '0.4 s',
    where,
    `${beyond.toFixed(2)} s (whole scan ${median(scans).toFixed(2)} s, walking ${median(walks).toFixed(2)} s, scan of few ${median(idle).toFixed(2)} s)`,
  );
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** Whether a PostgreSQL is installed that can be measured. */
async function hasPostgres() {
  const server = await realDatabase();
  await server?.stop();
  return server !== undefined;
}

/** Prints the rows beside the committed ones, or writes them into README.md. */
async function report() {
  const heading = `${whenAndWhere()}. Real ROOT in a loop: ${floor ? `${floor} ms of CPU a file` : 'not here'}.`;
  if (writes) {
    const columns = Object.keys(databases);
    const cells = [...rows].map(([what, { goal, cells }]) => [
      what,
      goal,
      ...columns.map((where) => cells[where] ?? ''),
    ]);
    await writeFigures('bench', [heading, '', ...table([['work', 'goal', ...columns], ...cells])]);
    return;
  }
  const committed = committedRows('bench');
  const compared = [...rows].flatMap(([what, { goal, cells }]) =>
    Object.entries(cells).map(([where, now]) => {
      // Rows that no database changes are committed for one of them.
      const of = committed.get(what);
      const before =
        of?.[where] ||
        Object.keys(databases)
          .map((other) => of?.[other])
          .find(Boolean) ||
        '';
      return [what, goal, now, before, quick ? '' : worse(now, before).join('; ')];
    }),
  );
  const lines = table([['work', 'goal', measured[0], 'committed', 'change'], ...compared]);
  const count = compared.filter(([, , , , change]) => change !== '').length;
  const conclusion = quick
    ? 'Not compared: everything was small.'
    : `${count} of ${compared.length} rows became worse by more than noise.`;
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  process.stdout.write(`${[heading, '', ...lines, '', `${conclusion} ${minutes} minutes.`].join('\n')}\n`);
}
