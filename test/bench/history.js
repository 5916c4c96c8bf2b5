// Invented data for the benchmarks of the database and the API: HDQM's own configs in one dataset, with a history of runs. The same
// numbers for the same seed. Nothing here is CMS data.
import { fileURLToPath } from 'node:url';
import { judge } from '../../dist/server/jobs/judge.js';
import { loadConfigs } from '../../dist/server/plan/configs.js';
import { loadPlugins } from '../../dist/server/plugins/plugins.js';
import { parseFileName } from '../../dist/server/scan/file-name.js';
import { synchronizeConfigs } from '../../dist/server/store/configs/sync-configs.js';
import { recordFound } from '../../dist/server/store/files/files.js';

/** The first run of a history; those after it follow one by one. */
export const firstRun = 360_000;
/** The dataset of the histories. */
export const dataset = { primaryDataset: 'ZeroBias', processing: 'PromptReco' };

/** The configs of these folders; HDQM's own without any. */
export async function ownConfigs(folders = [fileURLToPath(new URL('../../configs', import.meta.url))]) {
  return loadConfigs(folders, await loadPlugins([]));
}

/** The path of a run's file, relative to the tree. */
export function filePath(run, primaryDataset = dataset.primaryDataset) {
  const folder = `${String(Math.floor(run / 100)).padStart(7, '0')}xx`;
  return `Run2023/${primaryDataset}/${folder}/DQM_V0001_R${String(run).padStart(9, '0')}__${primaryDataset}__Run2023C-PromptReco-v1__DQMIO.root`;
}

/** Enters files of these runs as found, and gives them. */
export function enterFiles(database, runs, primaryDataset) {
  const files = runs.map((run) => {
    const file = filePath(run, primaryDataset);
    return { path: file, ...parseFileName(file.split('/').at(-1)) };
  });
  return recordFound(database, files);
}

/**
 * Fills an empty database: every config has a point in each of `runs` runs, 2 % of them failures, and one in twenty configs has its ME in no
 * file of an odd run. `subsystem` leaves the others without points, `trends` all but that many; `errors` gives an error to HCAL's as well;
 * `configs` are folders of other configs than HDQM's own. Runs are as OMS has them: a fill has four.
 */
export async function fillHistory(
  database,
  { runs, subsystem = null, trends = null, errors = false, configs = undefined, seed = 0.5 },
) {
  await synchronizeConfigs(database, await ownConfigs(configs));
  const sql = (text, values) => database.dataSource.query(text, values);
  await enterFiles(
    database,
    Array.from({ length: runs }, (_, index) => firstRun + index),
  );
  await database.dataSource.transaction(async (manager) => {
    await manager.query('SELECT setseed($1)', [seed]);
    await manager.query(
      `INSERT INTO trend (config_id, dataset_id, has_data)
       SELECT config.id, dataset.id, true FROM config CROSS JOIN dataset
       WHERE $1::text IS NULL OR subsystem = $1 ORDER BY config.id LIMIT $2`,
      [subsystem, trends],
    );
    await manager.query(
      `INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, failure, reason, revision, file_id)
       SELECT trend_id, run, CASE WHEN ok THEN value END, CASE WHEN ok THEN error END, CASE WHEN ok THEN error END, entries,
         CASE WHEN NOT ok THEN 'NO_DATA' END, CASE WHEN NOT ok THEN 'the histogram is empty' END, 1, file_id
       FROM (
         SELECT trend.id AS trend_id, file.run_number AS run, file.id AS file_id, random() >= 0.02 AS ok, 100 * random() AS value,
           CASE WHEN config.metric LIKE 'hcal%' AND NOT $1 THEN 0 ELSE random() END AS error, floor(10000 * random()) AS entries
         FROM file CROSS JOIN trend JOIN config ON config.id = trend.config_id
         WHERE NOT (config.id % 20 = 0 AND file.run_number % 2 = 1)
         ORDER BY file.run_number, trend.id
       ) AS made`,
      [errors],
    );
    await manager.query(
      `UPDATE run SET fill = 8000 + number / 4, start_time = timestamptz '2023-04-01' + (number - $1) * interval '4 hours',
         duration_seconds = 600 + 9000 * random(), recorded_lumi = 50 * random(), class = 'Collisions23', significant = true`,
      [firstRun],
    );
    await manager.query(
      `UPDATE file SET state = 'extracted', extracted_at = now(), size = 3e7, modified_at = now(),
         missing = CASE WHEN run_number % 2 = 1 THEN ARRAY(SELECT id FROM config WHERE id % 20 = 0 ORDER BY id) ELSE '{}' END`,
    );
  });
  await sql('VACUUM ANALYZE');
}

/** Judges a history, as the scans that stored it would have: the first scan that is measured does not judge all of it. */
export async function judgeHistory(database) {
  const log = { info: () => undefined };
  await judge({ database, log, stopping: new AbortController().signal });
  await database.dataSource.query('VACUUM ANALYZE');
}
