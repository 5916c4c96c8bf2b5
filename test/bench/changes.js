// How long `changes` takes on a database as large as CMS': writes one into the PostgreSQL of DATABASE_URL (an empty database of its own).
//
//   npm run build:server && DATABASE_URL=postgresql://… node test/bench/changes.js [TRENDS [RUNS [DATASETS]]]
import { openDatabase } from '../../dist/server/store/connection/database.js';
import { findAnomalies } from '../../dist/server/store/anomalies.js';

const [trends = 3_000, runs = 1_000, datasets = 4] = process.argv.slice(2).map(Number);
const database = await openDatabase({ url: process.env.DATABASE_URL, dataFolder: '' });
const { dataSource } = database;
const [{ count }] = await dataSource.query('SELECT count(*)::int AS count FROM point');
if (count === 0) {
  await dataSource.query(`
    INSERT INTO run (number, start_time, significant)
      SELECT 360000 + n, timestamptz '2023-01-01' + n * interval '1 hour', n % 10 <> 0 FROM generate_series(1, ${runs}) AS n;
    INSERT INTO dataset (primary_dataset, processing) SELECT 'Dataset' || n, 'PromptReco' FROM generate_series(1, ${datasets}) AS n;
    INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state)
      SELECT d.id || '/' || r.number, d.id, r.number, 'Run2023A', 1, 'DQMIO', 1, 'extracted' FROM dataset d CROSS JOIN run r;
    INSERT INTO config (subsystem, name, title, y_title, revision, metric, paths, active, backfill, file, line)
      SELECT 'Sub' || n % 10, 'plot' || n, 't', 'y', 1, 'm', '{"main": ["x"]}', true, false, 'f', n FROM generate_series(1, ${trends}) AS n;
    INSERT INTO trend (config_id, dataset_id, has_data) SELECT c.id, d.id, true FROM config c CROSS JOIN dataset d;
    INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, revision, file_id)
      SELECT t.id, f.run_number, random() + random() + random() + CASE WHEN t.id % 200 = 0 AND f.run_number > 360000 + ${runs} - 3 THEN 9 ELSE 0 END,
        0.1, 0.1, 100, 1, f.id
      FROM file f JOIN trend t ON t.dataset_id = f.dataset_id ORDER BY f.run_number, t.id;
  `);
  await dataSource.query('ANALYZE');
}
const times = [];
let found;
for (let round = 0; round < 6; round += 1) {
  const start = performance.now();
  found = await findAnomalies(database, { newest: 5, before: 50, limit: 5, days: 7 });
  times.push(performance.now() - start);
}
const [cold, ...warm] = times;
console.log(
  `${datasets} datasets x ${trends} trends x ${runs} runs (${(await dataSource.query('SELECT count(*) FROM point'))[0].count} points): ` +
    `first ${cold.toFixed(0)} ms, then median ${warm.sort((a, b) => a - b)[2].toFixed(0)} ms; ${found.judgedTrends} trends judged, ${found.changes.length} changed`,
);
await database.close();
