import { expect, it } from 'vitest';
import { loadFiles, loadText } from './config-folder.ts';

const plots = (...names: string[]): string =>
  names.map((name) => `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = a/b\nyTitle = y\n`).join('');

it('has configs as members, in the given order', async () => {
  const { groups, problems } = await loadText(
    `${plots('a', 'b', 'c')}[group:Digi Occupancy : GE]\ntitle = Both\nyTitle = [cm]\nmembers =\n    c\n    a\ncorrelation = yes\n`,
  );
  expect(problems).toEqual([]);
  expect(groups).toEqual([
    {
      subsystem: 'Tracker',
      name: 'Digi Occupancy : GE',
      title: 'Both',
      yTitle: '[cm]',
      members: ['c', 'a'],
      correlation: true,
      file: 'Tracker/a.ini',
      line: 13,
    },
  ]);
});

it('may be defined in another file of the subsystem, before its members', async () => {
  const { groups, problems } = await loadFiles({
    'Tracker/a.ini': '[group:g]\nmembers = x\n',
    'Tracker/b.ini': plots('x'),
  });
  expect(problems).toEqual([]);
  expect(groups).toMatchObject([{ name: 'g', title: 'g', yTitle: '', members: ['x'], correlation: false }]);
});

it('matches members by pattern, in the order of the files, without duplicates', async () => {
  const { groups } = await loadText(`${plots('x_2', 'x_1', 'y', 'x.1')}[group:g]\nmembers =\n    x_1\n    x_*\n`);
  expect(groups[0]?.members).toEqual(['x_1', 'x_2']);
});

it('expands to one group per value of the variables in its name; the others expand its members', async () => {
  const { groups, problems } = await loadText(`${plots('P1', 'P2', 'M1', 'M2', 'all')}[group:g\${side}]
for.side | sign = P | +, M | -
for.n = 1..2
title = side \${sign}
members =
    all
    \${side}\${n}
`);
  expect(problems).toEqual([]);
  expect(groups.map(({ name, title, members }) => [name, title, members])).toEqual([
    ['gP', 'side +', ['all', 'P1', 'P2']],
    ['gM', 'side -', ['all', 'M1', 'M2']],
  ]);
});

it('may use the variables of [defaults]', async () => {
  const { groups, problems } = await loadText(
    `[defaults]\nfor.side = P, M\n[plot:x\${side}]\nmetric = basic.Mean()\nrelativePath = a/b\nyTitle = y\n[group:g]\nmembers = x\${side}\n`,
  );
  expect(problems).toEqual([]);
  expect(groups[0]?.members).toEqual(['xP', 'xM']);
});

it('skips and reports unknown members', async () => {
  const { groups, problems } = await loadText(
    `${plots('Residuals_X', 'Residuals_Y')}[group:g]\nmembers =\n    Residuals_X\n    Residuals_Z\n    Other_*\n`,
  );
  expect(groups[0]?.members).toEqual(['Residuals_X']);
  expect(problems).toMatchObject([
    {
      file: 'Tracker/a.ini',
      line: 10,
      message: 'no config named Residuals_Z in the subsystem',
      suggestion: 'Residuals_X',
    },
    { line: 10, message: 'no config named Other_* in the subsystem' },
  ]);
  expect(problems[1]).not.toHaveProperty('suggestion');
});

it('does not report a member that is a skipped config', async () => {
  const { groups, problems } = await loadText(
    `${plots('a')}[plot:b]\nmetric = basic.Maen()\nrelativePath = a/b\nyTitle = y\n[group:g]\nmembers =\n    a\n    b\n`,
  );
  expect(groups[0]?.members).toEqual(['a']);
  expect(problems.map(({ message }) => message)).toEqual(['unknown metric basic.Maen']);
});

it('is skipped without members', async () => {
  expect((await loadText(`${plots('a')}[group:g]\nmembers = b\n`)).groups).toEqual([]);
});

it.each([
  ['title = t', 5, 'members is missing', undefined],
  ['members =', 6, 'members is missing', undefined],
  ['members = a\nmember = b', 7, 'unknown key member in [group]', 'members'],
  ['members = a\ncorrelation = perhaps', 7, 'correlation must be yes or no', undefined],
  ['members = a\nmembers = b', 7, 'duplicate key members', undefined],
  ['members = a\nfor.x = 1', 7, 'for.x: ${x} is not used in the section', undefined],
  ['members = ${x}', 6, '${x} is not defined', undefined],
  ['members = ${x}\nfor.x = 1..', 7, "for.x: '1..' is not a range", undefined],
  ['members = ${x}\ntitle = ${x}\nfor.x = a', 7, 'title uses ${x}, but the group name does not', undefined],
  ['members = ${x}${y}\nfor.x = 1..200\nfor.y = 1..200', 5, 'too many combinations of variables: 40000', undefined],
])('%j is reported', async (keys, line, message, suggestion) => {
  const { groups, problems } = await loadText(`${plots('a')}[group:g]\n${keys}\n`);
  expect(groups).toEqual([]);
  expect(problems).toMatchObject([{ line, message: expect.stringContaining(message) }]);
  expect(problems[0]?.suggestion).toBe(suggestion);
});

it('requires a unique name', async () => {
  const { groups, problems } = await loadText(
    `${plots('a', 'b')}[group:g]\nmembers = a\n[group:g]\nmembers = b\n[group: ]\nmembers = a\n`,
  );
  expect(groups.map(({ members }) => members)).toEqual([['a']]);
  expect(problems.map(({ line, message }) => [line, message])).toEqual([
    [11, 'duplicate group g skipped: already defined in Tracker/a.ini:9'],
    [13, 'group without a name: expected [group:NAME]'],
  ]);
});

it('correlates exactly two members', async () => {
  const { groups, problems } = await loadText(
    `${plots('a', 'b', 'c')}[group:g]\nmembers =\n    a\n    b\n    c\ncorrelation = yes\n`,
  );
  expect(groups).toMatchObject([{ members: ['a', 'b', 'c'], correlation: false }]);
  expect(problems).toMatchObject([{ line: 18, message: 'correlation requires 2 members, found 3' }]);
});
