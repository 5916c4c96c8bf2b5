import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProcessingEras1764500000000 } from '../../migrations/1764500000000-processing-eras.ts';
import { synchronizeConfigs } from '../../server/store/configs/sync-configs.ts';
import { configsOf } from '../server/store/sections.ts';
import { freshDatabase, type TestDatabase } from '../database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());

/** Runs the migration, on the data as an earlier version stored it. */
async function migrate(): Promise<void> {
  const runner = test.database.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await new ProcessingEras1764500000000().up(runner);
    await runner.commitTransaction();
  } finally {
    await runner.release();
  }
}

it('separates releases and eras with their points, and has the files that were not read be read', async () => {
  const { dataSource } = test.database;
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' })); // 1 and 2
  await dataSource.query(`
    INSERT INTO run (number) VALUES (1), (2), (3);
    INSERT INTO dataset (id, primary_dataset, processing) VALUES (1, 'ZeroBias', '132X'), (2, 'ZeroBias', 'PromptReco');
    INSERT INTO file (id, path, dataset_id, run_number, era, processing_version, tier, version, state, extracted_at) VALUES
      (1, 'pre1', 1, 1, 'CMSSW_1_pre1', 1, 'DQMIO', 1, 'extracted', now()),
      (2, 'pre2', 1, 1, 'CMSSW_1_pre2', 1, 'DQMIO', 1, 'superseded', NULL),
      (3, 'pre1 V0', 1, 1, 'CMSSW_1_pre1', 0, 'DQMIO', 1, 'superseded', NULL),
      (4, 'C', 2, 2, 'Run2023C', 1, 'DQMIO', 1, 'extracted', now()),
      (5, 'D', 2, 3, 'Run2023D', 1, 'DQMIO', 1, 'extracted', now()),
      (6, 'D too', 2, 2, 'Run2023D', 1, 'DQMIO', 1, 'superseded', NULL),
      (7, 'C V0', 2, 2, 'Run2023C', 0, 'DQMIO', 1, 'superseded', NULL);
    INSERT INTO trend (id, config_id, dataset_id, has_data) VALUES (1, 1, 1, true), (2, 2, 1, false), (3, 1, 2, true);
    INSERT INTO point (trend_id, run_number, value, error_low, error_high, failure, reason, revision, file_id) VALUES
      (1, 1, 11, 0, 0, NULL, NULL, 1, 1), (2, 1, NULL, NULL, NULL, 'NO_DATA', 'empty', 1, 1), (3, 2, 32, 0, 0, NULL, NULL, 1, 4), (3, 3, 33, 0, 0, NULL, NULL, 1, 5);
    SELECT setval(pg_get_serial_sequence(t, 'id'), 100) FROM unnest(ARRAY['dataset', 'file', 'trend']) AS t;
  `);
  const content = {
    files: `SELECT path, processing, state FROM file JOIN dataset ON dataset.id = dataset_id ORDER BY file.id`,
    points: `SELECT config_id AS config, processing, run_number AS run, value, has_data AS "hasData" FROM point
      JOIN trend ON trend.id = trend_id JOIN dataset ON dataset.id = trend.dataset_id ORDER BY run_number, config_id`,
    empty: `SELECT count(*)::int AS count FROM trend WHERE has_data AND dataset_id = 1`,
  };
  const read = async () => ({
    files: await dataSource.query(content.files),
    points: await dataSource.query(content.points),
    empty: await dataSource.query(content.empty),
  });
  const expected = {
    files: [
      { path: 'pre1', processing: 'CMSSW_1_pre1-132X', state: 'extracted' },
      { path: 'pre2', processing: 'CMSSW_1_pre2-132X', state: 'found' },
      { path: 'pre1 V0', processing: 'CMSSW_1_pre1-132X', state: 'superseded' },
      { path: 'C', processing: 'PromptReco', state: 'extracted' },
      { path: 'D', processing: 'PromptReco', state: 'extracted' },
      { path: 'D too', processing: 'Run2023D-PromptReco', state: 'found' },
      { path: 'C V0', processing: 'PromptReco', state: 'superseded' },
    ],
    points: [
      { config: 1, processing: 'CMSSW_1_pre1-132X', run: 1, value: 11, hasData: true },
      { config: 2, processing: 'CMSSW_1_pre1-132X', run: 1, value: null, hasData: false },
      { config: 1, processing: 'PromptReco', run: 2, value: 32, hasData: true },
      { config: 1, processing: 'PromptReco', run: 3, value: 33, hasData: true },
    ],
    empty: [{ count: 0 }],
  };
  await migrate();
  expect(await read()).toEqual(expected);
  await migrate();
  expect(await read()).toEqual(expected);
});
