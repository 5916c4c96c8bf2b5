// What judging costs on a real PostgreSQL: all trends of datasets once, then those of a night's files. Writes its table into
// test/bench/README.md (--print: only prints it).
//   npm run build:server && [TRENDS=700] [RUNS=1000] node test/bench/judge.js [--print]      (TRENDS of each of 10 datasets)
import { pino } from 'pino';
import { judge } from '../../dist/server/jobs/judge.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { realDatabase } from './machine.js';

const datasets = 10;
const runsPerNight = 30;
const firstRun = 360_000;
const trends = Number(process.env.TRENDS ?? 700);
const runs = Number(process.env.RUNS ?? 1000);

const opened = await realDatabase();
if (!opened) throw new Error('There is no PostgreSQL on this machine: install one');
const { database, cpu } = opened;
const sql = (text) => database.dataSource.query(text);

/** Stores runs of all datasets: noise, and in one of 50 trends a step at the first of them. */
const storeRuns = (from, count) =>
  sql(`
    INSERT INTO run (number, significant) SELECT number, true FROM generate_series(${from}, ${from + count - 1}) AS number;
    INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state)
      SELECT dataset.id || '/' || number, dataset.id, number, 'Run2023C', 1, 'DQMIO', 1, 'extracted'
      FROM dataset CROSS JOIN generate_series(${from}, ${from + count - 1}) AS number;
    INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, revision, file_id)
      SELECT trend.id, run_number,
        random() + random() + random() + CASE WHEN trend.id % 50 = 0 AND run_number >= ${firstRun + runs - runsPerNight} THEN 5 ELSE 0 END,
        0.5, 0.5, 1000, 1, file.id
      FROM file JOIN trend ON trend.dataset_id = file.dataset_id WHERE run_number BETWEEN ${from} AND ${from + count - 1}
      ORDER BY run_number, trend.id;
    ANALYZE;
  `);

/** Judges what is pending: the row of the table. */
async function measure(name, files) {
  const serverBefore = cpu();
  const before = process.cpuUsage();
  const begun = performance.now();
  const summary = await judge({
    database,
    log: pino({ level: 'silent' }),
    stopping: new AbortController().signal,
  });
  const wall = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  const own = (user + system) / 1e6;
  const server = cpu() - serverBefore;
  return [
    name,
    summary.trends.toLocaleString('en'),
    summary.opened.toLocaleString('en'),
    `${wall.toFixed(1)} s`,
    `${own.toFixed(1)} s`,
    `${server.toFixed(1)} s`,
    `${((1000 * (own + server)) / summary.trends).toFixed(1)} ms`,
    `${((1000 * (own + server)) / files).toFixed(0)} ms`,
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
  ];
}

try {
  await sql(`
    SELECT setseed(0.5);
    INSERT INTO dataset (primary_dataset, processing) SELECT 'Dataset' || n, 'PromptReco' FROM generate_series(1, ${datasets}) AS n;
    INSERT INTO config (subsystem, name, title, y_title, revision, metric, paths, active, backfill, file, line)
      SELECT 'Sub' || n % 10, 'plot' || n, 't', 'y', 1, 'm', '{"main": ["x"]}', true, false, 'f', n FROM generate_series(1, ${trends}) AS n;
    INSERT INTO trend (config_id, dataset_id, has_data)
      SELECT config.id, dataset.id, true FROM dataset CROSS JOIN config ORDER BY dataset.id, config.id;
  `);
  await storeRuns(firstRun, runs - runsPerNight);
  const rows = [
    [
      'judged',
      'trends',
      'alarms opened',
      'time',
      'CPU of HDQM',
      'CPU of the database',
      'CPU a trend',
      'CPU a file',
      'peak memory',
    ],
    await measure(`all ${(runs - runsPerNight).toLocaleString('en')} runs, once`, datasets * (runs - runsPerNight)),
  ];
  await storeRuns(firstRun + runs - runsPerNight, runsPerNight);
  rows.push(await measure(`a night: ${datasets * runsPerNight} files`, datasets * runsPerNight));
  const lines = [`${whenAndWhere()}; ${datasets} datasets of ${trends} trends.`, '', ...table(rows)];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!process.argv.includes('--print')) await writeFigures('judge', lines);
} finally {
  await opened.stop();
}
