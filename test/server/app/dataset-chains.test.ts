import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChains, synchronizeChains } from '../../../server/app/dataset-chains.ts';
import { readSettings } from '../../../server/app/settings.ts';
import { parseFileName } from '../../../server/scan/file-name.ts';
import { findDatasetId } from '../../../server/store/datasets.ts';
import { recordFound } from '../../../server/store/files/files.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await freshDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'hdqm-chains-'));
  const name = 'DQM_V0001_R000367001__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root';
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  await recordFound(test.database, [{ path: name, ...parsed }]);
});
afterAll(async () => {
  await test.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('stores the chains without problems, and logs the others and members without files', async () => {
  const file = path.join(folder, 'datasets.ini');
  const chains = '[dataset:Minimum bias]\nmembers = ZeroBias/PromptReco, ZeroBiass/PromptReco\n';
  writeFileSync(file, `${chains}[dataset:zerobias]\nmembers = Muon0/PromptReco\n[dataset:Wrong]\nmember = a/b\n`);
  const lines: { msg: string; problems?: number }[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const settings = readSettings({ HDQM_CONFIGS: folder, HDQM_DATA: folder });
  await startChains({ database: test.database, settings, log });
  const shown = path.relative('', file);
  expect(lines.map(({ msg, problems }) => ({ msg, ...(problems === undefined ? {} : { problems }) }))).toEqual([
    { msg: 'dataset chains with problems skipped, `hdqm check` lists them', problems: 2 },
    { msg: `${shown}:2: Minimum bias: member ZeroBiass/PromptReco has 0 files; similar: ZeroBias/PromptReco` },
    { msg: `${shown}:4: zerobias: member Muon0/PromptReco has 0 files` },
  ]);
  expect(await findDatasetId(test.database, 'Minimum bias', 'chain')).toBe(-1);
  expect(await findDatasetId(test.database, 'zerobias', 'chain')).toBeUndefined();
  expect(await findDatasetId(test.database, 'Wrong', 'chain')).toBeUndefined();
  writeFileSync(file, '');
  expect(await synchronizeChains(test.database, settings)).toEqual({ problems: [], warnings: [] });
  expect(await findDatasetId(test.database, 'Minimum bias', 'chain')).toBeUndefined();
});
