/**
 * Mutated ROOT files, extracted in the thread pool: any file gives points or a failure within limits of time and memory, no thread crashes,
 * and points that do not depend on the mutated bytes stay unchanged. FUZZ_FILES files, starting at SEED.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HistogramReader } from '../../server/histograms/histogram-reader.ts';
import type { ComputedPoint, Extracted } from '../../server/extract/extract.thread.ts';
import { loadConfigs } from '../../server/plan/configs.ts';
import { parseExpression } from '../../server/plan/expression.ts';
import type { PlannedConfig } from '../../server/plan/plan.ts';
import { loadPlugins } from '../../server/plugins/plugins.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { ThreadPool } from '../../server/extract/thread-pool.ts';
import { root, samplePath, sampleTree, temporaryFolder } from '../integration/command.ts';
import { numberFrom, Random } from '../random.ts';
import { mutated } from './mutation.ts';
import { contentOf, recordsOf, type RootRecord, someObject, withContent } from './root-records.ts';

const files = numberFrom('FUZZ_FILES', 150);
const seed = numberFrom('SEED', 20_261_125);
/** Reaching any of these limits is a bug: typical files take 50 ms, and 150 MB in total. */
const limits = { threads: 2, fileSeconds: 20, metricSeconds: 10, megabytes: 256 };
const maxMegabytes = 1500;

/** A valid file with its points. */
interface ValidFile {
  readonly name: string;
  readonly run: number;
  readonly bytes: Buffer;
  readonly records: readonly RootRecord[];
  readonly points: ReadonlyMap<number, string>;
}

let plan: readonly PlannedConfig[];
let threads: ThreadPool;
let histograms: HistogramReader;
let good: ValidFile[];
let tree: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  tree = await temporaryFolder();
  const sources = await goodFiles();
  plan = [...(await ownConfigs()), ...(await configsFor(sources.map(({ fullPath }) => fullPath)))];
  threads = new ThreadPool({ configs: plan, metricFolders: [], storage: { EOS_ROOT: tree.folder } }, limits);
  histograms = new HistogramReader({ storage: { EOS_ROOT: tree.folder }, metricFolders: [] });
  good = [];
  for (const { fullPath, run } of sources) {
    const bytes = await readFile(fullPath);
    const name = path.basename(fullPath);
    const points = pointsOf(await extracted(name, bytes, run));
    expect(points.size).toBeGreaterThan(5);
    good.push({ name, run, bytes, records: recordsOf(bytes), points });
  }
});
afterAll(async () => {
  await threads.close();
  await histograms.close();
  await tree.remove();
});

/** Three files of CMS, and small ones with all classes and compression methods. */
async function goodFiles(): Promise<{ fullPath: string; run: number }[]> {
  const sample = [
    samplePath('ZeroBias', 'Run2023C', 367406),
    samplePath('Muon0', 'Run2023C', 367406),
    samplePath('Cosmics', 'Run2023C', 367360),
  ].map((name) => ({ fullPath: path.join(sampleTree, name), run: Number(/R000(\d+)/.exec(name)?.[1]) }));
  const small = [
    'classes',
    'features',
    'names',
    ...['none', 'zlib', 'lzma', 'lz4', 'zstd'].map((name) => `compression-${name}`),
  ];
  const read = small.map(async (name) => {
    const fullPath = path.join(root, 'test/sample/read', `${name}.root`);
    const file = await openDqmFile(fullPath);
    await file.close();
    return { fullPath, run: file.run };
  });
  return [...sample, ...(await Promise.all(read))];
}

/** Returns the configs of HDQM. */
async function ownConfigs(): Promise<PlannedConfig[]> {
  const { sections } = await loadConfigs([path.join(root, 'configs')], await loadPlugins([]));
  return sections.flatMap(({ computation: { metric: _metric, ...computation }, expression }, index) =>
    expression ? { ...computation, expression, configId: index + 1, revision: 1 } : [],
  );
}

/** Metrics that together accept all kinds of MEs. */
const metricsOfAllKinds = [
  'Mean()',
  'Count()',
  "Median('x')",
  'Mean2D()',
  'EfficiencyOverall()',
  'GraphMean()',
  'ScalarValue()',
];

/** Returns configs of these metrics for each ME of the small files. */
async function configsFor(fullPaths: readonly string[]): Promise<PlannedConfig[]> {
  const paths = new Set<string>();
  for (const fullPath of fullPaths.filter((name) => name.includes('/read/'))) {
    const file = await openDqmFile(fullPath);
    for (const { path } of await file.list()) if (path !== 'Large/large') paths.add(path); // it takes a second
    await file.close();
  }
  return [...paths].flatMap((main, index) =>
    metricsOfAllKinds.map((metric, which) => ({
      configId: 100_000 + metricsOfAllKinds.length * index + which,
      revision: 1,
      expression: parseExpression(`basic.${metric}`),
      paths: { main: [main] },
    })),
  );
}

let written = 0;

async function extracted(name: string, bytes: Buffer, run: number): Promise<Extracted> {
  const file = `${written++}/${name}`;
  await mkdir(path.join(tree.folder, path.dirname(file)));
  await writeFile(path.join(tree.folder, file), bytes);
  try {
    const result = await threads.run({ path: file, run, references: {} }, new AbortController().signal);
    if (written % 5 === 0) await readForDisplay(file, run, result);
    return result;
  } finally {
    await rm(path.join(tree.folder, path.dirname(file)), { recursive: true });
  }
}

/** Reads some of its MEs for display. */
async function readForDisplay(file: string, run: number, result: Extracted): Promise<void> {
  const configs = result.outcome === 'extracted' ? result.points.slice(0, 20).map(({ configId }) => configId) : [];
  const wanted = plan.filter(({ configId }) => configs.includes(configId)).map(({ paths }) => paths.main);
  const answer = await histograms.read({ file, run, mePaths: wanted });
  expect(answer.outcome).toMatch(/^(read|failed)$/);
}

/** Serializes each point with its entries, by config id. */
function pointsOf(result: Extracted): Map<number, string> {
  if (result.outcome !== 'extracted') return new Map();
  return new Map(result.points.map((point) => [point.configId, serialize(point)]));
}

function serialize({ result, entries }: ComputedPoint): string {
  return JSON.stringify({ result, entries });
}

/** Messages that must not occur: a limit was reached, or a metric threw. */
const faults =
  /_SECONDS|ended its thread|ran out of memory|crashed \d+ threads|"METRIC_THREW"|Invalid array length|Maximum call stack/;

function expectNoFault(result: Extracted, what: string): void {
  const messages = result.outcome === 'failed' ? result.reason : [...pointsOf(result).values()].join('\n');
  const fault = faults.exec(messages);
  expect(fault ? `${what}: ${messages.slice(Math.max(0, fault.index - 200), fault.index + 300)}` : '').toBe('');
  expect([what, result.outcome]).toEqual([what, expect.stringMatching(/^(extracted|failed)$/)]);
}

/** Returns points that changed although their MEs were not mutated, except those that became unreadable or missing. */
function unexpectedChanges(
  before: ValidFile,
  after: ReadonlyMap<number, string>,
  isAffected: (config: PlannedConfig) => boolean,
): string[] {
  return plan.flatMap((config) => {
    const now = after.get(config.configId);
    const was = before.points.get(config.configId);
    if (now === undefined || now === was || isAffected(config)) return [];
    return /"failure":"(UNREADABLE|MISSING_HISTOGRAM)"/.test(now)
      ? []
      : [`config ${config.configId}: ${was} became ${now}`];
  });
}

function uses({ paths }: PlannedConfig, name: string): boolean {
  return Object.values(paths)
    .flat()
    .some((one) => one.endsWith(`/${name}`));
}

/** Returns a mutated file: bytes anywhere in it, or the content of one record, with valid checksum and lengths. */
async function mutatedFile(
  from: ValidFile,
  random: Random,
): Promise<{ bytes: Buffer; record?: RootRecord; what: string }> {
  if (random.below(3) === 0) return { bytes: mutated(from.bytes, random), what: 'bytes' };
  const record = someObject(from.records, random);
  const content = mutated(await contentOf(from.bytes, record), random);
  const claimedBytes =
    random.below(10) === 0 ? random.one([0, 1, 0x7fffffff, 0x3fffffff, content.length + 1]) : content.length;
  return {
    bytes: withContent(from.bytes, record, content, claimedBytes),
    record,
    what: `${record.className} ${record.name}`,
  };
}

describe(`${files} mutated ROOT files`, () => {
  it('give points or failures within the limits, and affect nothing else', { timeout: 3_600_000 }, async () => {
    const tally: Record<string, number> = {};
    let maxRss = 0;
    let slowest = 0;
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < files) {
        const number = next++;
        const random = new Random(seed + number);
        const from = random.one(good);
        const { bytes, record, what } = await mutatedFile(from, random);
        const name = `file ${number} of seed ${seed}: ${from.name}, ${what}`;
        const start = performance.now();
        const result = await extracted(from.name, bytes, from.run);
        slowest = Math.max(slowest, performance.now() - start);
        maxRss = Math.max(maxRss, process.memoryUsage.rss());
        expectNoFault(result, name);
        const points = pointsOf(result);
        const count = (what: string): void => void (tally[what] = (tally[what] ?? 0) + 1);
        count(result.outcome);
        const differ = [...points].filter(([config, point]) => from.points.get(config) !== point);
        if (differ.some(([, point]) => point.includes('"UNREADABLE"'))) count('with unreadable MEs');
        if (differ.some(([, point]) => point.includes('"value"'))) count('with changed values');
        // Checksums protect compressed records; class descriptions affect all records.
        if (record && record.name !== 'StreamerInfo')
          expect([name, unexpectedChanges(from, points, (config) => uses(config, record.name))]).toEqual([name, []]);
      }
    };
    await Promise.all(Array.from({ length: limits.threads + 1 }, worker));
    process.stdout.write(
      `${files} mutated ROOT files from seed ${seed}: ${JSON.stringify(tally)}; slowest ${slowest.toFixed(0)} ms, max. memory ${Math.round(maxRss / 2 ** 20)} MB\n`,
    );
    expect(tally['failed']).toBeGreaterThan(0);
    expect(tally['with unreadable MEs']).toBeGreaterThan(0);
    expect(maxRss / 2 ** 20).toBeLessThan(maxMegabytes);
    for (const { name, run, bytes, points } of good)
      expect(pointsOf(await extracted(name, bytes, run))).toEqual(points);
  });
});
