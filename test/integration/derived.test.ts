/** Derived trends from a config file to the readers of points: export, GraphQL, judgement, and `hdqm check`. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import {
  copySample,
  type Environment,
  ended,
  exported,
  hdqm,
  printed,
  samplePath,
  startHdqm,
  temporaryFolder,
} from './command.ts';

const general = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties';
const runs = [366409, 366411] as const;

const configs = `
[plot:Tracks]
metric = basic.Mean()
relativePath = ${general}/NumberOfTracks_GenTk
yTitle = tracks

[plot:Width]
metric = basic.StdDev()
relativePath = ${general}/NumberOfTracks_GenTk
yTitle = tracks

[derived:Relative_width]
expression = \${Width} / \${Tracks}
yTitle = Relative width
error = ..0

[derived:To_Prompt]
expression = \${Tracks} / \${PromptReco:Tracks}
correlation = same data
yTitle = Ratio

[derived:By_lumi]
expression = \${Tracks} / recordedLumi
yTitle = Tracks [pb]

[group:Widths]
members = *width*
  Tracks
`;

let environment: Environment;
let folder: string;
let remove: () => Promise<void>;
let file: string;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const [EOS_ROOT, HDQM_CONFIGS] = [path.join(folder, 'eos'), path.join(folder, 'configs')];
  file = path.join(HDQM_CONFIGS, 'Tracker/trends.ini');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, configs);
  for (const run of runs) await copySample(samplePath('ZeroBias', 'Run2023B', run), EOS_ROOT);
  const prompt = samplePath('ZeroBias', 'Run2023B', runs[0]);
  await copySample(prompt, EOS_ROOT, prompt.replaceAll('PromptReco', 'ReReco'));
  environment = { DATABASE_URL: await freshUrl(), EOS_ROOT, HDQM_CONFIGS, SCAN_SCHEDULE: 'off' };
  expect(await hdqm(['scan'], environment)).toMatchObject({ status: 0 });
});
afterAll(async () => {
  await remove();
  await dropUrl(environment['DATABASE_URL'] ?? '');
});

/** What the queries below are answered. */
interface Answer {
  readonly [field: string]: unknown;
  readonly trends: readonly { readonly id: string }[];
  readonly limited: readonly { readonly limits: unknown; readonly alarms: unknown }[];
  readonly tracks: readonly { readonly columns: { readonly values: readonly number[] } }[];
  readonly syntax: { readonly problem: string };
}

describe('derived trends', () => {
  it('are exported with their values and uncertainties', async () => {
    const points = await exported(environment);
    const pointsOf = (config: string) => points.filter((point) => point.config === config);
    const widths = pointsOf('Relative_width');
    expect(widths.map(({ run, processing }) => `${run} ${processing}`)).toEqual([
      `${runs[0]} PromptReco`,
      `${runs[1]} PromptReco`,
      `${runs[0]} ReReco`,
    ]);
    for (const { run, processing, value, errorHigh } of widths) {
      const [width, tracks] = ['Width', 'Tracks'].map((name) =>
        pointsOf(name).find((point) => point.run === run && point.processing === processing),
      );
      const [w, t] = [width?.value ?? 0, tracks?.value ?? 0];
      expect(value).toBe(w / t);
      expect(errorHigh).toBeCloseTo(
        (w / t) * Math.hypot((width?.errorHigh ?? 0) / w, (tracks?.errorHigh ?? 0) / t),
        12,
      );
    }
    expect(pointsOf('To_Prompt')).toMatchObject([{ run: runs[0], processing: 'ReReco', value: 1, errorHigh: 0 }]);
    expect(pointsOf('By_lumi')[0]).toMatchObject({ value: null, failure: 'NO_DATA' });
  });

  it('are not counted as points that were read', async () => {
    const { stdout } = await hdqm(['status'], environment);
    expect(stdout).toMatch(/\b6 points/);
  });

  it('are judged and answered as columns, in groups, with their inputs, and evaluated without being stored', async () => {
    const server = startHdqm(['serve'], { ...environment, PORT: '0' });
    try {
      const [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
      const dataset = 'subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "ReReco"';
      const query = `{
        displayGroups { members }
        trends(${dataset}, names: ["To_Prompt"]) {
          id
          config { metric formula { expression correlation } }
          columns { runs values errorsLow }
        }
        limited: trends(${dataset}, names: ["Relative_width"]) { alarms { severity cause } limits { max } }
        derive(${dataset}, expression: "\${Tracks}*2 - \${PromptReco:Tracks}") { expression problem columns { runs values } }
        tracks: trends(${dataset}, names: ["Tracks"]) { columns { values } }
        wrong: derive(${dataset}, expression: "\${Tracks} * \${Trcks}") { problem suggestion columns { runs } }
        syntax: derive(${dataset}, expression: "\${Tracks} *") { problem }
      }`;
      const post = async (query: string): Promise<{ data: Answer; errors?: unknown }> => {
        const response = await fetch(`${base}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        });
        return response.json() as never;
      };
      const { data, errors } = await post(query);
      expect(errors).toBeUndefined();
      expect(data.displayGroups).toEqual([{ members: ['Relative_width', 'Tracks'] }]);
      expect(data.trends).toMatchObject([
        {
          config: {
            metric: '${Tracks} / ${PromptReco:Tracks}',
            formula: { expression: '${Tracks} / ${PromptReco:Tracks}', correlation: 'same data' },
          },
          columns: { runs: [runs[0]], values: [1], errorsLow: [0] },
        },
      ]);
      expect(data.limited[0]?.limits).toEqual([{ max: 0 }]);
      expect(data.limited[0]?.alarms).toEqual([{ severity: 'error', cause: 'limits' }]);
      const tracks = data.tracks[0]?.columns.values[0];
      expect(data.derive).toEqual({
        expression: '${Tracks} * 2 - ${PromptReco:Tracks}',
        problem: null,
        columns: { runs: [runs[0]], values: [tracks] },
      });
      expect(data.wrong).toEqual({
        problem: 'no config named Trcks in the subsystem',
        suggestion: 'Tracks',
        columns: null,
      });
      expect(data.syntax.problem).toContain('column 12: expected a trend ${NAME}');
      const inputs = await post(
        `{ derivedInputs(trend: "${data.trends[0]?.id}", run: ${runs[0]}) { text config processing value unit } monitorElements(trend: "${data.trends[0]?.id}", run: ${runs[0]}) { path } }`,
      );
      expect(inputs.data).toEqual({
        derivedInputs: [
          { text: 'Tracks', config: 'Tracks', processing: 'ReReco', value: tracks, unit: 'tracks' },
          { text: 'PromptReco:Tracks', config: 'Tracks', processing: 'PromptReco', value: tracks, unit: 'tracks' },
        ],
        monitorElements: null,
      });
    } finally {
      const over = ended(server);
      server.kill('SIGTERM');
      await over;
    }
  });

  it('with a problem are reported by hdqm check, with line, position and a near name', async () => {
    await writeFile(
      file,
      `${configs}
[derived:Unknown]
expression = \${Trcks} / 2
yTitle = y

[derived:Syntax]
expression = \${Tracks} / (2
yTitle = y

[derived:Quantity]
expression = \${Tracks} / recordedLuminosity
yTitle = y
`,
    );
    const { status, stdout } = await hdqm(['check'], environment);
    expect(status).toBe(1);
    const lines = stdout.split('\n').map((line) => line.replace(/^.*trends\.ini:/, ''));
    expect(lines.slice(0, 3).toSorted()).toEqual([
      '31: no config named Trcks in the subsystem; did you mean Tracks?',
      "35: '${Tracks} / (2', column 15: expected an operator or ')', found the end",
      "39: '${Tracks} / recordedLuminosity', column 13: recordedLuminosity is no quantity of runs; a trend is written ${recordedLuminosity}; did you mean recordedLumi?",
    ]);
  });
});
