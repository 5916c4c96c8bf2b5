import { expect, it } from 'vitest';
import { loadFiles, loadText } from './folder.ts';

const plots = (...names: string[]): string =>
  names.map((name) => `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = a/b\nyTitle = y\n`).join('');

it('draws configs together, in the order of its members', async () => {
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

it('may stand in another file of the subsystem, before its members', async () => {
  const { groups, problems } = await loadFiles({
    'Tracker/a.ini': '[group:g]\nmembers = x\n',
    'Tracker/b.ini': plots('x'),
  });
  expect(problems).toEqual([]);
  expect(groups).toMatchObject([{ name: 'g', title: 'g', yTitle: '', members: ['x'], correlation: false }]);
});

it('takes members by pattern, in the order of the files, and each once', async () => {
  const { groups } = await loadText(`${plots('x_2', 'x_1', 'y', 'x.1')}[group:g]\nmembers =\n    x_1\n    x_*\n`);
  expect(groups[0]?.members).toEqual(['x_1', 'x_2']);
});

it('is a group for each value of the variables in its name; the others run through the members', async () => {
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

it('shares the variables of the defaults', async () => {
  const { groups, problems } = await loadText(
    `[defaults]\nfor.side = P, M\n[plot:x\${side}]\nmetric = basic.Mean()\nrelativePath = a/b\nyTitle = y\n[group:g]\nmembers = x\${side}\n`,
  );
  expect(problems).toEqual([]);
  expect(groups[0]?.members).toEqual(['xP', 'xM']);
});

it('goes on without a member that is no config', async () => {
  const { groups, problems } = await loadText(
    `${plots('Residuals_X', 'Residuals_Y')}[group:g]\nmembers =\n    Residuals_X\n    Residuals_Z\n    Other_*\n`,
  );
  expect(groups[0]?.members).toEqual(['Residuals_X']);
  expect(problems).toMatchObject([
    {
      file: 'Tracker/a.ini',
      line: 10,
      message: 'no config of the subsystem is named Residuals_Z',
      suggestion: 'Residuals_X',
    },
    { line: 10, message: 'no config of the subsystem is named Other_*' },
  ]);
  expect(problems[1]).not.toHaveProperty('suggestion');
});

it('does not tell again of a member that is left out', async () => {
  const { groups, problems } = await loadText(
    `${plots('a')}[plot:b]\nmetric = basic.Maen()\nrelativePath = a/b\nyTitle = y\n[group:g]\nmembers =\n    a\n    b\n`,
  );
  expect(groups[0]?.members).toEqual(['a']);
  expect(problems.map(({ message }) => message)).toEqual(['there is no metric basic.Maen']);
});

it('is not there when it has no member', async () => {
  expect((await loadText(`${plots('a')}[group:g]\nmembers = b\n`)).groups).toEqual([]);
});

it.each([
  ['title = t', 5, 'members is missing', undefined],
  ['members =', 6, 'members is missing', undefined],
  ['members = a\nmember = b', 7, '[group] has no key member', 'members'],
  ['members = a\ncorrelation = perhaps', 7, 'correlation is yes or no', undefined],
  ['members = a\nmembers = b', 7, 'members is given twice', undefined],
  ['members = a\nfor.x = 1', 7, 'for.x: ${x} stands nowhere in the section', undefined],
  ['members = ${x}', 6, '${x} is not defined', undefined],
  ['members = ${x}\nfor.x = 1..', 7, "for.x: '1..' is no range", undefined],
  ['members = ${x}\ntitle = ${x}\nfor.x = a', 7, "title uses ${x}, which the group's name does not", undefined],
  ['members = ${x}${y}\nfor.x = 1..200\nfor.y = 1..200', 5, 'its variables have 40000 combinations', undefined],
])('%j is reported', async (keys, line, message, suggestion) => {
  const { groups, problems } = await loadText(`${plots('a')}[group:g]\n${keys}\n`);
  expect(groups).toEqual([]);
  expect(problems).toMatchObject([{ line, message: expect.stringContaining(message) }]);
  expect(problems[0]?.suggestion).toBe(suggestion);
});

it('needs a name of its own', async () => {
  const { groups, problems } = await loadText(
    `${plots('a', 'b')}[group:g]\nmembers = a\n[group:g]\nmembers = b\n[group: ]\nmembers = a\n`,
  );
  expect(groups.map(({ members }) => members)).toEqual([['a']]);
  expect(problems.map(({ line, message }) => [line, message])).toEqual([
    [11, 'the group g is there already (Tracker/a.ini:9): this one is left out'],
    [13, 'the group has no name: [group:NAME]'],
  ]);
});

it('correlates two members, not more', async () => {
  const { groups, problems } = await loadText(
    `${plots('a', 'b', 'c')}[group:g]\nmembers =\n    a\n    b\n    c\ncorrelation = yes\n`,
  );
  expect(groups).toMatchObject([{ members: ['a', 'b', 'c'], correlation: false }]);
  expect(problems).toMatchObject([{ line: 18, message: 'correlation is of two members, not of 3' }]);
});
