import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportedAttributes, exportedRuns, planRunExport } from '../../../../../server/store/runs/export-runs.ts';
import { type LabelFilter, parseLabelFilter } from '../../../../../server/store/runs/labels/label-filter.ts';
import { findRunLabels, labelsOfRun, storeRunLabels } from '../../../../../server/store/runs/labels/run-labels.ts';
import { findRunAttributes } from '../../../../../server/store/runs/run-attributes.ts';
import { allRuns, countRuns } from '../../../../../server/store/runs/run-counts.ts';
import { resolveSelection } from '../../../../../server/store/runs/run-filter.ts';
import { findRuns } from '../../../../../server/store/runs/runs.ts';
import { freshDatabase, type TestDatabase } from '../../../../database.ts';

const range = (label: string, firstRun: number, lastRun: number | null) => ({
  label,
  firstRun,
  lastRun,
  color: null,
  comment: null,
});
const mode = { name: 'apv-mode', title: 'APV mode', ranges: [range('PEAK', 1, 2), range('DECO', 4, null)] };
const field = { name: 'field', title: 'Field', ranges: [range('off', 2, 4)] };

let test: TestDatabase;
beforeEach(async () => {
  test = await freshDatabase();
  await sql('INSERT INTO run (number) VALUES (1), (2), (3), (4), (5)');
  await storeRunLabels(test.database, { sets: [mode, field], broken: [] });
});
afterEach(() => test.drop());

const sql = <T>(text: string): Promise<T[]> => test.database.dataSource.query<T[]>(text);

describe('labels of ranges of runs', () => {
  it('are stored by set, and replaced by what the settings have now', async () => {
    expect(await findRunLabels(test.database)).toEqual([mode, field]);
    const changed = { ...mode, title: 'Mode', ranges: [range('PEAK', 1, 3), range('MULTI', 4, 9)] };
    await storeRunLabels(test.database, { sets: [changed], broken: [] });
    expect(await findRunLabels(test.database)).toEqual([changed]);
  });

  it('stay where their file has a problem now', async () => {
    await storeRunLabels(test.database, { sets: [field], broken: ['apv-mode'] });
    expect(await findRunLabels(test.database)).toEqual([mode, field]);
  });

  it('are not written where nothing changed', async () => {
    const versions = () => sql('SELECT xmin::text FROM run_label ORDER BY set_name, first_run');
    const before = await versions();
    await storeRunLabels(test.database, { sets: [mode, field], broken: [] });
    expect(await versions()).toEqual(before);
  });

  it('are those of a run, at most one of a set', () => {
    expect(labelsOfRun([mode, field], 2).map(({ set, label }) => [set, label])).toEqual([
      ['apv-mode', 'PEAK'],
      ['field', 'off'],
    ]);
    expect(labelsOfRun([mode, field], 3)).toMatchObject([{ set: 'field' }]);
    expect(labelsOfRun([mode, field], 100_000)).toMatchObject([{ label: 'DECO' }]);
  });
});

describe('a filter on a label', () => {
  const found = async (...labels: LabelFilter[]): Promise<number[]> => {
    const selection = await resolveSelection(test.database, { labels });
    return [...(await findRuns(test.database, selection, { offset: 0, limit: 9 })).numbers].sort();
  };

  it('selects the runs that have one of the labels; all filters hold', async () => {
    expect(await found({ set: 'apv-mode', labels: ['PEAK'] })).toEqual([1, 2]);
    expect(await found({ set: 'apv-mode', labels: ['PEAK', 'DECO'] })).toEqual([1, 2, 4, 5]);
    expect(await found({ set: 'apv-mode', labels: ['DECO'] }, { set: 'field', labels: ['off'] })).toEqual([4]);
  });

  it('counts the runs that it excludes, apart those without a label', async () => {
    const counts = await countRuns(
      test.database,
      allRuns,
      await resolveSelection(test.database, { labels: [{ set: 'apv-mode', labels: ['PEAK'] }] }),
    );
    expect(counts.excluded).toEqual([
      { name: 'apv-mode is not PEAK', count: 2 },
      { name: 'apv-mode not known', count: 1 },
    ]);
  });

  it('is rejected where there is no such set or label, with the nearest name', async () => {
    await expect(found({ set: 'apv-mod', labels: ['PEAK'] })).rejects.toThrow(
      'there is no set of labels apv-mod: did you mean apv-mode?',
    );
    await expect(found({ set: 'apv-mode', labels: ['MULTI'] })).rejects.toThrow(
      'there is no label of apv-mode MULTI; known ones are PEAK, DECO',
    );
  });

  it('is written as in addresses', () => {
    expect(parseLabelFilter('apv-mode:PEAK|DECO')).toEqual({ set: 'apv-mode', labels: ['PEAK', 'DECO'] });
    for (const text of ['apv-mode', 'apv-mode:', ':PEAK', 'a:b:c'])
      expect(() => parseLabelFilter(text)).toThrow('is no filter on a label: expected SET:LABEL');
  });
});

it('labels are a column of exported runs, and an attribute of exported points', async () => {
  const attributes = await exportedAttributes(test.database);
  const rows: Record<string, unknown>[] = [];
  for await (const batch of exportedRuns(
    test.database,
    await planRunExport(test.database, { significant: false }),
    attributes,
  ))
    rows.push(...batch);
  expect(rows.map((row) => [row['number'], row['label:apv-mode'], row['label:field']])).toEqual([
    [1, 'PEAK', null],
    [2, 'PEAK', 'off'],
    [3, null, 'off'],
    [4, 'DECO', 'off'],
    [5, 'DECO', null],
  ]);
  expect(await findRunAttributes(test.database, ['label:field'])).toMatchObject([
    { name: 'label:field', type: 'text' },
  ]);
});
