import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../server/app/project.ts';
import { readReferenceRuns } from '../../../../server/app/rules/reference-runs.ts';

const folderWith = (text: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  writeFileSync(path.join(folder, 'reference-runs.ini'), text);
  return folder;
};
const problemsOf = async (text: string) =>
  (await readReferenceRuns([folderWith(text)], ['Tracker', 'DT'])).problems.map(
    ({ line, message, suggestion }) => `${line}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
  );

describe('reference runs', () => {
  it('are pinned by subsystem', async () => {
    const { runs, problems } = await readReferenceRuns([folderWith('[Tracker]\nrun = 367102\n[DT]\nrun = 7')]);
    expect(Object.fromEntries(runs)).toEqual({ Tracker: 367_102, DT: 7 });
    expect(problems).toEqual([]);
  });

  it('are none in the file of HDQM', async () => {
    expect(await readReferenceRuns([path.join(projectRoot, 'configs')], ['Tracker'])).toEqual({
      runs: new Map(),
      problems: [],
    });
  });

  it('have problems with the line and a near name', async () => {
    expect(await problemsOf('[Traker]\nrun = 1')).toEqual(['1: no config has the subsystem Traker (Tracker)']);
    expect(await problemsOf('[Tracker]\nrum = 1')).toEqual(['2: unknown key rum (run)']);
    expect(await problemsOf('[Tracker]')).toEqual(['1: [Tracker] has no run']);
    expect(await problemsOf('[Tracker]\nrun = 12a')).toEqual(["2: run '12a' is not a run number"]);
    expect(await problemsOf('[Tracker]\nrun = 1\n[Tracker]\nrun = 2')).toHaveLength(1);
  });
});
