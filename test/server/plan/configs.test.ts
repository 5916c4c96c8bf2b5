import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfigs } from '../../../server/plan/configs.ts';
import { ConfigFolderError } from '../../../server/plan/config-folder.ts';
import type { ConfigSection } from '../../../server/plan/plan.ts';
import { noGuidance } from '../store/sections.ts';
import { loadFiles, loadText, metrics, writeFolder } from './config-folder.ts';

const plot = (name: string, more = ''): string =>
  `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = Tracking/x\nyTitle = y\n${more}\n`;

const only = async (text: string): Promise<ConfigSection> => {
  const { sections, problems } = await loadText(text);
  expect(problems).toEqual([]);
  expect(sections).toHaveLength(1);
  return sections[0] as ConfigSection;
};

describe('a config', () => {
  it('is a section with its file and line', async () => {
    const text = `# comment
[plot:Residuals]
metric = basic.BinCount( 'a b' ,True )
relativePath = Tracking/Dead Channels per ROC
histo1Path = Tracking/one
yTitle = Residuals [cm]
plotTitle = All residuals
threshold = 10
runOffset = 5
`;
    expect(await loadText(text)).toEqual({
      sections: [
        {
          subsystem: 'Tracker',
          name: 'Residuals',
          title: 'All residuals',
          yTitle: 'Residuals [cm]',
          computation: {
            metric: "basic.BinCount('a b', True)",
            metricRevision: 1,
            paths: { main: ['Tracking/Dead Channels per ROC'], histo1: ['Tracking/one'] },
          },
          expression: { module: 'basic', name: 'BinCount', args: ['a b', true] },
          guidance: noGuidance,
          file: 'Tracker/a.ini',
          line: 2,
        },
      ],
      groups: [],
      problems: [],
      unreadableFiles: [],
    });
  });

  it('defaults its title to its name and collapses blanks in titles', async () => {
    expect(await only(plot('a'))).toMatchObject({ title: 'a', yTitle: 'y' });
    expect(await only(plot('a', 'plotTitle = two\t  blanks'))).toMatchObject({ title: 'two blanks' });
  });

  it('has alternative paths, one per line, and ignores a leading slash', async () => {
    const config = await only(
      '[plot:a]\nmetric = basic.Mean()\nyTitle = y\nrelativePath =\n    /Pixel/new name\n    Pixel/old\n',
    );
    expect(config.computation.paths).toEqual({ main: ['Pixel/new name', 'Pixel/old'] });
  });

  it('has a threshold only if applyThreshold is yes', async () => {
    expect((await only(plot('a', 'threshold = 10'))).computation).not.toHaveProperty('threshold');
    expect((await only(plot('a', 'threshold = ten'))).computation).not.toHaveProperty('threshold');
    expect((await only(plot('a', 'threshold = 10\napplyThreshold = no'))).computation).not.toHaveProperty('threshold');
    expect((await only(plot('a', 'threshold = 10\napplyThreshold = Yes'))).computation).toHaveProperty('threshold', 10);
  });

  it('has a reference path or a reference run', async () => {
    const chi2 = '[plot:a]\nmetric = basic.Chi2()\nrelativePath = a/b\nyTitle = y\n';
    expect((await only(`${chi2}reference = a/c`)).computation).toEqual({
      metric: 'basic.Chi2()',
      metricRevision: 3,
      paths: { main: ['a/b'], reference: ['a/c'] },
    });
    expect((await only(`${chi2}referenceRun = 365850`)).computation).toEqual({
      metric: 'basic.Chi2()',
      metricRevision: 3,
      paths: { main: ['a/b'] },
      referenceRun: 365850,
    });
  });

  it('inherits a reference run only if its metric has a reference', async () => {
    const { sections } = await loadText(
      `[defaults]\nreferenceRun = 1\n${plot('a')}[plot:b]\nmetric = basic.Chi2()\nrelativePath = a/b\nyTitle = y\n`,
    );
    expect(sections.map(({ computation }) => computation.referenceRun)).toEqual([undefined, 1]);
  });
});

describe('defaults', () => {
  it('apply to keys missing in a section, in their file only', async () => {
    const { sections, problems } = await loadFiles({
      'Tracker/a.ini': `[defaults]
metric = basic.Mean()
yTitle = from defaults
threshold = 20
applyThreshold = yes
[plot:a]
relativePath = x/a
[plot:b]
relativePath = x/b
yTitle = own
applyThreshold = no
`,
      'Tracker/b.ini': plot('c'),
    });
    expect(problems).toEqual([]);
    expect(sections.map(({ name, yTitle, computation }) => [name, yTitle, computation.threshold])).toEqual([
      ['a', 'from defaults', 20],
      ['b', 'own', undefined],
      ['c', 'y', undefined],
    ]);
  });

  it('may be named DEFAULT as in Python', async () => {
    const { sections } = await loadText('[DEFAULT]\nyTitle = u\n[plot:a]\nmetric = basic.Mean()\nrelativePath = x/a\n');
    expect(sections).toMatchObject([{ name: 'a', yTitle: 'u' }]);
  });

  it('may declare variables for the sections that use them', async () => {
    const { sections, problems } = await loadText(
      `[defaults]\nfor.side = P, M\n${plot('a')}${plot('b${side}')}${plot('c${side}', 'for.side = X')}`,
    );
    expect(problems).toEqual([]);
    expect(sections.map(({ name }) => name)).toEqual(['a', 'bP', 'bM', 'cX']);
  });

  it('are checked', async () => {
    const { problems } = await loadText(
      `[defaults]\nyTilte = y\nfor.side = P, M\nfor.x = 1..\n[defaults]\nmetric = basic.Mean()\n${plot('a')}`,
    );
    expect(problems.map(({ line, message, suggestion }) => [line, message, suggestion])).toEqual([
      [5, 'duplicate [defaults] skipped: the file already has one', undefined],
      [2, 'unknown key yTilte in [defaults]', 'yTitle'],
      [3, 'for.side: ${side} is not used in the file', undefined],
      [4, "for.x: '1..' is not a range such as 1..7, HBP01..HBP18 or 02..12 by 2", undefined],
    ]);
  });
});

describe('a family', () => {
  it('is expanded in name, paths, titles and parameters', async () => {
    const { sections, problems } = await loadText(`[plot:\${what}-\${rbx}-depth\${a}\${b}]
for.rbx = HBP01..HBP02
for.a | b = 1 | 2, 3 | 4
for.what = Time
metric = hcal.RBXMean('\${rbx}', (\${a}, \${b}, 0))
relativePath =
    Hcal/depth\${a}
    Old/depth\${a}
histo1Path = Hcal/depth\${b}
plotTitle = \${rbx}
yTitle = \${What} [ns]
`);
    expect(problems).toEqual([]);
    expect(sections.map(({ name }) => name)).toEqual([
      'Time-HBP01-depth12',
      'Time-HBP01-depth34',
      'Time-HBP02-depth12',
      'Time-HBP02-depth34',
    ]);
    expect(sections[3]).toMatchObject({
      title: 'HBP02',
      yTitle: 'Time [ns]',
      computation: {
        metric: "hcal.RBXMean('HBP02', (3, 4, 0))",
        paths: { main: ['Hcal/depth3', 'Old/depth3'], histo1: ['Hcal/depth4'] },
      },
      expression: { args: ['HBP02', [3, 4, 0]] },
      line: 1,
    });
  });

  it.each([
    ['for.side = P, M', 'a', 5, 'for.side: ${side} is not used in the section'],
    ['for.side = P, M\nplotTitle = ${side}', 'a', 1, 'duplicate member name a: use all variables in the name'],
    ['for.side = P, P', 'a${side}', 1, 'duplicate member name aP: use all variables in the name'],
    ['plotTitle = ${side}', 'a', 5, '${side} is not defined: add for.side = …'],
    ['', 'a${side}', 1, '${side} is not defined: add for.side = …'],
    ['for.n = 1..5000\nfor.m = 1..3', 'a${n}_${m}', 1, 'too many combinations of variables: 15000, max. 10000'],
  ])('with %j and the name %s is skipped as a whole', async (more, name, line, message) => {
    const { sections, problems } = await loadText(plot(name, more));
    expect(sections).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ file: 'Tracker/a.ini', line, subsystem: 'Tracker', message })]);
  });

  it('is skipped as a whole, with all its names, if one member is invalid', async () => {
    const { sections, problems } = await loadText(
      '[plot:a${n}]\nfor.n = 1, 2, x\nmetric = basic.BinCount(${n})\nrelativePath = a/b\nyTitle = y\n',
    );
    expect(sections).toEqual([]);
    expect(problems).toEqual([
      {
        file: 'Tracker/a.ini',
        line: 3,
        subsystem: 'Tracker',
        names: ['a1', 'a2', 'ax'],
        message:
          "ax: 'basic.BinCount(x)', column 16: expected a number, a quoted string, True, False, None, '(' or '[', found 'x)'",
      },
    ]);
  });

  it('skips the members whose names are already defined', async () => {
    const { sections, problems } = await loadText(`${plot('a2')}${plot('a3')}${plot('a${n}', 'for.n = 1..3')}`);
    expect(sections.map(({ name, line }) => `${name}:${line}`)).toEqual(['a2:1', 'a3:6', 'a1:11']);
    expect(problems.map(({ line, message, names }) => [line, message, names])).toEqual([
      [11, 'duplicate config a2 skipped: already defined in Tracker/a.ini:1', ['a2']],
      [11, 'duplicate config a3 skipped: already defined in Tracker/a.ini:6', ['a3']],
    ]);
  });

  it('defined twice is one problem', async () => {
    const family = plot('a${n}', 'for.n = 1..3');
    const { sections, problems } = await loadText(`${family}${family}`);
    expect(sections).toHaveLength(3);
    expect(problems).toMatchObject([
      {
        line: 6,
        message: 'duplicate configs a1 and 2 more skipped: already defined in Tracker/a.ini:1',
        names: ['a1', 'a2', 'a3'],
      },
    ]);
  });
});

describe('a problem', () => {
  it.each([
    ['an unknown key', 'histoPath1 = x', 5, 'unknown key histoPath1 in [plot]', 'histo1Path'],
    ['a duplicate key', 'yTitle = z', 5, 'duplicate key yTitle: first in line 4', undefined],
    ['a line without a key', 'nonsense', 5, "expected 'key = value', found 'nonsense'", undefined],
    ['an invalid flag', 'applyThreshold = maybe', 5, 'applyThreshold must be yes or no', undefined],
    [
      'a threshold that is not a number',
      'applyThreshold = yes\nthreshold = ten',
      6,
      "threshold 'ten' is not a number",
      undefined,
    ],
    ['a missing threshold', 'applyThreshold = yes', 5, 'applyThreshold requires a threshold', undefined],
    ['an invalid run number', 'referenceRun = 12.5', 5, "referenceRun '12.5' is not a run number", undefined],
    ['an indented key', 'plotTitle = a\n  threshold = 7', 5, "'threshold = 7' is indented", undefined],
  ])('with %s skips only its section', async (_, line, at, message, suggestion) => {
    const { sections, problems } = await loadText(`${plot('a', line)}${plot('b')}`);
    expect(sections.map(({ name }) => name)).toEqual(['b']);
    expect(problems).toMatchObject([{ file: 'Tracker/a.ini', line: at, subsystem: 'Tracker', names: ['a'] }]);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.suggestion).toBe(suggestion);
  });

  it.each([
    ['basic.Maen()', 'unknown metric basic.Maen', 'basic.Mean'],
    ['Basic.mean()', 'unknown metric Basic.mean', 'basic.Mean'],
    ['nothing.Like.this()', 'column 13', undefined],
    ['basic.Mean(1)', 'basic.Mean: expects no arguments, got 1', undefined],
    ['basic.BinCount()', 'basic.BinCount: missing parameter bin (bin number or label)', undefined],
    ["basic.BinCount(1, 'x')", 'basic.BinCount: parameter noError (omit the error): ', undefined],
    ["basic.RecoFraction('x')", 'basic.RecoFraction requires histo1Path', undefined],
    ['basic.Chi2()', 'basic.Chi2 requires reference or referenceRun', undefined],
  ])('with the metric %s is described', async (metric, message, suggestion) => {
    const { sections, problems } = await loadText(`[plot:a]\nrelativePath = a/b\nyTitle = y\nmetric = ${metric}\n`);
    expect(sections).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.suggestion).toBe(suggestion);
    expect(problems[0]?.line).toBe(message.includes('requires') ? 1 : 4);
  });

  it.each(['metric', 'relativePath', 'yTitle'])('with a missing or empty %s is reported', async (key) => {
    const keys = plot('a').split('\n');
    const without = keys.filter((line) => !line.startsWith(key)).join('\n');
    const empty = keys.map((line) => (line.startsWith(key) ? `${key} =` : line)).join('\n');
    expect((await loadText(without)).problems).toMatchObject([{ line: 1, message: `${key} is missing`, names: ['a'] }]);
    const line = keys.findIndex((text) => text.startsWith(key)) + 1;
    expect((await loadText(empty)).problems).toMatchObject([{ line, message: `${key} is missing`, names: ['a'] }]);
  });

  it('is reported for each error of a section', async () => {
    const { problems } = await loadText('[plot:a]\nmetrik = basic.Mean()\nrelativePath = a/b\n');
    expect(problems.map(({ line, message, suggestion }) => [line, message, suggestion])).toEqual([
      [2, 'unknown key metrik in [plot]', 'metric'],
      [1, 'metric is missing', undefined],
      [1, 'yTitle is missing', undefined],
    ]);
  });

  it.each([
    [
      '[plto:b]',
      'unknown section [plto:b]: expected [plot:NAME], [derived:NAME], [group:NAME], [limits:NAME] or [defaults]',
      '[plot:NAME]',
    ],
    ['[plot]', 'unknown section [plot]', '[plot:NAME]'],
    ['[default]', 'unknown section [default]', '[defaults]'],
    ['[plot: ]', 'unknown section [plot:]', '[plot:NAME]'],
    ['[plot:b', "missing ']' in '[plot:b'", undefined],
  ])('with the section %s does not affect the section before', async (header, message, suggestion) => {
    const { sections, problems } = await loadText(`${plot('a')}${header}\nmetric = x\n`);
    expect(sections.map(({ name }) => name)).toEqual(['a']);
    expect(problems[0]).toMatchObject({ line: 6, message: expect.stringContaining(message) });
    expect(problems[0]?.suggestion).toBe(suggestion);
  });

  it('with a duplicate name skips the second config, in one file or in files sorted by name', async () => {
    const { sections, problems } = await loadFiles({
      'Tracker/b.ini': plot('x', 'plotTitle = second'),
      'Tracker/a.ini': `${plot('x', 'plotTitle = first')}${plot('x')}`,
      'Pixel/a.ini': plot('x', 'plotTitle = other subsystem'),
    });
    expect(sections.map(({ subsystem, title }) => [subsystem, title])).toEqual([
      ['Pixel', 'other subsystem'],
      ['Tracker', 'first'],
    ]);
    expect(problems.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['Tracker/a.ini', 6, 'duplicate config x skipped: already defined in Tracker/a.ini:1'],
      ['Tracker/b.ini', 1, 'duplicate config x skipped: already defined in Tracker/a.ini:1'],
    ]);
  });
});

describe('a file', () => {
  it.each([
    ['has NUL bytes', new Uint8Array([0x5b, 0, 0x5d]), 'not a text file (contains NUL bytes)'],
    ['is not UTF-8', new Uint8Array([0x61, 0xff, 0xfe]), 'not a text file (not valid UTF-8)'],
  ])('that %s is one problem, and unreadable', async (_, bytes, message) => {
    const { sections, problems, unreadableFiles } = await loadFiles({
      'Tracker/a.ini': plot('a'),
      'Tracker/b.ini': bytes,
    });
    expect(sections.map(({ name }) => name)).toEqual(['a']);
    expect(problems).toEqual([
      { file: 'Tracker/b.ini', line: 0, subsystem: 'Tracker', message: `not readable: ${message}` },
    ]);
    expect(unreadableFiles).toEqual(['Tracker/b.ini']);
  });

  it('may start with a byte order mark and contain non-ASCII letters', async () => {
    expect((await only(`\uFEFF${plot('a', 'plotTitle = Δφ')}`)).title).toBe('Δφ');
  });

  it('that is a folder is reported', async () => {
    const folder = await writeFolder({ 'Tracker/a.ini': plot('a') });
    await mkdir(path.join(folder, 'Tracker/b.ini'));
    const { problems, unreadableFiles } = await loadConfigs([folder], { metrics });
    expect(problems).toMatchObject([{ line: 0, message: 'not readable: it is a folder, not a file' }]);
    expect(unreadableFiles).toEqual(['Tracker/b.ini']);
  });

  it('that is a FIFO is reported', async () => {
    const folder = await writeFolder({ 'Tracker/a.ini': plot('a') });
    execFileSync('mkfifo', [path.join(folder, 'Tracker/b.ini')]);
    const { problems } = await loadConfigs([folder], { metrics });
    expect(problems).toMatchObject([
      { line: 0, message: 'not readable: not a regular file, but a FIFO, socket or device' },
    ]);
  });

  it('is read only as <Subsystem>/*.ini', async () => {
    const { sections } = await loadFiles({
      'Tracker/a.ini': plot('a'),
      'Tracker/.#a.ini': plot('editor'),
      'Tracker/a.ini.bak': plot('backup'),
      'Tracker/deeper/a.ini': plot('deeper'),
      '.git/a.ini': plot('git'),
      'a.ini': plot('root'),
    });
    expect(sections.map(({ name }) => name)).toEqual(['a']);
  });
});

describe('folders', () => {
  it('are merged, earlier ones taking precedence', async () => {
    const one = await writeFolder({ 'Tracker/z.ini': plot('a', 'plotTitle = one') });
    const two = await writeFolder({ 'Tracker/a.ini': `${plot('a', 'plotTitle = two')}${plot('b')}` });
    const { sections, problems } = await loadConfigs([one, two], { metrics });
    expect(sections.map(({ name, title }) => [name, title])).toEqual([
      ['a', 'one'],
      ['b', 'b'],
    ]);
    expect(problems).toMatchObject([{ line: 1, names: ['a'] }]);
  });

  it('that are missing or have no config throw instead of giving an empty plan', async () => {
    const valid = await writeFolder({ 'Tracker/a.ini': plot('a') });
    const load = (...folders: string[]): Promise<unknown> => loadConfigs(folders, { metrics });
    await expect(load()).rejects.toThrow('no config folder: set HDQM_CONFIGS');
    await expect(load(valid, '/does/not/exist')).rejects.toThrow(ConfigFolderError);
    await expect(load(valid, '/does/not/exist')).rejects.toThrow('config folder not readable: /does/not/exist: ENOENT');
    const empty = await writeFolder({});
    await expect(load(valid, empty)).rejects.toThrow(`no <Subsystem>/*.ini files in ${empty}. Check HDQM_CONFIGS.`);
    const comments = await writeFolder({ 'Tracker/a.ini': '# nothing\n[group:g]\nmembers = a\n' });
    await expect(load(valid, comments)).rejects.toThrow(
      `no [plot:NAME], [derived:NAME] or [limits:NAME] section in the files of ${comments}`,
    );
  });

  it('without a valid config throw an error that lists the problems', async () => {
    const folder = await writeFolder({
      'Tracker/a.ini': '[plot:a]\nmetric = basic.Maen()\nrelativePath = a\nyTitle = y\n',
    });
    const loading = loadConfigs([folder], { metrics });
    await expect(loading).rejects.toThrow(ConfigFolderError);
    await expect(loading).rejects.toThrow('a.ini:2: unknown metric basic.Maen; did you mean basic.Mean?');
  });
});
