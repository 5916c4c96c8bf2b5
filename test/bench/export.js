// Exports of many points by URL, for each format: time, size, CPU, memory of the server, and how long another client's requests take meanwhile.
// Writes its table into test/bench/README.md
// (--print: only prints it).
//   npm run build:server && [RUNS=1000] node test/bench/export.js [--print]      (10 datasets of 1,000 trends: 10 million points)
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuOf, startServer } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { realDatabase } from './machine.js';

const [datasets, trends] = [10, 1000];
const runs = Number(process.env.RUNS ?? 1000);
const formats = ['csv', 'ndjson', 'json', 'parquet', 'arrow'];

const opened = await realDatabase();
if (!opened) throw new Error('There is no PostgreSQL on this machine: install one');
const { database, env, cpu } = opened;

/** Memory of a process in MiB: now, and its maximum so far. */
const memoryOf = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024);
  return { now: of('VmRSS'), max: of('VmHWM') };
};

/** Downloads a file: its size in bytes. */
async function download(url) {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  let bytes = 0;
  for await (const piece of response.body) bytes += piece.length;
  return bytes;
}

/** Requests the trends of 20 runs again and again until `ended` resolves: the median and the 95th percentile of their time, as text in ms. */
async function latencies(url, ended) {
  const body = JSON.stringify({
    query:
      '{ trends(subsystem: "Tracker", primaryDataset: "Dataset1", processing: "PromptReco", names: ["plot_1"], select: { latest: 20 }) { config { name } points { value } } }',
  });
  const times = [];
  const end = new AbortController();
  const finish = () => end.abort();
  ended.then(finish, finish);
  while (!end.signal.aborted) {
    const begun = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await response.text();
    if (response.status !== 200 || !text.includes('plot_1')) throw new Error(`${response.status} ${text}`);
    times.push(performance.now() - begun);
    await delay(20);
  }
  times.sort((a, b) => a - b);
  return `${[0.5, 0.95].map((share) => times[Math.floor(times.length * share)].toFixed(0)).join(', ')} ms`;
}

try {
  await database.dataSource.query(`
    SELECT setseed(0.5);
    INSERT INTO dataset (primary_dataset, processing) SELECT 'Dataset' || n, 'PromptReco' FROM generate_series(1, ${datasets}) AS n;
    INSERT INTO config (subsystem, name, title, y_title, revision, metric, paths, active, backfill, file, line)
      SELECT 'Tracker', 'plot_' || n, 't', 'y', 1, 'm', '{"main": ["x"]}', true, false, 'f', n FROM generate_series(1, ${trends}) AS n;
    INSERT INTO trend (config_id, dataset_id, has_data)
      SELECT config.id, dataset.id, true FROM dataset CROSS JOIN config ORDER BY dataset.id, config.id;
    INSERT INTO run (number, significant) SELECT 360000 + n, true FROM generate_series(1, ${runs}) AS n;
    INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state)
      SELECT dataset.id || '/' || run.number, dataset.id, run.number, 'Run2023C', 1, 'DQMIO', 1, 'extracted' FROM dataset CROSS JOIN run;
    INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, revision, file_id)
      SELECT trend.id, run_number, random(), random(), random(), 1000, 1, file.id
      FROM file JOIN trend ON trend.dataset_id = file.dataset_id ORDER BY run_number, trend.id;
    ANALYZE;
  `);
  const rows = [
    [
      'format',
      'points',
      'size',
      'time',
      'points per second',
      'CPU of the server',
      'CPU of the database',
      'memory before',
      'at most',
      'growth',
      'request alone: median, 95 %',
      'beside the export',
    ],
  ];
  for (const format of formats) {
    // A server of its own for each: the maximum of its memory is that of one format.
    const server = await startServer(env);
    const points = datasets * trends * runs;
    await download(`${server.url}/export/points.${format}?subsystem=Tracker&runs=360001&name=plot_1`);
    const alone = await latencies(server.url, delay(3000));
    const before = memoryOf(server.pid);
    const [own, ofDatabase, begun] = [cpuOf(server.pid), cpu(), performance.now()];
    const downloading = download(`${server.url}/export/points.${format}?subsystem=Tracker&latest=all`);
    const beside = await latencies(server.url, downloading);
    const bytes = await downloading;
    const seconds = (performance.now() - begun) / 1000;
    const { max } = memoryOf(server.pid);
    rows.push([
      format,
      points.toLocaleString('en'),
      `${Math.round(bytes / 1e6).toLocaleString('en')} MB`,
      `${seconds.toFixed(0)} s`,
      Math.round(points / seconds).toLocaleString('en'),
      `${(cpuOf(server.pid) - own).toFixed(0)} s`,
      `${(cpu() - ofDatabase).toFixed(0)} s`,
      `${before.now} MiB`,
      `${max} MiB`,
      `${max - before.now} MiB`,
      alone,
      beside,
    ]);
    await server.stop();
  }
  const lines = [`${whenAndWhere()}.`, '', ...table(rows)];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!process.argv.includes('--print')) await writeFigures('export', lines);
} finally {
  await opened.stop();
}
