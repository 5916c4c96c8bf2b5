import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.database.dataSource.query('TRUNCATE point, trend, file, run, dataset RESTART IDENTITY CASCADE');
});

async function record(...datasets: string[]): Promise<void> {
  const files = datasets.flatMap((dataset) => {
    const name = `DQM_V0001_R000366409__ZeroBias__${dataset}-v1__DQMIO.root`;
    const parsed = parseFileName(name);
    return parsed ? [{ path: name, ...parsed }] : [];
  });
  await recordFound(test.database, files);
}

/** Processings of the datasets, and the eras of the files in each. */
const stored = (): Promise<object[]> =>
  test.database.dataSource.query(
    `SELECT processing, array_agg(era ORDER BY era) AS eras FROM dataset JOIN file ON file.dataset_id = dataset.id GROUP BY processing ORDER BY processing`,
  );

it('stores two releases in two datasets', async () => {
  await record('CMSSW_13_3_0_pre1-132X_v2', 'CMSSW_13_3_0_pre2-132X_v2');
  expect(await stored()).toEqual([
    { processing: 'CMSSW_13_3_0_pre1-132X_v2', eras: ['CMSSW_13_3_0_pre1'] },
    { processing: 'CMSSW_13_3_0_pre2-132X_v2', eras: ['CMSSW_13_3_0_pre2'] },
  ]);
});

it.each([
  ['in one scan', ['Commissioning2023', 'Run2023C'], [], 'Run2023C', 'Commissioning2023'],
  ['in two scans', ['Commissioning2023'], ['Run2023C'], 'Commissioning2023', 'Run2023C'],
])('stores the second era of a run found %s in a dataset of its own', async (_name, first, second, main, other) => {
  const datasets = (eras: string[]): string[] => eras.map((era) => `${era}-PromptReco`);
  await record(...datasets(first));
  await record(...datasets(second));
  await record(...datasets([...first, ...second])); // again
  expect(await stored()).toEqual(
    [
      { processing: 'PromptReco', eras: [main] },
      { processing: `${other}-PromptReco`, eras: [other] },
    ].toSorted((a, b) => (a.processing < b.processing ? -1 : 1)),
  );
});
