import { describe, expect, it } from 'vitest';
import { loadFiles, loadText } from '../config-folder.ts';

const plot = (name: string): string => `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = a/b\nyTitle = y\n`;
const derived = (name: string, expression: string, more = ''): string =>
  `[derived:${name}]\nexpression = ${expression}\nyTitle = Ratio\n${more}\n`;

/** The problems of a text with the plots a, b and Chi2_L1 to Chi2_L4. */
async function problemsOf(text: string): Promise<string[]> {
  const { problems } = await loadText(`${plot('a')}${plot('b')}${plot('Chi2_L${layer}')}for.layer = 1..4\n${text}`);
  return problems.map(
    ({ line, message, suggestion }) => `${line}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
  );
}

describe('a derived trend', () => {
  it('has an expression, texts and limits, which [limits:NAME] can replace', async () => {
    const text = `${plot('a')}${plot('b')}${derived('ratio', '${a}/${ PromptReco:b }', 'correlation = Same data\nplotTitle = A over  B\nwarning = 0.9..1.1\ncontact = me')}
[limits:ratio]
error = 0.5..2
[group:g]
members = ratio
  a
`;
    const { sections, groups, problems } = await loadText(text);
    expect(problems).toEqual([]);
    expect(sections[2]).toEqual({
      subsystem: 'Tracker',
      name: 'ratio',
      title: 'A over B',
      yTitle: 'Ratio',
      computation: {
        metric: '${a} / ${PromptReco:b}',
        metricRevision: 1,
        paths: { main: [] },
        formula: { expression: '${a} / ${PromptReco:b}', correlation: 'same data' },
      },
      guidance: {
        description: null,
        contact: 'me',
        action: null,
        limits: [
          { severity: 'warning', scope: null, min: 0.9, max: 1.1 },
          { severity: 'error', scope: null, min: 0.5, max: 2 },
        ],
        alarms: ['limits', 'steps', 'anomalies'],
        minEntries: null,
      },
      file: 'Tracker/a.ini',
      line: 9,
    });
    expect(groups[0]?.members).toEqual(['ratio', 'a']);
  });

  it('can be a family, whose variables are also part of names of trends', async () => {
    const text = `${plot('Chi2_L${layer}')}for.layer = 1..3
${derived('Step_L${from}_L${to}', '${Chi2_L${to}} - ${Chi2_L${from}}', 'plotTitle = From ${from} to ${to}\nfor.from | to = 1 | 2\n  2 | 3')}`;
    const { sections, problems } = await loadText(text);
    expect(problems).toEqual([]);
    expect(sections.slice(3).map(({ name, title, computation }) => [name, title, computation.metric])).toEqual([
      ['Step_L1_L2', 'From 1 to 2', '${Chi2_L2} - ${Chi2_L1}'],
      ['Step_L2_L3', 'From 2 to 3', '${Chi2_L3} - ${Chi2_L2}'],
    ]);
  });

  it('takes variables and texts of [defaults], but not its keys of plots', async () => {
    const text = `[defaults]
metric = basic.Mean()
relativePath = a/b
yTitle = y
error.Cosmics = 0..1
for.layer = 1..2
[plot:Chi2_L\${layer}]
${derived('Double_L${layer}', '2 * ${Chi2_L${layer}}').replace('yTitle = Ratio\n', '')}`;
    const { sections, problems } = await loadText(text);
    expect(problems).toEqual([]);
    expect(sections[3]).toMatchObject({
      name: 'Double_L2',
      yTitle: 'y',
      computation: { metric: '2 * ${Chi2_L2}', paths: { main: [] } },
      guidance: { limits: [{ severity: 'error', scope: 'Cosmics', min: 0, max: 1 }] },
    });
  });

  it('can have inputs that are derived, and inputs of files after its own', async () => {
    const { sections, problems } = await loadFiles({
      'Tracker/a.ini': derived('twice', '2 * ${once}'),
      'Tracker/b.ini': `${plot('a')}${derived('once', '${a} / recordedLumi')}`,
    });
    expect(problems).toEqual([]);
    expect(sections.map(({ name }) => name)).toEqual(['twice', 'a', 'once']);
  });
});

describe('a derived trend with a problem', () => {
  it.each([
    [
      '${a} / ',
      "15: '${a} /', column 7: expected a trend ${NAME}, a quantity of the run, a number, a function or '(', found the end",
    ],
    [
      '${a} / recordLumi',
      "15: '${a} / recordLumi', column 8: recordLumi is no quantity of runs; a trend is written ${recordLumi} (recordedLumi)",
    ],
    ['${a} / ${Chi2_L5}', '15: no config named Chi2_L5 in the subsystem (Chi2_L1)'],
    ['${PromptReco:a}', '15: the expression has no trend of its own dataset: write at least one as ${NAME}'],
    ['1 + 1', '15: the expression has no trend: write at least one as ${NAME}'],
    ['${x} + 1', '15: derived from itself: x → x'],
    ['${PromptReco:x} / ${a}', '15: derived from itself: x → x'],
  ])('%s is skipped, with the line and column', async (expression, problem) => {
    expect(await problemsOf(derived('x', expression))).toEqual([problem]);
  });

  it.each([
    ['correlation = 1.5', "17: correlation '1.5' is not none, same data or a number from -1 to 1"],
    ['correlation = -0.6', '17: no 3 inputs can all have the correlation -0.6 with one another: at least -0.500'],
    ['metric = basic.Mean()', '17: unknown key metric in [derived]'],
    ['for.y = 1..2', '17: for.y: ${y} is not used in the section'],
  ])('%s is reported', async (more, problem) => {
    expect(await problemsOf(derived('x', '${a} + ${b} + ${Chi2_L1}', more))).toEqual([problem]);
  });

  it('is reported once for a circle of several, each with its way, and skips them', async () => {
    const text = `${plot('a')}${derived('x', '${y} + ${a}')}${derived('y', '${z} * 2')}${derived('z', '${x} * 2')}${derived('w', '${x} + 1')}`;
    const { sections, problems } = await loadText(text);
    expect(problems.map(({ message, names }) => [message, names])).toEqual([
      ['derived from itself: x → y → z → x', ['x']],
      ['derived from itself: y → z → x → y', ['y']],
      ['derived from itself: z → x → y → z', ['z']],
    ]);
    expect(sections.map(({ name }) => name)).toEqual(['a', 'w']);
  });

  it('is not reported for an input that is skipped for its own problem', async () => {
    const { problems } = await loadText(
      `${plot('a')}[plot:b]\nmetric = basic.Men()\nrelativePath = a/b\nyTitle = y\n${derived('x', '${a} / ${b}')}`,
    );
    expect(problems.map(({ message }) => message)).toEqual(['unknown metric basic.Men']);
  });

  it('is skipped as a whole family, with the name of the member', async () => {
    const { sections, problems } = await loadText(
      `${plot('Chi2_L${layer}')}for.layer = 1..2\n${derived('x${n}', '${Chi2_L${n}}', 'for.n = 1..3')}`,
    );
    expect(problems).toMatchObject([
      { message: 'x3: no config named Chi2_L3 in the subsystem', names: ['x1', 'x2', 'x3'] },
    ]);
    expect(sections).toHaveLength(2);
  });
});
