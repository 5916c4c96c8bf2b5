/** Drafts of configs over HTTP, computed from the files of the sample: their values are those that the scan stored. */
import type { ChildProcess } from 'node:child_process';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, exported, printed, startHdqm } from './command.ts';

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
        if (!point) expect(failure, name).toMatch(/^MISSING_HISTOGRAM: /);
        else if (point.value === null)
          expect({ value, failure }, name).toEqual({
            value: null,
            failure: expect.stringContaining(point.failure ?? ''),
          });
        else {
          const { value: storedValue, errorLow: low, errorHigh: high, entries: storedEntries } = point;
          expect({ value, errorLow, errorHigh, entries, failure }, name).toEqual({
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
