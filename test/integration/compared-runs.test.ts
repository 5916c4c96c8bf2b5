/** Histograms of runs compared and summed, over HTTP. */
import type { ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WebSocket } from 'ws';
import { parse } from 'jsroot/core';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl } from '../database.ts';
import { copySample, ended, hdqm, printed, samplePath, startHdqm, temporaryFolder } from './command.ts';

const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const runs = [370293, 370295, 370298, 370301] as const;
/** Its file is deleted after it was read. */
const deleted = 370301;
const pathOf = (run: number): string => samplePath('ZeroBias', 'Run2023D', run);
const configs = `
[plot:Tracks]
metric = basic.Mean()
relativePath = ${tracks}
yTitle = y
plotTitle = Tracks

[plot:Fit]
metric = fits.LandauAroundMax(0, 0.85, 1.3, 7000)
relativePath = SiStrip/MechanicalView/TIB/Summary_ClusterChargePerCMfromTrack__TIB
yTitle = y
plotTitle = Fit

[plot:Same]
metric = basic.Chi2()
relativePath = ${tracks}
referenceRun = 370293
yTitle = y
plotTitle = Compared with a run

[plot:Scalar]
metric = basic.ScalarValue()
relativePath = Tracking/EventInfo/iRun
yTitle = y
plotTitle = Scalar
`;

let tree: Awaited<ReturnType<typeof temporaryFolder>>;
let databaseUrl: string;
let server: ChildProcess;
let base: string;
let database: Client;

beforeAll(async () => {
  tree = await temporaryFolder();
  for (const run of runs) await copySample(pathOf(run), tree.folder);
  await mkdir(path.join(tree.folder, 'configs/Tracker'), { recursive: true });
  await writeFile(path.join(tree.folder, 'configs/Tracker/trends.ini'), configs);
  await writeFile(path.join(tree.folder, 'configs/reference-runs.ini'), '[Tracker]\nrun = 370295\n');
  databaseUrl = await freshUrl();
  const settings = {
    DATABASE_URL: databaseUrl,
    EOS_ROOT: tree.folder,
    HDQM_CONFIGS: path.join(tree.folder, 'configs'),
    SCAN_SCHEDULE: 'off',
    PORT: '0',
  };
  for (const command of [['scan'], ['recompute', '--replace', '--names', 'Same']])
    expect(await hdqm(command, settings)).toMatchObject({ status: 0 });
  await rm(path.join(tree.folder, pathOf(deleted)));
  database = new Client(databaseUrl);
  await database.connect();
  server = startHdqm(['serve'], settings);
  [, base = ''] = await printed(server, /(http:\/\/127\.0\.0\.1:\d+)/);
}, 120_000);
afterAll(async () => {
  const over = ended(server);
  server.kill('SIGTERM');
  await over;
  await database.end();
  await dropUrl(databaseUrl);
  await tree.remove();
});

async function sendQuery<T>(query: string): Promise<T> {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

interface Point {
  readonly run: { readonly number: number };
  readonly value: number | null;
  readonly errorHigh: number | null;
  readonly entries: number | null;
}

async function trendOf(name: string): Promise<{ id: string; points: Point[] }> {
  const { trends } = await sendQuery<{ trends: { id: string; points: Point[] }[] }>(
    `{ trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", names: ["${name}"], select: {})
       { id points { run { number } value errorHigh entries } } }`,
  );
  if (!trends[0]) throw new Error(`no trend ${name}`);
  return trends[0];
}

async function pointOf(name: string, run: number): Promise<Point> {
  const { points } = await trendOf(name);
  const point = points.find((each) => each.run.number === run);
  if (!point) throw new Error(`no point of ${run}`);
  return point;
}

describe('the reference run', () => {
  const found = async (run: number, rule: string): Promise<number | null> => {
    const { id } = await trendOf('Tracks');
    const { referenceRun } = await sendQuery<{ referenceRun: number | null }>(
      `{ referenceRun(trend: ${id}, run: ${run}, rule: ${rule}) }`,
    );
    return referenceRun;
  };
  const entriesOf = async (of: readonly number[]): Promise<number> => {
    const { points } = await trendOf('Tracks');
    const candidates = points.filter(({ run }) => of.includes(run.number));
    const [best] = candidates.sort((a, b) => (b.entries ?? 0) - (a.entries ?? 0));
    return best?.run.number ?? 0;
  };

  it('is the nearest significant run before', async () => {
    await database.query('UPDATE run SET significant = (number <> 370298)');
    expect(await found(370301, 'PREVIOUS_SIGNIFICANT')).toBe(370295);
    expect(await found(370298, 'PREVIOUS_SIGNIFICANT')).toBe(370295);
    expect(await found(370293, 'PREVIOUS_SIGNIFICANT')).toBeNull();
    await database.query('UPDATE run SET significant = NULL');
  });

  it('is the other run of the fill with most entries', async () => {
    await database.query('UPDATE run SET fill = CASE WHEN number = 370295 THEN 2 ELSE 1 END');
    expect(await found(370293, 'SAME_FILL')).toBe(await entriesOf([370298, 370301]));
    expect(await found(370295, 'SAME_FILL')).toBeNull();
  });

  it('is the other run of the segment with most entries', async () => {
    const { id } = await trendOf('Tracks');
    await database.query('DELETE FROM segment WHERE trend_id = $1', [id]);
    expect(await found(370295, 'SEGMENT')).toBeNull();
    const columns = 'trend_id, first_run, last_run, runs, first_level, last_level, noise';
    await database.query(`INSERT INTO segment (${columns}) VALUES ($1, 370293, 370298, 3, 1, 1, 1)`, [id]);
    expect(await found(370295, 'SEGMENT')).toBe(await entriesOf([370293, 370298]));
    expect(await found(370301, 'SEGMENT')).toBeNull();
  });

  it('is pinned by a file', async () => {
    expect(await found(370301, 'PINNED')).toBe(370295);
  });
});

describe('compared elements', () => {
  const compared = async (run: number, reference: number) => {
    const { id } = await trendOf('Tracks');
    const { comparedElements } = await sendQuery<{
      comparedElements: Record<string, Record<string, unknown>>[] | null;
    }>(
      `{ comparedElements(trend: ${id}, run: ${run}, reference: ${reference}) { input comparison {
         problem chi2 ndf chi2Option kolmogorovDistance kolmogorovProbability bins { ratios errors pulls } shapes { ratios } } } }`,
    );
    return comparedElements?.map(({ comparison }) => comparison);
  };

  it('have the chi-square of the metric', async () => {
    const [comparison] = (await compared(370298, 370293)) ?? [];
    expect(comparison).toMatchObject({ problem: null, chi2Option: 'UU NORM' });
    expect(comparison?.['chi2']).toBe((await pointOf('Same', 370298)).value);
  });

  it('are the same in the same run', async () => {
    const [comparison] = (await compared(370298, 370298)) ?? [];
    const bins = comparison?.['bins'] as Record<string, (number | null)[]> | undefined;
    expect(new Set(bins?.['ratios'])).toEqual(new Set([1, null]));
    expect(new Set(bins?.['pulls'])).toEqual(new Set([0, null]));
    expect(comparison).toMatchObject({ chi2: 0, kolmogorovDistance: 0, kolmogorovProbability: 1 });
  });

  it('have a reason where a file is missing', async () => {
    expect(await compared(deleted, 370293)).toEqual([
      expect.objectContaining({ problem: 'the file is no longer there' }),
    ]);
    expect(await compared(370293, deleted)).toEqual([
      expect.objectContaining({ problem: `the file of run ${deleted} is no longer there` }),
    ]);
    expect(await compared(370293, 1)).toBeUndefined();
  });
});

interface Sum {
  readonly runs: number[];
  readonly entries: number | null;
  readonly value: number | null;
  readonly errorHigh: number | null;
  readonly failure: string | null;
  readonly object: string | null;
  readonly curve: { readonly x: number[]; readonly y: number[] } | null;
}
interface TrendSums {
  readonly name: string;
  readonly a: Sum;
  readonly b: Sum;
  readonly comparison: Record<string, unknown>;
  readonly leftOut: { reason: string; runs: number[] }[];
}
interface Progress {
  readonly run: number;
  readonly done: number;
  readonly total: number;
  readonly sums: TrendSums[] | null;
}

/** The events of the subscription, or the message of its error. */
async function sumsOverRuns(args: string): Promise<Progress[] | string> {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const sum = '{ runs entries value errorHigh failure object curve { name low high x y } }';
  const fields = `run done total sums { name a ${sum} b ${sum} leftOut { reason runs }
    comparison { problem chi2 kolmogorovProbability bins { ratios } shapes { ratios } } }`;
  const query = `subscription { sumsOverRuns(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", ${args}) { ${fields} } }`;
  const events: Progress[] = [];
  try {
    return await new Promise<Progress[] | string>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
      socket.on('message', (data: Buffer) => {
        const { type, payload } = JSON.parse(String(data)) as { type: string; payload: never };
        if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
        else if (type === 'error') resolve((payload as { message: string }[])[0]?.message ?? '');
        else if (type === 'complete') resolve(events);
        else if (type === 'next') {
          const { data, errors } = payload as { data?: { sumsOverRuns: Progress }; errors?: { message: string }[] };
          if (errors) resolve(errors[0]?.message ?? '');
          else if (data) events.push(data.sumsOverRuns);
        }
      });
    });
  } finally {
    socket.terminate();
  }
}

async function sumsOf(names: string, a: string, b: string): Promise<TrendSums[]> {
  const events = await sumsOverRuns(`names: ${names}, a: { numbers: ${a} }, b: { numbers: ${b} }`);
  if (typeof events === 'string') throw new Error(events);
  return events.at(-1)?.sums ?? [];
}

describe('sums over runs', () => {
  it('of one run are that run', async () => {
    const [sums] = await sumsOf('["Tracks"]', '[370293]', '[370298]');
    const [a, b] = [await pointOf('Tracks', 370293), await pointOf('Tracks', 370298)];
    expect(sums?.a).toMatchObject({ runs: [370293], value: a.value, errorHigh: a.errorHigh, entries: a.entries });
    expect(sums?.b).toMatchObject({ runs: [370298], value: b.value, errorHigh: b.errorHigh, entries: b.entries });
    expect(sums?.comparison['chi2']).toBe((await pointOf('Same', 370298)).value);
  });

  it('have the entries of all runs, and can be drawn', async () => {
    const [sums] = await sumsOf('["Tracks"]', '[370293, 370295]', '[370298]');
    const points = [await pointOf('Tracks', 370293), await pointOf('Tracks', 370295)];
    expect(sums?.a.runs).toEqual([370293, 370295]);
    expect(sums?.a.entries).toBe(points.reduce((sum, { entries }) => sum + (entries ?? 0), 0));
    const values = points.map(({ value }) => value ?? 0).sort((one, other) => one - other);
    expect(sums?.a.value).toBeGreaterThan(values[0] ?? 0);
    expect(sums?.a.value).toBeLessThan(values[1] ?? 0);
    const object = parse(sums?.a.object ?? '{}');
    expect(object).toMatchObject({ _typename: 'TH1F', fEntries: sums?.a.entries });
    expect((object['fXaxis'] as { fNbins: number }).fNbins).toBe((object['fArray'] as number[]).length - 2);
  });

  it('have the curve of a fit', async () => {
    const [fit, tracks] = await sumsOf('["Fit", "Tracks"]', '[370293, 370295]', '[370298]');
    for (const { curve, value, object } of [fit?.a, fit?.b].flatMap((sum) => sum ?? [])) {
      expect(value).not.toBeNull();
      const highest = Math.max(...(parse(object ?? '{}')['fArray'] as number[]));
      expect(curve?.x).toHaveLength(curve?.y.length ?? 0);
      expect(Math.max(...(curve?.y ?? [])) / highest).toBeCloseTo(1, 0);
    }
    expect(tracks?.a.curve).toBeNull();
  });

  it('of the same runs are the same', async () => {
    const [sums] = await sumsOf('["Tracks"]', '[370293, 370295]', '[370293, 370295]');
    expect(sums?.a).toEqual(sums?.b);
    const bins = sums?.comparison['bins'] as { ratios: unknown[] } | undefined;
    expect(new Set(bins?.ratios)).toEqual(new Set([1, null]));
    expect(sums?.comparison).toMatchObject({ chi2: 0, kolmogorovProbability: 1 });
  });

  it('are made of several trends, with the progress and the runs that are left out', async () => {
    const events = await sumsOverRuns(
      `names: ["Tracks", "Same", "Scalar"], a: { from: 370293, to: 370295 }, b: { from: 370298, to: 370301 }`,
    );
    if (typeof events === 'string') throw new Error(events);
    expect(events.map(({ done, total }) => [done, total])).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
    expect(events.slice(0, -1).map(({ sums }) => sums)).toEqual([null, null, null]);
    const [own, same, scalar] = events.at(-1)?.sums ?? [];
    expect(own?.leftOut).toEqual([{ reason: 'the file is no longer there', runs: [deleted] }]);
    expect([own?.a.runs, own?.b.runs]).toEqual([[370293, 370295], [370298]]);
    // Compared with its reference run, in one sum and in the other.
    expect(same?.a.failure).toBeNull();
    expect(same?.b.value).toBe((await pointOf('Same', 370298)).value);
    expect(scalar?.comparison['problem']).toBe('A has no run whose ME could be summed');
    expect(scalar?.leftOut).toContainEqual({ reason: 'a TObjString has no sum', runs: [370293, 370295, 370298] });
  });

  it('are rejected with a reason', async () => {
    const rejected = (args: string) => sumsOverRuns(`${args}, b: { numbers: [370298] }`);
    expect(await rejected('names: ["No"], a: { numbers: [370293] }')).toBe(
      'Tracker has no config No that is computed from an ME',
    );
    const names = JSON.stringify(Array.from({ length: 25 }, (_, index) => `Name${index}`));
    expect(await rejected(`names: ${names}, a: { numbers: [370293] }`)).toBe('25 configs, the maximum is 24');
    expect(await sumsOverRuns('names: ["Tracks"], a: { numbers: [1] }, b: { numbers: [2] }')).toBe(
      'no run of A or B has a file that can be read',
    );
  });
});
