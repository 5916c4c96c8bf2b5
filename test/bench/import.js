// Imports points of CentralHDQM's tables from a real PostgreSQL into an empty database on the same server, in both forms of the tables: time and
// memory. Writes its table into test/bench/README.md (--print: only prints it).
//   npm run build:server && [TRENDS=500] node test/bench/import.js [--print]      (2,000 runs of 500 trends: 1 million points)
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { root } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { realDatabase } from './machine.js';

const trends = Number(process.env.TRENDS ?? 500);
const runs = 2000;

const opened = await realDatabase();
if (!opened) throw new Error('There is no PostgreSQL on this machine: install one');
const { env, cpu } = opened;

const texts = `
  CREATE TABLE "GUIFiles" AS SELECT format('/eos/DQM_V0001_R000%s__ZeroBias__Run2022A-PromptReco-v1__DQMIO.root', run) AS path,
    'ZeroBias' AS stream, 'PromptReco' AS reco_path FROM generate_series(350001, 350000 + ${runs}) AS run;
  CREATE TABLE "Datasets" AS SELECT 1 AS id, 'ZeroBias' AS stream, 'PromptReco' AS reco_path;
  CREATE TABLE "Configs" AS SELECT id, subsystem, name, metric, path AS relative_path, NULL AS histo1_path, NULL AS histo2_path,
    NULL AS reference_path FROM config;
  CREATE TABLE "Trends" AS SELECT id, 1 AS dataset_id, id AS config_id,
    (SELECT '{' || string_agg(format('%s: [%s, %s]', run, random(), random()), ', ') || '}'
     FROM generate_series(350001, 350000 + ${runs}) AS run WHERE id > 0) AS points FROM config;`;
const rows = `
  CREATE TABLE last_calculated_configs AS SELECT id, subsystem, name, metric, path AS relative_path, NULL AS histo1_path, NULL AS histo2_path,
    NULL AS reference_path FROM config;
  CREATE TABLE historic_data_points AS SELECT row_number() OVER () AS id, run, 0 AS lumi, '/ZeroBias/Run2022A-PromptReco-v1/DQMIO' AS dataset,
    random() AS value, random() AS error, config.id AS config_id FROM generate_series(350001, 350000 + ${runs}) AS run CROSS JOIN config;`;

/** Starts the import, and waits for its end: its output, time, and the maximum of its memory in MiB. */
async function importFrom(url, target) {
  const begun = performance.now();
  const args = [path.join(root, 'bin/hdqm.js'), 'import', url, '--new-datasets'];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env, ...target, EOS_ROOT: root } });
  let [output, memory] = ['', 0];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const look = setInterval(() => {
    try {
      memory = Math.round(
        Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
      );
    } catch {
      // it has just ended
    }
  }, 100);
  const status = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (status !== 0) throw new Error(output);
  return { output, memory, seconds: (performance.now() - begun) / 1000 };
}

/** Executes SQL in a new database, and returns its URL. */
async function database(name, sql, configs) {
  const admin = new Client({ connectionString: env.DATABASE_URL });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = env.DATABASE_URL.replace(/\/[^/]*$/, `/${name}`);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE config (id int, subsystem text, name text, metric text, path text)');
  await client.query(
    'INSERT INTO config SELECT number, * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS c (subsystem, name, metric, path, number)'.replace(
      'number, *',
      'number, subsystem, name, metric, path',
    ),
    ['subsystem', 'name', 'metric', 'path'].map((column) => configs.map((config) => config[column])),
  );
  await client.query(sql);
  await client.end();
  return url;
}

try {
  // The configs as a command stores them that only looks.
  const empty = await database(
    'nothing',
    'CREATE TABLE last_calculated_configs (id int, subsystem text, name text, metric text, relative_path text, histo1_path text, histo2_path text, reference_path text); CREATE TABLE historic_data_points (id int, run int, lumi int, dataset text, value float, error float, config_id int)',
    [],
  );
  await importFrom(empty, {});
  const configs = await opened.database.dataSource.query(
    `SELECT subsystem, name, metric, paths -> 'main' ->> 0 AS path FROM config
     WHERE paths - 'main' = '{}' AND metric !~ 'RBXMean|MeanCh|MeanPosOnly|MeanXRange|^fits' AND problem IS NULL ORDER BY id LIMIT $1`,
    [trends],
  );
  const lines = [['tables', 'points', 'time', 'points per second', 'again', 'CPU of the database', 'memory at most']];
  for (const [name, sql] of [
    ['texts', texts],
    ['rows', rows],
  ]) {
    const url = await database(name, sql, configs);
    const target = { DATABASE_URL: await database(`hdqm_${name}`, 'DROP TABLE config', []) };
    const before = cpu();
    const first = await importFrom(url, target);
    const ofDatabase = cpu() - before;
    const second = await importFrom(url, target);
    const points = Number(/points imported +│ +(\d+)/.exec(first.output)[1]);
    lines.push([
      name,
      points.toLocaleString('en'),
      `${first.seconds.toFixed(0)} s`,
      Math.round(points / first.seconds).toLocaleString('en'),
      `${second.seconds.toFixed(0)} s`,
      `${ofDatabase.toFixed(0)} s`,
      `${Math.max(first.memory, second.memory)} MiB`,
    ]);
  }
  const text = [`${whenAndWhere()}.`, '', ...table(lines)];
  process.stdout.write(`${text.join('\n')}\n`);
  if (!process.argv.includes('--print')) await writeFigures('import', text);
} finally {
  await opened.stop();
}
