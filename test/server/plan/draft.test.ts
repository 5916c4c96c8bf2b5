import { describe, expect, it } from 'vitest';
import { type Draft, maxDraftLength, readDraft } from '../../../server/plan/draft.ts';
import { metrics } from './config-folder.ts';

const read = (text: string, others: readonly string[] = []): Draft => readDraft('Tracker', text, others, { metrics });
const plot = (name: string, more = ''): string =>
  `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = Tracking/x\nyTitle = y\n${more}`;

describe('readDraft', () => {
  it('reads the configs and groups of a text as those of a config file', () => {
    const text = `[defaults]
yTitle = y
for.Side = Left, Right

[plot:Mean\${Side}]
metric = basic.BinCount( 'a' ,True )
relativePath = Tracking/\${side}/x
plotTitle = Mean \${side}

[limits:MeanLeft]
error = 1..2

[group:Both]
members = Mean*
`;
    const { configs, groups, problems, sections } = read(text);
    expect(problems).toEqual([]);
    expect(configs).toMatchObject([
      {
        subsystem: 'Tracker',
        name: 'MeanLeft',
        title: 'Mean Left',
        computation: { metric: "basic.BinCount('a', True)", paths: { main: ['Tracking/Left/x'] } },
        guidance: { limits: [{ severity: 'error', scope: null, min: 1, max: 2 }] },
        line: 5,
      },
      { name: 'MeanRight', guidance: { limits: [] } },
    ]);
    expect(groups).toMatchObject([{ name: 'Both', members: ['MeanLeft', 'MeanRight'] }]);
    expect(sections.map(({ entries, ...rest }) => ({ ...rest, keys: entries.map(({ key }) => key) }))).toMatchObject([
      { kind: 'defaults', name: '', line: 1, endLine: 4, keys: ['yTitle', 'for.Side'] },
      {
        kind: 'plot',
        name: 'Mean${Side}',
        line: 5,
        endLine: 9,
        keys: ['metric', 'relativePath', 'plotTitle'],
        metricId: 'basic.BinCount',
        arguments: ['a', true],
      },
      { kind: 'limits', name: 'MeanLeft', line: 10, endLine: 12, keys: ['error'] },
      { kind: 'group', name: 'Both', line: 13, endLine: 15, keys: ['members'] },
    ]);
  });

  it('gives the problems of a text with the entries of its sections', () => {
    const { configs, problems, sections } = read('[plot:A]\nmetric = basic.Men()\nrelativePath = a/b\nyTitle = y');
    expect(configs).toEqual([]);
    expect(problems).toEqual([
      {
        file: 'the draft',
        subsystem: 'Tracker',
        line: 2,
        message: 'unknown metric basic.Men',
        names: ['A'],
        suggestion: 'basic.Mean',
      },
    ]);
    expect(sections[0]?.entries[0]).toEqual({ key: 'metric', value: 'basic.Men()', line: 2 });
    expect(sections[0]).toMatchObject({ metricId: 'basic.Men', arguments: [] });
    const [unread] = read('[plot:A]\nmetric = basic.Mean(').sections;
    expect(unread).toMatchObject({ metricId: null, arguments: null });
  });

  it('accepts an empty text, and one that is no config', () => {
    expect(read('')).toMatchObject({ configs: [], groups: [], sections: [], problems: [] });
    expect(read('\0[plt:x]\r=\u2028[')).toMatchObject({ configs: [], problems: [{ line: 1 }, { line: 2 }] });
    expect(read('[polt:x]').problems).toMatchObject([{ suggestion: '[plot:NAME]' }]);
  });

  it('knows the configs of other files', () => {
    const text = '[limits:Old]\nwarning = 0..\n\n[group:G]\nmembers = Old\n          New\n\n';
    expect(read(text + plot('New'), ['Old']).problems).toEqual([]);
    expect(read(text + plot('New')).problems).toHaveLength(2);
  });

  it.each([
    ['many members', Array.from({ length: 600 }, (_, index) => plot(`A\${i}_${index}`, 'for.i = 1..9999\n')).join('')],
    ['a loop of many ranges', `[defaults]\nfor.i = ${'1..10000,'.repeat(200)}\n${plot('A${i}')}`],
    [
      'many loops',
      Array.from({ length: 3_000 }, (_, index) => `for.v${index} = 1..9000`).reduce(
        (text, loop) => `${text}${loop}\n`,
        plot('A'),
      ),
    ],
    ['many variables', `${plot('A')}${Array.from({ length: 5_000 }, (_, index) => `for.v${index} = 1\n`).join('')}`],
    [
      'many used variables',
      `${plot('A${i}', `for.i = 1..9999\ndescription = ${Array.from({ length: 190 }, (_, index) => `\${v${index}}`).join('')}\n`)}${Array.from({ length: 190 }, (_, index) => `for.v${index} = 1\n`).join('')}`,
    ],
    [
      'defaults of many sections',
      `[defaults]\ndescription = ${`${'${'.repeat(900)}\n `.repeat(15)}\n${Array.from({ length: 600 }, (_, index) => plot(`A${index}`)).join('')}`,
    ],
    ['wildcards', `${plot('A${i}', 'for.i = 1..5000\n')}[group:G]\nmembers = ${'x*\n '.repeat(10_000)}`],
    ['unknown members', `${plot('A${i}', 'for.i = 1..5000\n')}${'[group:G]\nmembers = x\n y\n z\n'.repeat(1_000)}`],
  ])('limits what a short text expands to: %s', (_what, text) => {
    const { problems } = read(
      text.slice(0, maxDraftLength),
      Array.from({ length: 8_000 }, (_, index) => `Other${index}`),
    );
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ message }) => message).join('\n')).toMatch(/more than|too many|not used in the section/);
  });
});
