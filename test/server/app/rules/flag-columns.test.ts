import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../server/app/project.ts';
import { readFlagColumns } from '../../../../server/app/rules/flag-columns.ts';

const folderWith = (text: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  writeFileSync(path.join(folder, 'run-registry.ini'), text);
  return folder;
};
const problemsOf = async (text: string, subsystems?: readonly string[]) =>
  (await readFlagColumns([folderWith(text)], subsystems)).problems.map(
    ({ line, message, suggestion }) => `${line}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
  );

describe('columns of flags', () => {
  it('are listed by subsystem', async () => {
    const folder = folderWith(
      '[Tracker]\ncolumns = tracker-strip, tracker-pixel\n  tracker-strip\n[DT]\ncolumns = dt-dt',
    );
    expect(await readFlagColumns([folder], ['Tracker', 'DT'])).toEqual({
      columns: new Map([
        ['Tracker', ['tracker-strip', 'tracker-pixel']],
        ['DT', ['dt-dt']],
      ]),
      problems: [],
    });
  });

  it('come from the first config folder with the file, or from that of HDQM', async () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
    const [first, second] = [folderWith('[A]\ncolumns = a-a'), folderWith('[B]\ncolumns = b-b')];
    expect([...(await readFlagColumns([empty, first, second])).columns.keys()]).toEqual(['A']);
    const own = await readFlagColumns([path.join(projectRoot, 'configs')]);
    // HDQM's file is about subsystems that an installation may not have.
    expect(await readFlagColumns([empty], ['Only'])).toEqual(own);
    expect(own.columns.get('SiStrips')).toEqual(['tracker-strip']);
    expect(own.problems).toEqual([]);
  });

  it('report problems with their line, and skip the section', async () => {
    const text = `[Tracker]
columns = tracker-strip, strips
[Trackers]
columns = tracker-strip
[DT]
column = dt-dt
[CSC]
columns =
[Pixel]
columns = tracker-pixel
[Pixel]
columns = tracker-pixel
[RPC]
columns = rpc-rpc
columns = rpc-rpc
`;
    expect(await problemsOf(text, ['Tracker', 'DT', 'CSC', 'Pixel', 'RPC'])).toEqual([
      '15: duplicate key columns: first in line 14',
      "2: 'strips' is no column of Run Registry: expected workspace-column, such as tracker-strip",
      '3: no config has the subsystem Trackers (Tracker)',
      '6: unknown key column (columns)',
      '8: [CSC] names no columns',
      '11: duplicate section [Pixel]',
    ]);
    expect([...(await readFlagColumns([folderWith(text)], ['Pixel'])).columns.keys()]).toEqual(['Pixel']);
  });

  it('report a file that is not readable', async () => {
    const folder = folderWith('[A]\ncolumns = a-a\0');
    const { columns, problems } = await readFlagColumns([folder]);
    expect(columns.size).toBe(0);
    expect(problems).toMatchObject([{ line: 0, message: 'not readable: not a text file (contains NUL bytes)' }]);
  });
});
