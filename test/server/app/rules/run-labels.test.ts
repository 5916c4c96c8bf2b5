import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLabelSet, readRunLabels } from '../../../../server/app/rules/run-labels.ts';

const parse = (text: string, name = 'apv-mode') => parseLabelSet(name, 'labels/apv-mode.json', text);
const problemsOf = (text: string): string[] =>
  parse(text).problems.map(({ line, message, suggestion }) =>
    [`${line}: ${message}`, ...(suggestion === undefined ? [] : [suggestion])].join(' ? '),
  );

/** A config folder with these files in `labels`. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
  mkdirSync(path.join(folder, 'labels'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, 'labels', name), text);
  return folder;
}

describe('a set of labels', () => {
  it('has a title and ranges in the order of runs, with the colour of their label', () => {
    const { set, problems } = parse(`{
      "title": "APV mode", // as of the run logbook
      "ranges": [
        { "label": "DECO", "from": 355100, "comment": "since the stop" },
        { "label": "PEAK", "from": 355000, "to": 355099 },
        { "label": "DECO", "from": 354000, "to": 354999, "color": "#00AA11" },
      ],
    }`);
    expect(problems).toEqual([]);
    expect(set).toEqual({
      name: 'apv-mode',
      title: 'APV mode',
      ranges: [
        { label: 'DECO', firstRun: 354000, lastRun: 354999, color: '#00aa11', comment: null },
        { label: 'PEAK', firstRun: 355000, lastRun: 355099, color: null, comment: null },
        { label: 'DECO', firstRun: 355100, lastRun: null, color: '#00aa11', comment: 'since the stop' },
      ],
    });
  });

  it.each([
    ['{"title": "T",\n"ranges": [}', '2: not JSON: ValueExpected'],
    ['[]', '1: expected an object with title and ranges'],
    ['{"title": "T"}', '1: expected "ranges": a list of {"label", "from", "to"}'],
    ['{"title": "T",\n"rangse": [], "ranges": []}', '2: unknown key "rangse" ? ranges'],
    ['{"title": "", "ranges": []}', '1: "title" is a text of 1 to 200 characters'],
    ['{"title": "T", "ranges": [\n1]}', '2: expected {"label": …, "from": …, "to": …}'],
    ['{"title": "T", "ranges": [\n{"label": "A"}]}', '2: no "from", a run number'],
    ['{"title": "T", "ranges": [{"label": "A",\n"from": "1"}]}', '2: "from" is a run number'],
    ['{"title": "T", "ranges": [{"label": "A", "from": 1.5}]}', '1: "from" is a run number'],
    ['{"title": "T", "ranges": [{"from": 1}]}', '1: no "label": "label" is a text of 1 to 30 characters'],
    [
      '{"title": "T", "ranges": [{"label": "A|B", "from": 1}]}',
      '1: the label A|B contains | : or , which separate labels in addresses',
    ],
    ['{"title": "T", "ranges": [{"label": "A", "from": 9, "to": 3}]}', '1: "to" 3 is before "from" 9'],
    ['{"title": "T", "ranges": [{"label": "A", "from": 1, "color": "red"}]}', '1: red is no colour: expected #rrggbb'],
    [
      '{"title": "T", "ranges": [{"label": "A", "from": 1},\n{"label": "B", "from": 5, "to": 7}]}',
      '2: B (5 to 7) overlaps A (1 to now)',
    ],
    [
      '{"title": "T", "ranges": [{"label": "A", "from": 1, "to": 2, "color": "#000000"},\n{"label": "A", "from": 3, "color": "#ffffff"}]}',
      '2: A has the colours #000000 and #ffffff',
    ],
  ])('with a problem names its line: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('has a name for addresses', () => {
    expect(parse('{"title": "T", "ranges": []}', 'APV mode').problems).toEqual([
      {
        file: 'labels/apv-mode.json',
        line: 1,
        message:
          'APV mode is no name of a set of labels: expected lower-case letters, digits and -, such as apv-mode.json',
      },
    ]);
  });
});

describe('the folder of labels', () => {
  const valid = '{"title": "T", "ranges": [{"label": "A", "from": 1}]}';

  it('is that of the first config folder which has one; sets with a problem are named', async () => {
    const first = mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'));
    const second = folderWith({ 'b.json': valid, 'a.json': valid, 'c.json': '{', 'read.me': '' });
    const { sets, broken, problems } = await readRunLabels([first, second, folderWith({ 'd.json': valid })]);
    expect(sets.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(broken).toEqual(['c']);
    expect(problems).toMatchObject([{ file: expect.stringContaining('labels/c.json') as string, line: 1 }]);
  });

  it('is optional', async () => {
    expect(await readRunLabels([mkdtempSync(path.join(tmpdir(), 'hdqm-rules-'))])).toEqual({
      sets: [],
      broken: [],
      problems: [],
    });
  });
});
