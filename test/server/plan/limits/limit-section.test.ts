import { expect, it } from 'vitest';
import { loadFiles, loadText } from '../config-folder.ts';

const plot = (name: string, more = ''): string =>
  `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = Tracking/x\nyTitle = y\n${more}\n`;
const problemsOf = async (text: string): Promise<unknown[]> =>
  (await loadText(`${plot('abc')}${text}`)).problems.map(({ line, message, suggestion }) => [
    line,
    message,
    suggestion,
  ]);

it('gives the limits of a config in any file of its subsystem, which replace those of the plot section', async () => {
  const { sections, problems } = await loadFiles({
    'Tracker/a-limits.ini': '[limits:a]\nwarning = 1..2\nERROR.cosmics = 0..3\n',
    'Tracker/b.ini': plot('a', 'warning = 5..6\nerror.Cosmics = 5..6\nerror = 0..9') + plot('b', 'warning = 5..6'),
    'DT/a.ini': plot('a', 'warning = 5..6'),
  });
  expect(problems).toEqual([]);
  const limitsOf = (subsystem: string, name: string): unknown =>
    sections.find((section) => section.subsystem === subsystem && section.name === name)?.guidance.limits;
  expect(limitsOf('Tracker', 'a')).toEqual([
    { severity: 'error', scope: null, min: 0, max: 9 },
    { severity: 'warning', scope: null, min: 1, max: 2 },
    { severity: 'error', scope: 'cosmics', min: 0, max: 3 },
  ]);
  expect(limitsOf('Tracker', 'b')).toEqual([{ severity: 'warning', scope: null, min: 5, max: 6 }]);
  expect(limitsOf('DT', 'a')).toEqual([{ severity: 'warning', scope: null, min: 5, max: 6 }]);
});

it('gives those of single members of a family, and of several by variables', async () => {
  const { sections, problems } = await loadText(
    `${plot('a_${n}', 'for.n = 1..3')}[limits:a_2]\nwarning = 2..\n[limits:a_${'${n}'}]\nfor.n | low = 1 | 10, 3 | 30\nwarning = ${'${low}'}..\n`,
  );
  expect(problems).toEqual([]);
  expect(sections.map(({ guidance }) => guidance.limits[0]?.min)).toEqual([10, 2, 30]);
});

it('reports a section without effect', async () => {
  expect(await problemsOf('[limits:]\nwarning = 1..2')).toEqual([
    [6, 'limits without a config: expected [limits:NAME]', undefined],
  ]);
  expect(await problemsOf('[limits:abd]\nwarning = 1..2')).toEqual([
    [6, 'no config named abd in the subsystem', 'abc'],
  ]);
  expect(await problemsOf('[limits:abc]\nwarning = 1')).toEqual([
    [7, "warning '1' is not a range: write MIN..MAX, MIN.., ..MAX or off", undefined],
  ]);
  expect(await problemsOf('[limits:abc]\nmetric = basic.Mean()')).toEqual([
    [7, 'unknown key metric in [limits]', undefined],
  ]);
  expect(await problemsOf('[limits:abc${x}]\nwarning = 1..')).toEqual([
    [6, '${x} is not defined: add for.x = …', undefined],
  ]);
  const [[line, message] = []] = (await problemsOf('[limits:abc]\nwarning = 1..\n[limits:abc]\nerror = 1..')) as [
    number,
    string,
  ][];
  expect([line, message?.replace(/in .*a\.ini/, 'in a.ini')]).toEqual([
    8,
    'duplicate limits of abc skipped: already given in a.ini:6',
  ]);
});

it('reports the members of a section that have no effect together', async () => {
  const section = '[limits:${name}]\nfor.name = abc, abd, abe, abf\nwarning = 1..\n';
  expect(await problemsOf(section)).toEqual([[6, 'no configs named abd and 2 more in the subsystem', 'abc']]);
  const { problems } = await loadText(
    `${plot('a_${n}', 'for.n = 1..3')}${'[limits:a_${n}]\nfor.n = 1..3\nerror = 1..\n'.repeat(2)}`,
  );
  expect(problems.map(({ line, message }) => [line, message])).toEqual([
    [9, 'duplicate limits of a_1 and 2 more skipped: already given in Tracker/a.ini:6'],
  ]);
});

it('reports a plot that was skipped for a problem only once', async () => {
  const { problems } = await loadText(`${plot('a', 'warning = 1')}${plot('b')}[limits:a]\nwarning = 1..2\n`);
  expect(problems.map(({ line }) => line)).toEqual([5]);
});
