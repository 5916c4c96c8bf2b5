/** Drafts of configs over HTTP, computed from the files of the sample: their values are those that the scan stored. */
import type { ChildProcess } from 'node:child_process';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, exported, printed, startHdqm } from './command.ts';

const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';

interface StoredConfig {
  readonly subsystem: string;
  readonly name: string;
  readonly metric: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly threshold: number | null;
  readonly reference_run: number | null;
}

let databaseUrl: string;
let server: ChildProcess;
let base: string;
let configs: StoredConfig[];

beforeAll(async () => {
  databaseUrl = await scannedUrl('sample');
  const settings = { DATABASE_URL: databaseUrl, SCAN_SCHEDULE: 'off', PORT: '0' };
  server = startHdqm(['serve'], settings);
  [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
  const client = new Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query<StoredConfig>(
    'SELECT subsystem, name, metric, paths, threshold, reference_run FROM config WHERE active AND problem IS NULL ORDER BY id',
  );
  configs = rows;
  await client.end();
});
afterAll(async () => {
  const over = ended(server);
  server.kill('SIGTERM');
  await over;
  await dropUrl(databaseUrl);
});

const keys: Readonly<Record<string, string>> = {
  main: 'relativePath',
  histo1: 'histo1Path',
  histo2: 'histo2Path',
  reference: 'reference',
};

/** A config as a section. */
function section({ name, metric, paths, threshold, reference_run: referenceRun }: StoredConfig): string {
  const inputs = Object.entries(paths).map(([input, ofInput]) => `${keys[input]} = ${ofInput.join('\n  ')}`);
  return [
    `[plot:${name}]`,
    `metric = ${metric}`,
    ...inputs,
    'yTitle = y',
    ...(threshold === null ? [] : [`threshold = ${threshold}`, 'applyThreshold = yes']),
    ...(referenceRun === null ? [] : [`referenceRun = ${referenceRun}`]),
    '',
  ].join('\n');
}

interface Preview {
  readonly state: string;
  readonly reason: string | null;
  readonly run: number;
  readonly file: string;
  readonly total: number;
  readonly valueCount: number;
  readonly missingCount: number;
  readonly members: readonly (Member & { readonly missing: string[]; readonly similar: string[] })[];
}
interface Member {
  readonly name: string;
  readonly value: number | null;
  readonly errorLow: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
  readonly failure: string | null;
}
const memberFields = 'name value errorLow errorHigh entries failure missing similar';
const previewFields = `state reason run file total valueCount missingCount members { ${memberFields} }`;

interface PreviewSelection {
  readonly primaryDataset?: string;
  readonly processing?: string;
  readonly run?: number;
  readonly limit?: number;
}

/** The preview of a draft in the latest file of ZeroBias PromptReco, or the one that is selected. */
async function preview(subsystem: string, text: string, selection: PreviewSelection): Promise<Preview | null> {
  const query = `query ($subsystem: String!, $text: String!, $primaryDataset: String!, $processing: String!, $run: Int, $limit: Int! = 200) {
    draft(subsystem: $subsystem, text: $text) { problems { line message }
      preview(primaryDataset: $primaryDataset, processing: $processing, run: $run, limit: $limit) { ${previewFields} } } }`;
  const variables = { subsystem, text, primaryDataset: 'ZeroBias', processing: 'PromptReco', ...selection };
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as {
    data: { draft: { problems: unknown[]; preview: Preview | null } };
    errors?: unknown;
  };
  expect(errors).toBeUndefined();
  expect(data.draft.problems).toEqual([]);
  return data.draft.preview;
}

/** Configs of one subsystem, as many as a draft takes. */
function batches(): StoredConfig[][] {
  const all: StoredConfig[][] = [];
  for (const config of configs) {
    const last = all.at(-1);
    const isFull = last && last.map(section).join('').length + section(config).length > 60_000;
    if (last?.[0]?.subsystem === config.subsystem && last.length < 200 && !isFull) last.push(config);
    else all.push([config]);
  }
  return all;
}

/** A run of each dataset of the sample. */
const files = [
  ['ZeroBias', 'PromptReco', 370298],
  ['ZeroBias', '19Dec2023', undefined],
  ['Muon0', 'PromptReco', undefined],
  ['Cosmics', 'PromptReco', undefined],
] as const;

describe('the preview of a draft', () => {
  it.each(files)('has exactly the values that the scan stored: %s %s', async (primaryDataset, processing, given) => {
    const all = (await exported({ DATABASE_URL: databaseUrl })).filter(
      (point) => point.primaryDataset === primaryDataset && point.processing === processing && point.file !== null,
    );
    const run = given ?? Math.max(...all.map((point) => point.run));
    const points = new Map(
      all.filter((point) => point.run === run).map((point) => [`${point.subsystem}/${point.config}`, point]),
    );
    expect(points.size).toBeGreaterThan(40);
    for (const batch of batches()) {
      const subsystem = batch[0]?.subsystem ?? '';
      if (given === undefined && !batch.some(({ name }) => points.has(`${subsystem}/${name}`))) continue;
      const found = await preview(subsystem, batch.map(section).join('\n'), { primaryDataset, processing, run });
      const stored = batch.flatMap(({ name }) => points.get(`${subsystem}/${name}`) ?? []);
      expect(found).toMatchObject({
        state: 'READ',
        reason: null,
        run,
        total: batch.length,
        valueCount: stored.filter(({ value }) => value !== null).length,
      });
      expect(found?.members.map(({ name }) => name)).toEqual(batch.map(({ name }) => name));
      for (const { name, value, errorLow, errorHigh, entries, failure } of found?.members ?? []) {
        const point = points.get(`${subsystem}/${name}`);
        if (!point) expect(failure, `${name}`).toMatch(/^MISSING_HISTOGRAM: /);
        else if (point.value === null)
          expect({ value, failure }, `${name}`).toEqual({
            value: null,
            failure: expect.stringContaining(point.failure ?? ''),
          });
        else {
          const { value: storedValue, errorLow: low, errorHigh: high, entries: storedEntries } = point;
          expect({ value, errorLow, errorHigh, entries, failure }, `${name}`).toEqual({
            value: storedValue,
            errorLow: low,
            errorHigh: high,
            entries: storedEntries,
            failure: null,
          });
        }
      }
    }
  });

  it('names missing MEs with similar ones, and counts them', async () => {
    const text =
      '[plot:A${i}]\nfor.i = 1..300\nmetric = basic.Mean()\nyTitle = y\nrelativePath = Tracking/EventInfo/iRum\n';
    const found = await preview('Tracker', text, { limit: 30 });
    expect(found).toMatchObject({ total: 300, valueCount: 0, missingCount: 30, members: { length: 30 } });
    expect(found?.members[0]).toMatchObject({
      name: 'A1',
      missing: ['Tracking/EventInfo/iRum'],
      similar: expect.arrayContaining(['Tracking/EventInfo/iRun']),
    });
    expect(found?.members.filter(({ similar }) => similar.length > 0)).toHaveLength(20);
  });

  it('is null without a file', async () => {
    expect(await preview('Tracker', '', { run: 1 })).toBeNull();
    expect(await preview('Tracker', '', { primaryDataset: 'Nothing' })).toBeNull();
    expect(await preview('Tracker', '', {})).toMatchObject({ state: 'READ', total: 0, members: [] });
  });
});

interface Draft {
  readonly subsystem?: string;
  readonly text: string;
  readonly names: readonly string[];
  readonly primaryDataset?: string;
  readonly latest?: number;
  readonly runs?: readonly number[];
}
interface RunOfDraft {
  readonly run: number;
  readonly done: number;
  readonly total: number;
  readonly state: string;
  readonly reason: string | null;
  readonly results: readonly (Omit<Member, 'name'> & { readonly milliseconds: number })[];
  readonly backTests: readonly BackTestOfDraft[] | null;
}
interface BackTestOfDraft {
  readonly name: string;
  readonly runs: number;
  readonly segments: readonly object[];
  readonly findings: readonly object[];
  readonly agreement: Readonly<Record<string, unknown>> | null;
}

const runQuery = `subscription ($subsystem: String!, $text: String!, $names: [String!]!, $primaryDataset: String!, $latest: Int! = 50, $runs: [Int!]) {
  draftOverRuns(subsystem: $subsystem, text: $text, names: $names, primaryDataset: $primaryDataset, processing: "PromptReco", latest: $latest, runs: $runs) {
    run done total state reason results { value errorLow errorHigh entries failure milliseconds }
    backTests { name runs segments { firstRun lastRun runs levelBefore significance } findings { cause severity firstRun lastRun endRun text }
      agreement { columns badRuns caught goodRuns disturbed missedRuns caughtRuns disturbedRuns } } } }`;

/** Starts a subscription: its WebSocket, and its results or the message of its error. */
function start(draft: Draft): { socket: WebSocket; first: Promise<void>; results: Promise<RunOfDraft[] | string> } {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const events: RunOfDraft[] = [];
  let begin = (): void => undefined;
  const first = new Promise<void>((resolve) => (begin = resolve));
  const results = new Promise<RunOfDraft[] | string>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    socket.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(String(data)) as { type: string; payload: never };
      const variables = { subsystem: 'Tracker', primaryDataset: 'ZeroBias', ...draft };
      if (type === 'connection_ack')
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: runQuery, variables } }));
      else if (type === 'error') resolve((payload as { message: string }[])[0]?.message ?? '');
      else if (type === 'complete') resolve(events);
      else if (type === 'next') {
        const { data: next, errors } = payload as {
          data?: { draftOverRuns: RunOfDraft } | null;
          errors?: { message: string }[];
        };
        if (errors) resolve(errors[0]?.message ?? '');
        else if (next) events.push(next.draftOverRuns);
        begin();
      }
    });
  });
  return { socket, first, results };
}

async function overRuns(draft: Draft): Promise<RunOfDraft[] | string> {
  const { socket, results } = start(draft);
  try {
    return await results;
  } finally {
    socket.terminate();
  }
}

const mean = (name: string, more = ''): string =>
  `[plot:${name}]\nmetric = basic.Mean()\nyTitle = y\nrelativePath = Tracking/No/Such\n  ${tracks}\n${more}`;

describe('a draft over runs', () => {
  it('has exactly the values that the scan stored, two settings side by side, and a back-test at the end', async () => {
    const stored = (await exported({ DATABASE_URL: databaseUrl })).filter(
      ({ primaryDataset, processing, config }) =>
        primaryDataset === 'ZeroBias' && processing === 'PromptReco' && config === 'NumberOfTrack_mean',
    );
    const text = mean('A', 'error = ..0\n') + mean('B', 'threshold = 1e15\napplyThreshold = yes\n');
    const runs = await overRuns({ text, names: ['B', 'A'], latest: 200 });
    if (typeof runs === 'string') throw new Error(runs);
    expect(runs).toHaveLength(38);
    expect(runs.map(({ done, total }) => [done, total])).toEqual(runs.map((_, index) => [index + 1, 38]));
    for (const { run, state, results } of runs) {
      const point = stored.find((each) => each.run === run);
      expect(state).toBe('READ');
      expect(results).toMatchObject([
        { value: null, failure: expect.stringMatching(/^TOO_FEW_ENTRIES: /) },
        {
          value: point?.value,
          errorLow: point?.errorLow,
          errorHigh: point?.errorHigh,
          entries: point?.entries,
          failure: null,
          milliseconds: expect.any(Number),
        },
      ]);
    }
    expect(runs.slice(0, -1).every(({ backTests }) => backTests === null)).toBe(true);
    const [ofB, ofA] = runs.at(-1)?.backTests ?? [];
    expect(ofB).toMatchObject({ name: 'B', segments: [], findings: [] });
    expect(ofA?.findings).toContainEqual(
      expect.objectContaining({
        cause: 'limits',
        severity: 'error',
        text: expect.stringMatching(/above the error limit 0$/),
      }),
    );
    // Every judged run is beyond the limit.
    const { badRuns, caught, goodRuns, disturbed, columns } = ofA?.agreement ?? {};
    expect(columns).not.toEqual([]);
    expect([caught, disturbed]).toEqual([badRuns, goodRuns]);
    expect(Number(goodRuns)).toBeGreaterThan(0);
  });

  it('shows a file that is missing, while the rest goes on', async () => {
    const client = new Client(databaseUrl);
    await client.connect();
    const { rows } = await client.query<{ run: number }>(
      `UPDATE file SET path = 'no/such/file.root' WHERE id = (SELECT max(file.id) FROM file JOIN dataset ON dataset.id = dataset_id
       WHERE primary_dataset = 'Muon0' AND state = 'extracted') RETURNING run_number AS run`,
    );
    await client.end();
    const runs = await overRuns({ text: mean('A'), names: ['A'], primaryDataset: 'Muon0' });
    if (typeof runs === 'string') throw new Error(runs);
    expect(runs.filter(({ state }) => state !== 'READ')).toMatchObject([
      { run: rows[0]?.run, state: 'FILE_NOT_FOUND', results: [] },
    ]);
    expect(runs.length).toBeGreaterThan(10);
    expect(runs.at(-1)?.backTests).toMatchObject([{ name: 'A' }]);
  });

  it('is limited to two at a time of an address, and ends when its viewer leaves', async () => {
    // Values that no other test has read: the thresholds are others.
    const text = (index: number): string =>
      mean('A', `reference = ${tracks}\nthreshold = 0.${index}\napplyThreshold = yes\n`);
    const open = [1, 2].map((index) => start({ text: text(index), names: ['A'], latest: 200 }));
    await Promise.all(open.map(({ first }) => first));
    const third = await overRuns({ text: text(3), names: ['A'], latest: 200 });
    // The first two may have ended meanwhile on a fast machine.
    for (const { socket } of open) socket.terminate();
    expect(typeof third === 'string' ? third : third.length).toEqual(
      typeof third === 'string' ? expect.stringMatching(/^2 .* are being read over runs for this address/) : 38,
    );
    await expect.poll(async () => typeof (await overRuns({ text: text(4), names: ['A'], latest: 1 }))).toBe('object');
  });

  it('is rejected for names that are not valid configs', async () => {
    const broken = mean('A').replace('basic.Mean', 'basic.Maen');
    expect(await overRuns({ text: broken, names: ['A'] })).toBe(
      'the draft has no valid config A: line 2: unknown metric basic.Maen',
    );
    expect(await overRuns({ text: '', names: ['A'] })).toBe('the draft has no valid config A');
    expect(await overRuns({ text: '', names: [] })).toMatch(/^names has 0 configs/);
    expect(await overRuns({ text: mean('A'), names: ['A'], primaryDataset: 'Nothing' })).toMatch(
      /^there is no dataset Nothing/,
    );
  });
});
