import { afterAll, beforeAll, expect, it } from 'vitest';
import { listConfigProblems, replaceConfigProblems } from '../../../../server/store/configs/config-problems.ts';
import type { ProblemGroup } from '../../../../server/plan/problem.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.drop());

const replace = (problems: readonly ProblemGroup[]): Promise<void> =>
  test.database.dataSource.transaction((manager) => replaceConfigProblems(manager, problems));

/** Transaction that wrote each row. */
const writers = (): Promise<unknown[]> => test.database.dataSource.query('SELECT xmin FROM config_problem');

it('keeps the problems of the last synchronization, in their order, and writes only what changed', async () => {
  const typo = { file: 'a.ini', lines: [4, 9], message: 'unknown metric basic.Maen', suggestion: 'basic.Mean' };
  const unreadable = { file: 'b.ini', lines: [], message: 'not readable: EACCES', suggestion: undefined };
  await replace([typo, unreadable]);
  expect(await listConfigProblems(test.database)).toEqual([
    { position: 0, ...typo },
    { position: 1, ...unreadable, suggestion: null },
  ]);
  const before = await writers();
  await replace([typo, unreadable]);
  expect(await writers()).toEqual(before);
  await replace([unreadable]);
  expect(await listConfigProblems(test.database)).toMatchObject([{ position: 0, file: 'b.ini' }]);
  await replace([]);
  expect(await listConfigProblems(test.database)).toEqual([]);
});
