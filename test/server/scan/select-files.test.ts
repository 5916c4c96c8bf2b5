import { describe, expect, it } from 'vitest';
import { selectFiles, type KnownState } from '../../../server/scan/select-files.ts';
import type { TreeFile } from '../../../server/scan/tree.ts';

const file = (
  version: number,
  { run = 365850, processingVersion = 1, processing = 'PromptReco', era = 'Run2023C' } = {},
): TreeFile => ({
  path: `${run}/${era === 'Run2023C' ? '' : era}${processing}-v${processingVersion}/V${version}`,
  primaryDataset: 'ZeroBias',
  era,
  processing,
  processingVersion,
  tier: 'DQMIO',
  run,
  version,
});

function select(files: TreeFile[], states: Record<string, KnownState['state']> = {}, due: string[] = []) {
  const state = (path: string): KnownState | undefined => (states[path] ? { state: states[path] } : undefined);
  return selectFiles(files, state, (path) => due.includes(path)).map(({ files, superseded }) => ({
    read: files.map(({ path }) => path),
    superseded: superseded.map(({ path }) => path),
  }));
}

describe('selectFiles', () => {
  const [v1, v2, v3] = [file(1), file(2), file(3)] as const;

  it('selects the best version of each dataset and run, with the others as fallbacks', () => {
    const other = file(1, { processing: '19Dec2023' });
    expect(select([v1, other, v3, v2])).toEqual([
      { read: [v3.path, v2.path, v1.path], superseded: [] },
      { read: [other.path], superseded: [] },
    ]);
  });

  it('selects the processings of a run in two releases or eras: they are no versions of one another', () => {
    const [pre1, pre2] = ['CMSSW_13_3_0_pre1', 'CMSSW_13_3_0_pre2'].map((era) => file(1, { era })) as [
      TreeFile,
      TreeFile,
    ];
    const commissioning = file(2, { era: 'Commissioning2023' });
    expect(select([v1, pre1, pre2, commissioning], { [v1.path]: 'extracted', [pre1.path]: 'extracted' })).toEqual([
      { read: [pre2.path], superseded: [] },
      { read: [commissioning.path], superseded: [] },
    ]);
  });

  it('ranks the processing version before the file version', () => {
    const reprocessed = file(1, { processingVersion: 2 });
    expect(select([v3, reprocessed])[0]?.read).toEqual([reprocessed.path, v3.path]);
  });

  it('selects nothing if the best version is extracted', () => {
    expect(select([v1, v2], { [v1.path]: 'superseded', [v2.path]: 'extracted' })).toEqual([]);
  });

  it('selects only versions that rank above the extracted one', () => {
    expect(select([v1, v2, v3], { [v2.path]: 'extracted' })).toEqual([{ read: [v3.path], superseded: [v1.path] }]);
  });

  it('selects files found by an interrupted scan', () => {
    expect(select([v1, v2], { [v1.path]: 'found', [v2.path]: 'found' })).toEqual([
      { read: [v2.path, v1.path], superseded: [] },
    ]);
  });

  it('skips a failed file until it is due', () => {
    expect(select([v1, v2], { [v2.path]: 'failed' })).toEqual([{ read: [v1.path], superseded: [] }]);
    expect(select([v1, v2], { [v1.path]: 'extracted', [v2.path]: 'failed' })).toEqual([]);
    expect(select([v1, v2], { [v1.path]: 'extracted', [v2.path]: 'failed' }, [v2.path])).toEqual([
      { read: [v2.path], superseded: [] },
    ]);
  });
});
