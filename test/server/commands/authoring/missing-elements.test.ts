import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSettings } from '../../../../server/app/settings.ts';
import { compareWithDatabase } from '../../../../server/commands/authoring/database-check.ts';
import { parseFileName } from '../../../../server/scan/file-name.ts';
import { recordFound } from '../../../../server/store/files/files.ts';
import { storeExtraction } from '../../../../server/store/points.ts';
import { freshDatabase, type TestDatabase } from '../../../database.ts';
import { writtenFile } from '../../read/written-file.ts';
import { sectionOf } from '../../store/sections.ts';

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await freshDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'hdqm-missing-'));
});
afterAll(async () => {
  await test.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A file with one ME, Tracker/mean_pt. */
const content = (run: number): Buffer =>
  writtenFile([{ path: `DQMData/Run ${run}/Tracker/Run summary/mean_pt`, bytes: 500 }]);

async function extracted(run: number, dataset: string, bytes: Buffer): Promise<void> {
  const name = `DQM_V0001_R000${run}__${dataset}__Run2024C-PromptReco-v1__DQMIO.root`;
  const parsed = parseFileName(name);
  if (!parsed) throw new Error(name);
  await writeFile(path.join(folder, name), bytes);
  const [file] = await recordFound(test.database, [{ path: name, ...parsed }]);
  await storeExtraction(test.database, {
    fileId: file?.id ?? 0,
    size: bytes.length,
    modifiedAt: new Date(0),
    software: { release: null, globalTag: null },
    points: [],
    missing: [],
    computed: [],
  });
}

it('looks for MEs in the files that can be read: one has a corrupt folder, one is corrupt', async () => {
  const corrupt = content(380_002);
  // The last occurrence of the name is in the list of keys, which begins with their number.
  const firstKey = corrupt.lastIndexOf('mean_pt') - 'TH1F'.length - 2 - 26;
  corrupt.fill(0xff, firstKey - 4, firstKey);
  await extracted(380_001, 'ZeroBias', content(380_001));
  await extracted(380_002, 'Muon0', corrupt);
  await extracted(380_003, 'JetHT', Buffer.from('no ROOT file'));
  const settings = readSettings({ DATABASE_URL: test.url, EOS_ROOT: folder, HDQM_DATA: folder });
  const sections = [sectionOf({ name: 'mean_pt' }), sectionOf({ name: 'mean_px', line: 9 })];
  expect(await compareWithDatabase(settings, sections, [])).toEqual({
    problems: [],
    warnings: 'Tracker/trends.ini:9: mean_px: ME in 0 of the latest 1 file; similar: mean_pt\n',
  });
});
