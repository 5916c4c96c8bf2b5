// What a chain of datasets costs beside a dataset with the same points: the trends of SiStrips, on a real PostgreSQL where this machine has one.
// Writes its table into test/bench/README.md (--print: only prints it).
//   npm run build && [RUNS=1000] node test/bench/chains.js [--print]      (two minutes)
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { requestTrends } from './api.js';
import { cpuOf, median, root, startServer } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { dataset, fillHistory } from './history.js';
import { embeddedDatabase, realDatabase, temporaryFolder } from './machine.js';

const runs = Number(process.env.RUNS ?? 1000);
const subsystem = 'SiStrips';
const members = ['First', 'Second', 'Third'];
const chain = { primaryDataset: 'Chain', processing: 'chain' };
const rounds = 5;

const real = await realDatabase();
const { env, database, cpu, stop } = real ?? (await embeddedDatabase());
const sql = (text, values) => database.dataSource.query(text, values);

/** The history of one dataset, and the same points in three datasets, of which each has every third run. */
async function fill() {
  await fillHistory(database, { runs, subsystem });
  await sql(`
    INSERT INTO dataset (primary_dataset, processing) VALUES ${members.map((name) => `('${name}', 'PromptReco')`).join(', ')};
    INSERT INTO trend (config_id, dataset_id, has_data)
      SELECT config_id, member.id, true FROM trend CROSS JOIN dataset AS member WHERE member.id > 1 ORDER BY member.id, config_id;
    INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state, missing, extracted_at)
      SELECT dataset.id || '/' || path, dataset.id, run_number, era, processing_version, tier, version, state, missing, extracted_at
      FROM file JOIN dataset ON dataset.id = 2 + run_number % 3;
    INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, failure, reason, revision, file_id)
      SELECT copy.id, point.run_number, value, error_low, error_high, entries, failure, point.reason, revision, file.id
      FROM point JOIN trend ON trend.id = trend_id AND trend.dataset_id = 1
      JOIN file ON file.run_number = point.run_number AND file.dataset_id > 1
      JOIN trend AS copy ON copy.dataset_id = file.dataset_id AND copy.config_id = trend.config_id
      ORDER BY point.run_number, copy.id;
  `);
  await sql('VACUUM ANALYZE');
}

const configs = temporaryFolder();
writeFileSync(
  path.join(configs, 'datasets.ini'),
  `[dataset:${chain.primaryDataset}]\nmembers = ${members.map((name) => `${name}/PromptReco`).join(', ')}\n`,
);
const start = () =>
  startServer({ ...env, EOS_ROOT: temporaryFolder(), HDQM_CONFIGS: `${configs}:${path.join(root, 'configs')}` });
const write = () => sql('SELECT pg_current_xact_id()');

const kinds = [
  ['dataset', dataset],
  ['chain', chain],
];

/** The median milliseconds, and the CPU seconds of server and database, of requests one after the other. */
async function timed(server, request, before, times) {
  const begun = cpuOf(server.pid) + cpu();
  const responses = [];
  for (let number = 0; number < times; number += 1) {
    await before();
    responses.push(await request());
  }
  const used = (cpuOf(server.pid) + cpu() - begun) / times;
  return { ms: median(responses.map(({ ms }) => ms)), cpu: used, bytes: responses[0].bytes };
}

/** Figures of the latest runs: of a server of its own each time, then with points in its cache after unrelated writes, and repeated. */
async function measure(latest) {
  const figures = kinds.map(() => ({ first: [], written: [], again: [] }));
  for (let round = 0; round < rounds; round += 1) {
    // In turns: none is always the second, for which the database has the pages in memory.
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const [, names] = kinds[index];
      const server = await start();
      try {
        const request = () => requestTrends(server.url, { ...names, subsystem, select: { latest } });
        await requestTrends(server.url, { ...names, subsystem: 'none' });
        const nothing = () => undefined;
        figures[index].first.push(await timed(server, request, nothing, 1));
        figures[index].written.push(await timed(server, request, write, 10));
        figures[index].again.push(await timed(server, request, nothing, 10));
      } finally {
        await server.stop();
      }
    }
  }
  return figures;
}

const figure = (values) => {
  const of = (key) => median(values.map((value) => value[key]));
  return `${of('ms').toFixed(1)} ms, CPU ${of('cpu').toFixed(2)} s`;
};
try {
  await fill();
  const rows = [];
  for (const latest of [50, runs]) {
    const figures = await measure(latest);
    for (const [index, [kind]] of kinds.entries()) {
      const { first, written, again } = figures[index];
      const size = `${(first[0].bytes / 1e6).toFixed(2)} MB`;
      rows.push([`latest ${latest}, ${kind}`, figure(first), figure(written), figure(again), size]);
    }
  }
  const lines = [
    `${whenAndWhere()}; ${real ? 'PostgreSQL' : 'embedded database'}, ${runs} runs of ${subsystem}, a third of them in each of three members; medians of ${rounds} servers.`,
    '',
    ...table([['trends', 'the very first', 'after something else was written', 'repeated', 'response'], ...rows]),
  ];
  if (process.argv.includes('--print')) process.stdout.write(`${lines.join('\n')}\n`);
  else await writeFigures('chains', lines);
} finally {
  await stop();
}
