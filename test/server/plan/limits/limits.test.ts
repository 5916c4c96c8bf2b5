import { describe, expect, it } from 'vitest';
import type { Configs, Guidance } from '../../../../server/plan/plan.ts';
import { noGuidance } from '../../store/sections.ts';
import { loadText } from '../config-folder.ts';

const plot = (more: string, name = 'a'): string =>
  `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = Tracking/x\nyTitle = y\n${more}\n`;
const guidanceOf = ({ sections, problems }: Configs): Guidance | undefined => {
  expect(problems).toEqual([]);
  return sections[0]?.guidance;
};
const problemOf = async (more: string): Promise<unknown> => {
  const { problems } = await loadText(`${plot(more)}${plot('', 'b')}`);
  expect(problems).toHaveLength(1);
  const [{ line, message, suggestion } = { line: 0, message: '' }] = problems;
  return suggestion === undefined ? [line, message] : [line, message, suggestion];
};

describe('limits', () => {
  it('are ranges, open at an end or not, with variants by scope', async () => {
    const text = plot('warning = 15000..\nerror = -1.5e3 .. 24000\nerror.Cosmics = ..0.5\nERROR.Run2023C = off');
    expect(guidanceOf(await loadText(text))?.limits).toEqual([
      { severity: 'warning', scope: null, min: 15000, max: null },
      { severity: 'error', scope: null, min: -1500, max: 24000 },
      { severity: 'error', scope: 'Cosmics', min: null, max: 0.5 },
      { severity: 'error', scope: 'Run2023C', min: null, max: null },
    ]);
  });

  it('are none without keys, and those of [defaults] where a section has none of its own', async () => {
    expect(guidanceOf(await loadText(plot('')))).toEqual(noGuidance);
    const text = `[defaults]\nerror = 1..2\nwarning = 1.2..1.8\n${plot('error = 0..3')}`;
    expect(guidanceOf(await loadText(text))?.limits).toEqual([
      { severity: 'error', scope: null, min: 0, max: 3 },
      { severity: 'warning', scope: null, min: 1.2, max: 1.8 },
    ]);
  });

  it('are spread over a family', async () => {
    const { sections, problems } = await loadText(
      plot('for.layer | low = 1 | 10, 2 | 20\nerror = ${low}..100\ndescription = Layer ${layer}', 'a_${layer}'),
    );
    expect(problems).toEqual([]);
    expect(sections.map(({ guidance }) => [guidance.limits[0]?.min, guidance.description])).toEqual([
      [10, 'Layer 1'],
      [20, 'Layer 2'],
    ]);
  });

  it('that are no range are a problem of their line', async () => {
    for (const text of ['5', '..', '3..1', 'low..high', '1e999..'])
      expect(await problemOf(`error.Cosmics = ${text}`)).toEqual([
        5,
        `error.Cosmics '${text}' is not a range: write MIN..MAX, MIN.., ..MAX or off`,
      ]);
    expect(await problemOf('warning. = 1..2')).toEqual([5, 'warning. has no era, class or dataset after the dot']);
    expect(await problemOf('error = 1..2\n  error.Cosmics = 3..4')).toEqual([
      5,
      "'error.Cosmics = 3..4' is indented, so it continues the value of error: remove the indentation",
    ]);
    expect(await problemOf('warnings = 1..2')).toEqual([5, 'unknown key warnings in [plot]', 'warning']);
  });

  it('are no keys of a group', async () => {
    const { problems } = await loadText(`${plot('')}[group:g]\ntitle = g\nmembers = a\nerror.Cosmics = 1..2\n`);
    expect(problems.map(({ message }) => message)).toEqual(['unknown key error.Cosmics in [group]']);
  });
});

describe('alarms', () => {
  it('are all causes by default, some, or off', async () => {
    const alarmsOf = async (text: string) => guidanceOf(await loadText(plot(text)))?.alarms;
    expect(await alarmsOf('')).toEqual(['limits', 'steps', 'anomalies']);
    expect(await alarmsOf('alarm = anomalies, limits')).toEqual(['limits', 'anomalies']);
    expect(await alarmsOf('alarm = off')).toEqual([]);
    expect(await problemOf('alarm = step')).toEqual([
      5,
      'unknown alarm step: expected off, or some of limits, steps, anomalies',
      'steps',
    ]);
  });

  it('need a number of entries where minEntries is given', async () => {
    expect(guidanceOf(await loadText(plot('minEntries = 1000')))?.minEntries).toBe(1000);
    for (const text of ['many', '-1', '1e999'])
      expect(await problemOf(`minEntries = ${text}`)).toEqual([5, `minEntries '${text}' is not a number`]);
  });
});

it('texts are what the plot shows, whom to call and what to do', async () => {
  const text = plot('description = Charge of clusters\ncontact = Pixel DOC, 16 7000\naction = Check the HV.');
  expect(guidanceOf(await loadText(text))).toMatchObject({
    description: 'Charge of clusters',
    contact: 'Pixel DOC, 16 7000',
    action: 'Check the HV.',
  });
});
