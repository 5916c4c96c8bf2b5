import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMissingElements, latestFiles } from '../../../../server/store/configs/missing-elements.ts';
import { synchronizeConfigs } from '../../../../server/store/configs/sync-configs.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { configsOf } from '../sections.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());

async function extract(run: number, found: readonly number[], missing: readonly number[], revision = 1): Promise<void> {
  const path = `DQM_V0001_R000${run}__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root`;
  const name = parseFileName(path);
  if (name === undefined) throw new Error(path);
  const [file] = await recordFound(test.database, [{ ...name, path }]);
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: 1,
    modifiedAt: new Date(),
    software: { release: null, globalTag: null },
    computed: [...found, ...missing],
    points: found.map((configId) => ({
      configId,
      revision,
      result: { value: 1, errorLow: 0, errorHigh: 0 },
      entries: 1,
    })),
    missing,
  });
}

it('finds configs whose ME is in no file that was read for their current revision', async () => {
  await synchronizeConfigs(test.database, configsOf({ name: 'a' }, { name: 'b' }, { name: 'c' }));
  await extract(366001, [1], [2, 3]);
  await extract(366002, [1], [2, 3]);
  await extract(366003, [1, 2], [3]);
  expect([...(await findMissingElements(test.database, null))]).toEqual([[3, 3]]);
  expect([...(await findMissingElements(test.database, [1, 2]))]).toEqual([]);
  expect(await latestFiles(test.database)).toMatchObject([{ run: 366003 }]);

  // A path that was edited: files that were read before say nothing about it.
  const edited = { metric: 'basic.Mean()', metricRevision: 1, paths: { main: ['Tracker/typo'] } };
  await synchronizeConfigs(
    test.database,
    configsOf({ name: 'a', computation: edited }, { name: 'b' }, { name: 'c', computation: edited }),
  );
  expect([...(await findMissingElements(test.database, null))]).toEqual([]);
  await extract(366004, [2], [1, 3], 2);
  expect([...(await findMissingElements(test.database, null))].sort()).toEqual([
    [1, 1],
    [3, 1],
  ]);
});
