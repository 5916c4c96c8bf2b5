/** The histogram behind a point, over HTTP, from files that are readable, corrupt, replaced or missing. */
import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'jsroot/core';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HistogramReader, defaultHistogramLimits } from '../../server/histograms/histogram-reader.ts';
import { dropUrl, freshUrl } from '../database.ts';
import { copySample, ended, hdqm, printed, samplePath, sampleTree, startHdqm, temporaryFolder } from './command.ts';

const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const occupancy = 'MessageLogger/Errors/modules_errors';
const runs = { whole: 370298, missing: 370301, corrupt: 370306, reference: 370295 } as const;
const pathOf = (run: number): string => samplePath('ZeroBias', 'Run2023D', run);

/** A config with all inputs, one whose first path is in no file with a reference from another run, and a scalar. */
const configs = `
[plot:AllInputs]
metric = basic.Mean()
relativePath = ${tracks}
histo1Path = ${occupancy}
histo2Path = Tracking/No/Such
reference = ${tracks}
yTitle = y
plotTitle = All inputs

[plot:OfReferenceRun]
metric = basic.NormChi2()
relativePath = Tracking/Older/Name
               ${tracks}
referenceRun = ${runs.reference}
yTitle = y
plotTitle = Second path

[plot:Charge]
metric = fits.LandauAroundMax(0, 0.85, 1.3, 7000)
relativePath = SiStrip/MechanicalView/TIB/Summary_ClusterChargePerCMfromTrack__TIB
yTitle = y
plotTitle = Charge

[plot:Scalar]
metric = basic.ScalarValue()
relativePath = Tracking/EventInfo/iRun
yTitle = y
plotTitle = Scalar
`;

interface Element {
  readonly input: string;
  readonly state: string;
  readonly reason: string | null;
  readonly object: string | null;
  readonly curve: { readonly x: readonly number[]; readonly y: readonly number[] } | null;
  readonly [name: string]: unknown;
}

let tree: Awaited<ReturnType<typeof temporaryFolder>>;
let databaseUrl: string;
let settings: Record<string, string>;
let server: ChildProcess;
let base: string;

beforeAll(async () => {
  tree = await temporaryFolder();
  for (const run of Object.values(runs)) await copySample(pathOf(run), tree.folder);
  await mkdir(path.join(tree.folder, 'configs/Tracker'), { recursive: true });
  await writeFile(path.join(tree.folder, 'configs/Tracker/trends.ini'), configs);
  databaseUrl = await freshUrl();
  settings = {
    DATABASE_URL: databaseUrl,
    EOS_ROOT: tree.folder,
    HDQM_CONFIGS: path.join(tree.folder, 'configs'),
    SCAN_SCHEDULE: 'off',
    PORT: '0',
  };
  // Recompute after the scan has read the reference run.
  for (const command of [['scan'], ['recompute', '--replace', '--names', 'OfReferenceRun']]) {
    expect(await hdqm(command, settings)).toMatchObject({ status: 0 });
  }
  await rm(path.join(tree.folder, pathOf(runs.missing)));
  const corrupt = path.join(tree.folder, pathOf(runs.corrupt));
  await writeFile(corrupt, (await readFile(corrupt)).subarray(0, 5_000));
  [server, base] = await startServer();
});
afterAll(async () => {
  await stopServer(server);
  await dropUrl(databaseUrl);
  await tree.remove();
});

async function startServer(given: Record<string, string> = {}): Promise<[ChildProcess, url: string]> {
  const started = startHdqm(['serve'], { ...settings, ...given });
  const [, url = ''] = await printed(started, /(http:\/\/127\.0\.0\.1:\d+)/);
  return [started, url];
}

async function stopServer(started: ChildProcess): Promise<void> {
  const over = ended(started);
  started.kill('SIGTERM');
  await over;
}

async function sendQuery<T extends object>(query: string): Promise<T> {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

async function elementsOf(config: string, run: number): Promise<Element[] | null> {
  const { trends } = await sendQuery<{ trends: { id: string }[] }>(
    `{ trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", names: ["${config}"]) { id } }`,
  );
  const { monitorElements } = await sendQuery<{ monitorElements: Element[] | null }>(
    `{ monitorElements(trend: "${trends[0]?.id ?? ''}", run: ${run}) { input path run file state reason className bytes object text curveProblem
      curve { name low high chi2 ndf x y parameters { name value error } } } }`,
  );
  return monitorElements;
}

describe('/export/histogram', () => {
  const byName = (name: string, run: number): string =>
    `subsystem=Tracker&pd=ZeroBias&ps=PromptReco&name=${name}&run=${run}`;
  async function get(format: string, query: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${base}/export/histogram.${format}?${query}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const problem = async (query: string): Promise<[number, string]> => {
    const { status, body } = await get('json', query);
    return [status, (body['errors'] as { message: string }[])[0]?.message ?? ''];
  };

  it('has axes, contents and errors as plain lists, and the object of ROOT', async () => {
    const { body } = await get('json', byName('AllInputs', runs.whole));
    const { contents, errors, axes, ...head } = body as {
      contents: number[];
      errors: number[];
      axes: { title: string; edges: number[] }[];
    };
    const [element] = (await elementsOf('AllInputs', runs.whole)) ?? [];
    const object = parse(element?.object ?? '') as unknown as {
      fArray: Float32Array;
      fEntries: number;
      fTitle: string;
      fXaxis: { fNbins: number; fXmin: number; fXmax: number; fTitle: string };
    };
    const { fNbins, fXmin, fXmax, fTitle } = object.fXaxis;
    expect(head).toEqual({
      kind: 'histogram',
      className: 'TH1F',
      name: 'NumberOfTracks_GenTk',
      title: object.fTitle,
      entries: object.fEntries,
    });
    expect(contents).toEqual([...object.fArray]);
    expect(contents).toHaveLength(fNbins + 2);
    expect(errors).toEqual(contents.map((content) => Math.sqrt(content)));
    expect(axes).toEqual([{ title: fTitle, edges: expect.any(Array) as number[] }]);
    expect([axes[0]?.edges.length, axes[0]?.edges[0], axes[0]?.edges.at(-1)]).toEqual([fNbins + 1, fXmin, fXmax]);
    expect((await get('root-json', byName('AllInputs', runs.whole))).body).toEqual(JSON.parse(element?.object ?? ''));
  });

  it('has another input, a scalar, and a trend by its ID', async () => {
    const input = await get('json', `${byName('AllInputs', runs.whole)}&input=histo1`);
    expect(input.body).toMatchObject({ name: 'modules_errors' });
    const scalar = await get('json', byName('Scalar', runs.whole));
    expect(scalar.body).toEqual({ kind: 'scalar', className: 'TObjString', name: 'iRun', value: runs.whole });
    const { trends } = await sendQuery<{ trends: { id: string }[] }>(
      `{ trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", names: ["Scalar"]) { id } }`,
    );
    expect(await get('json', `trend=${trends[0]?.id ?? ''}&run=${runs.whole}`)).toEqual(scalar);
  });

  it('reports what is missing or invalid', async () => {
    expect(await problem(byName('AllInputs', 1))).toEqual([
      404,
      expect.stringMatching(/^no file of run 1 was extracted/),
    ]);
    expect(await problem(byName('Nothing', runs.whole))).toEqual([404, expect.stringMatching(/no such trend$/)]);
    expect(await problem(`${byName('AllInputs', runs.whole)}&input=histo2`)).toEqual([
      404,
      'folder Tracking/No not found in the file',
    ]);
    expect(await problem(`${byName('Scalar', runs.whole)}&input=histo1`)).toEqual([
      404,
      'the metric has no input histo1',
    ]);
    expect(await problem(byName('AllInputs', runs.missing))).toEqual([404, 'the file is no longer there']);
    expect((await problem(byName('AllInputs', runs.corrupt)))[0]).toBe(503);
    expect(await problem('run=x&trend=1')).toEqual([400, expect.stringMatching(/^run: /)]);
    expect(await problem(`${byName('Scalar', 1)}&colour=red`)).toEqual([
      400,
      expect.stringMatching(/^unknown parameter colour/),
    ]);
  });
});

describe('the MEs behind a point', () => {
  it('are all inputs of the metric, each with its state', async () => {
    const elements = await elementsOf('AllInputs', runs.whole);
    expect(elements).toMatchObject([
      { input: 'main', path: tracks, run: runs.whole, file: pathOf(runs.whole), state: 'READ', className: 'TH1F' },
      { input: 'histo1', path: occupancy, state: 'READ', reason: null },
      {
        input: 'histo2',
        path: 'Tracking/No/Such',
        state: 'MISSING',
        reason: 'folder Tracking/No not found in the file',
        object: null,
      },
      { input: 'reference', path: tracks, run: runs.whole, state: 'READ' },
    ]);
    const histogram = parse(elements?.[0]?.object ?? '') as unknown as { fArray: Float32Array; fEntries: number };
    const golden = JSON.parse(await readFile(path.join(sampleTree, '../golden.json'), 'utf8')) as {
      points: { config: string; run: number; entries: number }[];
    };
    const { entries } = golden.points.find((p) => p.config === 'NumberOfTrack_mean' && p.run === runs.whole) ?? {};
    expect(histogram.fEntries).toBe(entries);
    expect(histogram.fArray).toBeInstanceOf(Float32Array);
  });

  it('have the curve of a fit, which is that of ROOT', async () => {
    const [element] = (await elementsOf('Charge', runs.reference)) ?? [];
    expect(element).toMatchObject({ curve: expect.anything(), curveProblem: null });
    const { x, y, ...curve } = (element as Element).curve ?? { x: [], y: [] };
    expect(curve).toEqual({
      name: 'Landau',
      low: 2677.5,
      high: 4095,
      chi2: expect.closeTo(14.5127, 3),
      ndf: 13,
      parameters: [
        { name: 'location', value: expect.closeTo(3052.484, 1), error: expect.closeTo(22.15, 1) },
        { name: 'width', value: expect.closeTo(278.2086, 1), error: expect.closeTo(15.57, 1) },
        { name: 'amplitude', value: expect.closeTo(1076.509, 0), error: expect.closeTo(33.6, 1) },
      ],
    });
    expect([x[0], x.at(-1)]).toEqual([2677.5, 4095]);
    for (const [position, content] of [
      [2700, 136.321],
      [3000, 194.4285],
      [3400, 144.956],
      [4000, 69.6735],
    ] as const) {
      const index = x.findIndex((each) => each > position);
      const [[x0 = 0, x1 = 0], [y0 = 0, y1 = 0]] = [x.slice(index - 1, index + 1), y.slice(index - 1, index + 1)];
      expect(y0 + ((y1 - y0) * (position - x0)) / (x1 - x0)).toBeCloseTo(content, 1);
    }
  });

  it('have no curve where the metric fits none, or computes another value than the stored one', async () => {
    const [mean] = (await elementsOf('AllInputs', runs.reference)) ?? [];
    expect(mean).toMatchObject({ curve: null, curveProblem: null });
    const database = new Client(databaseUrl);
    await database.connect();
    await database.query(
      `UPDATE point SET value = value + 1 WHERE run_number = $1
         AND trend_id IN (SELECT trend.id FROM trend JOIN config ON config.id = trend.config_id WHERE name = 'Charge')`,
      [runs.whole],
    );
    await database.end();
    const [charge] = (await elementsOf('Charge', runs.whole)) ?? [];
    expect(charge).toMatchObject({
      state: 'READ',
      curve: null,
      curveProblem: expect.stringMatching(/^the metric now computes 3\d{3}\.\d+ ± \d+\.\d+: recompute the point/),
    });
  });

  it('are read by the first path in the file, the reference from the file of its run', async () => {
    expect(await elementsOf('OfReferenceRun', runs.whole)).toMatchObject([
      { input: 'main', path: tracks, run: runs.whole, state: 'READ' },
      { input: 'reference', path: tracks, run: runs.reference, file: pathOf(runs.reference), state: 'READ' },
    ]);
  });

  it('have the text of a scalar', async () => {
    expect(await elementsOf('Scalar', runs.whole)).toMatchObject([
      { state: 'READ', className: 'TObjString', text: String(runs.whole), object: null },
    ]);
  });

  it('report a missing or corrupt file with its path', async () => {
    expect(await elementsOf('OfReferenceRun', runs.missing)).toMatchObject([
      { state: 'FILE_NOT_FOUND', file: pathOf(runs.missing), reason: 'the file is no longer there' },
      { state: 'READ' }, // the reference is still read
    ]);
    const [element] = (await elementsOf('Scalar', runs.corrupt)) ?? [];
    expect(element).toMatchObject({ state: 'FILE_UNREADABLE', file: pathOf(runs.corrupt) });
    expect(element?.reason).not.toBe('');
  });

  it('are null for a run without a file and for an unknown trend', async () => {
    expect(await elementsOf('Scalar', 1)).toBeNull();
    expect(await sendQuery('{ monitorElements(trend: "../../etc/passwd", run: 1) { state } }')).toEqual({
      monitorElements: null,
    });
  });
});

describe('reading histograms', () => {
  const request = { file: pathOf(runs.whole), run: runs.whole, mePaths: [[tracks]] };

  it('caches histograms, even of a file that was removed since', async () => {
    const reader = new HistogramReader({ storage: { EOS_ROOT: tree.folder }, metricFolders: [] });
    const copy = samplePath('ZeroBias', 'Run2023D', runs.whole, { version: 2 });
    await copySample(pathOf(runs.whole), tree.folder, copy);
    const first = await reader.read({ ...request, file: copy });
    await rm(path.join(tree.folder, copy));
    expect(await reader.read({ ...request, file: copy })).toBe(first);
    expect(await reader.read({ ...request, file: copy, mePaths: [['Other/ME']] })).toEqual({ outcome: 'missing' });
    await reader.close();
  });

  it('distinguishes a missing file from an unavailable tree', async () => {
    const reader = new HistogramReader({ storage: { EOS_ROOT: path.join(tree.folder, 'nowhere') }, metricFolders: [] });
    expect(await reader.read(request)).toEqual({
      outcome: 'failed',
      reason: expect.stringMatching(/^EOS_ROOT .*nowhere is unavailable or empty$/),
    });
    await reader.close();
  });

  it('rejects an ME that is too large, and a file of another run', async () => {
    const reader = new HistogramReader(
      { storage: { EOS_ROOT: tree.folder }, metricFolders: [] },
      { ...defaultHistogramLimits, maxBytes: 100 },
    );
    expect(await reader.read(request)).toMatchObject({
      histograms: [{ failure: 'TOO_LARGE', reason: expect.stringContaining('max. 100') }],
    });
    expect(await reader.read({ ...request, run: 1 })).toEqual({
      outcome: 'failed',
      reason: `the file name says run 1, its content run ${runs.whole}`,
    });
    await reader.close();
  });

  it('times out on slow storage, and rejects requests when the queue is full', async () => {
    const reader = new HistogramReader(
      { storage: { EOS_ROOT: tree.folder }, metricFolders: [] },
      { ...defaultHistogramLimits, threads: 1, maxQueue: 1, timeoutMs: 1 },
    );
    const others = [1, 2, 3].map((number) => reader.read({ ...request, mePaths: [[`Other/ME${number}`]] }));
    expect((await Promise.all(others)).map(({ outcome }) => outcome)).toEqual(['timedOut', 'timedOut', 'busy']);
    await reader.close();
  });
});

describe('the contents of a file', () => {
  const dataset = 'primaryDataset: "ZeroBias", processing: "PromptReco"';

  it('are those of the latest file of a dataset, or of a run, with the neighbouring runs', async () => {
    const { latest, one, none } = await sendQuery<Record<string, { run: number; previousRun: number | null } | null>>(
      `{ latest: file(${dataset}) { run path previousRun nextRun } one: file(${dataset}, run: ${runs.whole}) { run previousRun nextRun }
         none: file(${dataset}, run: 1) { run } }`,
    );
    expect(latest).toMatchObject({
      run: runs.corrupt,
      previousRun: runs.missing,
      nextRun: null,
      path: pathOf(runs.corrupt),
    });
    expect(one).toEqual({ run: runs.whole, previousRun: runs.reference, nextRun: runs.missing });
    expect(none).toBeNull();
  });

  it('are folders with MEs, their classes and entries, and what a search finds', async () => {
    const { file } = await sendQuery<{
      file: Record<string, { state: string; folders: string[]; elements: object[] }>;
    }>(
      `{ file(path: "${pathOf(runs.whole)}") {
        top: folder { state folders elements { path } }
        general: folder(path: "${path.posix.dirname(tracks)}") { state folders elements { path className entries text } }
        info: folder(path: "Tracking/EventInfo") { elements { path className text entries } }
        nowhere: folder(path: "Nowhere") { state reason folders elements { path } }
        found: searchElements(search: "number GENTK") { state total elements { path entries } }
        one: searchElements(search: "", limit: 1) { total elements { path } } } }`,
    );
    const [element] = (await elementsOf('AllInputs', runs.whole)) ?? [];
    const { fEntries } = parse(element?.object ?? '') as unknown as { fEntries: number };
    expect(file['top']).toMatchObject({
      state: 'READ',
      folders: expect.arrayContaining(['Tracking', 'SiStrip']),
      elements: [],
    });
    expect(file['general']?.elements).toContainEqual({
      path: tracks,
      className: 'TH1F',
      entries: fEntries,
      text: null,
    });
    expect(file['info']?.elements).toContainEqual({
      path: 'Tracking/EventInfo/iRun',
      className: 'TObjString',
      text: String(runs.whole),
      entries: null,
    });
    expect(file['nowhere']).toEqual({
      state: 'MISSING',
      reason: 'no folder Nowhere in the file',
      folders: [],
      elements: [],
    });
    expect(file['found']).toMatchObject({
      state: 'READ',
      elements: expect.arrayContaining([{ path: tracks, entries: null }]),
    });
    expect(file['one']?.elements).toHaveLength(1);
  });

  it('are an ME for display, as behind a point', async () => {
    const [point] = (await elementsOf('AllInputs', runs.whole)) ?? [];
    const { file } = await sendQuery<{ file: { element: Element; absent: Element } }>(
      `{ file(path: "${pathOf(runs.whole)}") { element(path: "${tracks}") { path state className object }
         absent: element(path: "Tracking/No/Such") { state reason } } }`,
    );
    expect(file.element).toEqual({ path: tracks, state: 'READ', className: 'TH1F', object: point?.object });
    expect(file.absent).toMatchObject({ state: 'MISSING', reason: expect.stringContaining('Tracking/No') });
  });

  it('have a reason where the file is missing or corrupt', async () => {
    const states = await Promise.all(
      [runs.missing, runs.corrupt].map(async (run) => {
        const { file } = await sendQuery<{ file: Record<string, { state: string; reason: string }> }>(
          `{ file(${dataset}, run: ${run}) { folder { state reason } searchElements(search: "x") { state reason } element(path: "${tracks}") { state } } }`,
        );
        return Object.values(file).map(({ state }) => state);
      }),
    );
    expect(states).toEqual([
      ['FILE_NOT_FOUND', 'FILE_NOT_FOUND', 'FILE_NOT_FOUND'],
      ['FILE_UNREADABLE', 'FILE_UNREADABLE', 'FILE_UNREADABLE'],
    ]);
  });

  it('report the latest files that have an ME, and the configs that use it', async () => {
    const presence = (of: string): string =>
      `elementPresence(${dataset}, path: "${of}", latest: 4) { present absentRuns unreadRuns }`;
    const answer = await sendQuery<Record<string, unknown>>(
      `{ here: ${presence(tracks)} absent: ${presence('Tracking/No/Such')} unknown: elementPresence(primaryDataset: "No", processing: "No", path: "x") { present }
         configs(element: "/${tracks}") { name } }`,
    );
    const unreadRuns = [runs.corrupt, runs.missing];
    expect(answer).toEqual({
      here: { present: 2, absentRuns: [], unreadRuns },
      absent: { present: 0, absentRuns: [runs.whole, runs.reference], unreadRuns },
      unknown: null,
      configs: [{ name: 'AllInputs' }, { name: 'OfReferenceRun' }],
    });
  });
});

describe('an ME over runs', () => {
  /** The results of a subscription until it ends, or the message of its error. */
  async function overRuns(args: string, url = base) {
    const fields = 'run done total state reason value failure slice { contents edges }';
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const results: Record<string, unknown>[] = [];
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    try {
      return await new Promise<Record<string, unknown>[] | string>((resolve, reject) => {
        socket.on('error', reject);
        socket.on('message', (data: Buffer) => {
          const { type, payload } = JSON.parse(String(data)) as { type: string; payload: never };
          const query = `subscription { elementOverRuns(primaryDataset: "ZeroBias", processing: "PromptReco", ${args}) { ${fields} } }`;
          if (type === 'connection_ack')
            socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
          else if (type === 'error') resolve((payload as { message: string }[])[0]?.message ?? '');
          else if (type === 'complete') resolve(results);
          else {
            const { data: next, errors } = payload as {
              data?: { elementOverRuns: Record<string, unknown> };
              errors?: { message: string }[];
            };
            if (errors) resolve(errors[0]?.message ?? '');
            else if (next) results.push(next.elementOverRuns);
          }
        });
      });
    } finally {
      socket.terminate();
    }
  }

  it('has the contents and the value of a metric of each run, or why there are none, and ends', async () => {
    const results = await overRuns(`paths: ["Tracking/No/Such", "${tracks}"], metric: "basic.Mean()", latest: 10`);
    if (typeof results === 'string') throw new Error(results);
    expect(results.map(({ done, total }) => [done, total])).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
    const byRun = new Map(results.map((result) => [result['run'], result]));
    expect(byRun.get(runs.missing)).toMatchObject({ state: 'FILE_NOT_FOUND', slice: null, value: null });
    expect(byRun.get(runs.corrupt)).toMatchObject({ state: 'FILE_UNREADABLE', slice: null, value: null });
    const response = await fetch(
      `${base}/export/histogram.json?subsystem=Tracker&pd=ZeroBias&ps=PromptReco&name=AllInputs&run=${runs.whole}`,
    );
    const { contents, axes } = (await response.json()) as { contents: number[]; axes: { edges: number[] }[] };
    expect(byRun.get(runs.whole)).toMatchObject({
      state: 'READ',
      reason: null,
      value: await valueOf('AllInputs', runs.whole),
      slice: { contents: contents.slice(1, -1), edges: axes[0]?.edges },
    });
  });

  it('has a reason where the metric has no value, or the ME no contents', async () => {
    expect(
      await overRuns(`paths: "Tracking/EventInfo/iRun", metric: "basic.Mean()", runs: [${runs.whole}, 1]`),
    ).toContainEqual(
      expect.objectContaining({
        run: runs.whole,
        state: 'WRONG_TYPE',
        reason: 'a TObjString has no bins along an axis',
        failure: expect.stringMatching(/^WRONG_TYPE: /),
      }),
    );
    expect(await overRuns(`paths: "${tracks}", along: y`)).toContainEqual(
      expect.objectContaining({ run: runs.whole, reason: 'a TH1F has no y axis' }),
    );
  });

  it('is read once for all servers on the database, unless nothing is stored', async () => {
    const request = `paths: "${tracks}", metric: "basic.Mean()", runs: [${runs.reference}]`;
    const first = await overRuns(request);
    expect(first).toMatchObject([{ run: runs.reference, state: 'READ', value: expect.any(Number) }]);
    const file = path.join(tree.folder, pathOf(runs.reference));
    await rename(file, `${file}.moved`);
    const [next, nextUrl] = await startServer();
    const [without, withoutUrl] = await startServer({ PREVIEW_CACHE_MB: '0' });
    expect(await overRuns(request, nextUrl)).toEqual(first);
    expect(await overRuns(request, withoutUrl)).toMatchObject([{ state: 'FILE_NOT_FOUND' }]);
    await Promise.all([next, without].map(stopServer));
    await rename(`${file}.moved`, file);
  });

  it('is rejected for a metric that does not exist', async () => {
    expect(await overRuns(`paths: "${tracks}", metric: "basic.Maen()"`)).toBe('unknown metric basic.Maen');
    expect(await overRuns(`paths: "${tracks}", metric: "basic.Mean("`)).toMatch(/basic\.Mean\(/);
  });
});

/** The stored value of a point. */
async function valueOf(config: string, run: number): Promise<number> {
  const { trends } = await sendQuery<{ trends: { points: { value: number }[] }[] }>(
    `{ trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", names: ["${config}"], select: { numbers: [${run}], significant: false }) { points { value } } }`,
  );
  return trends[0]?.points[0]?.value ?? Number.NaN;
}
