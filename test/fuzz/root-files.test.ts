/**
 * Files with something wrong in them, through the threads that every scan uses: whatever the bytes, a file gives points or a reason, in time
 * and within bounds of memory, no thread is lost, and nothing that was not touched changes. FUZZ_FILES files, from SEED on.
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
/** Limits of which any being met is a fault: usual files take a twentieth of a second and 150 MB all together. */
const limits = { threads: 2, fileSeconds: 20, metricSeconds: 10, megabytes: 256 };
const mostMegabytes = 1500;

/** A good file, and what it gives. */
interface Good {
  readonly name: string;
  readonly run: number;
  readonly bytes: Buffer;
  readonly records: readonly RootRecord[];
  readonly points: ReadonlyMap<number, string>;
}

let plan: readonly PlannedConfig[];
let threads: ThreadPool;
let drawings: HistogramReader;
let good: Good[];
let tree: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  tree = await temporaryFolder();
  const sources = await goodFiles();
  plan = [...(await ownConfigs()), ...(await configsFor(sources.map(({ place }) => place)))];
  threads = new ThreadPool({ configs: plan, metricFolders: [], storage: { EOS_ROOT: tree.folder } }, limits);
  drawings = new HistogramReader({ EOS_ROOT: tree.folder });
  good = [];
  for (const { place, run } of sources) {
    const bytes = await readFile(place);
    const name = path.basename(place);
    const points = pointsOf(await extracted(name, bytes, run));
    expect(points.size).toBeGreaterThan(5);
    good.push({ name, run, bytes, records: recordsOf(bytes), points });
  }
});
afterAll(async () => {
  await threads.close();
  await drawings.close();
  await tree.remove();
});

/** Three files as CMS writes them, and the small ones that have all classes and all methods of compression. */
async function goodFiles(): Promise<{ place: string; run: number }[]> {
  const sample = [
    samplePath('ZeroBias', 'Run2023C', 367406),
    samplePath('Muon0', 'Run2023C', 367406),
    samplePath('Cosmics', 'Run2023C', 367360),
  ].map((name) => ({ place: path.join(sampleTree, name), run: Number(/R000(\d+)/.exec(name)?.[1]) }));
  const small = [
    'classes',
    'features',
    'names',
    ...['none', 'zlib', 'lzma', 'lz4', 'zstd'].map((name) => `compression-${name}`),
  ];
  const read = small.map(async (name) => {
    const place = path.join(root, 'test/sample/read', `${name}.root`);
    const file = await openDqmFile(place);
    await file.close();
    return { place, run: file.run };
  });
  return [...sample, ...(await Promise.all(read))];
}

/** What HDQM's own configs compute. */
async function ownConfigs(): Promise<PlannedConfig[]> {
  const { sections } = await loadConfigs([path.join(root, 'configs')], await loadPlugins([]));
  return sections.map(({ computation: { metric: _metric, ...computation }, expression }, index) => ({
    ...computation,
    expression,
    configId: index + 1,
    revision: 1,
  }));
}

/** Metrics that take, together, every kind of ME. */
const takers = ['Mean()', 'Count()', "Median('x')", 'Mean2D()', 'EfficiencyOverall()', 'GraphMean()', 'ScalarValue()'];

/** What they give of each ME of the small files. */
async function configsFor(places: readonly string[]): Promise<PlannedConfig[]> {
  const paths = new Set<string>();
  for (const place of places.filter((name) => name.includes('/read/'))) {
    const file = await openDqmFile(place);
    for (const name of await file.list()) if (name !== 'Large/large') paths.add(name); // it takes a second
    await file.close();
  }
  return [...paths].flatMap((main, index) =>
    takers.map((metric, which) => ({
      configId: 100_000 + takers.length * index + which,
      revision: 1,
      expression: parseExpression(`basic.${metric}`),
      paths: { main: [main] },
    })),
  );
}

let written = 0;

async function extracted(name: string, bytes: Buffer, run: number): Promise<Extracted> {
  const place = `${written++}/${name}`;
  await mkdir(path.join(tree.folder, path.dirname(place)));
  await writeFile(path.join(tree.folder, place), bytes);
  try {
    const result = await threads.run({ path: place, run, references: {} }, new AbortController().signal);
    if (written % 5 === 0) await drawn(place, run, result);
    return result;
  } finally {
    await rm(path.join(tree.folder, path.dirname(place)), { recursive: true });
  }
}

/** Looks at some of it as the page of a trend does. */
async function drawn(place: string, run: number, result: Extracted): Promise<void> {
  const configs = result.outcome === 'extracted' ? result.points.slice(0, 20).map(({ configId }) => configId) : [];
  const wanted = plan.filter(({ configId }) => configs.includes(configId)).map(({ paths }) => paths.main);
  const answer = await drawings.read({ file: place, run, mePaths: wanted });
  expect(answer.outcome).toMatch(/^(read|failed)$/);
}

/** What each point says, its number of entries included. */
function pointsOf(result: Extracted): Map<number, string> {
  if (result.outcome !== 'extracted') return new Map();
  return new Map(result.points.map((point) => [point.configId, said(point)]));
}

function said({ result, entries }: ComputedPoint): string {
  return JSON.stringify({ result, entries });
}

/** What must never be said: a limit that was met, a metric that threw. */
const faults =
  /_SECONDS|ended its thread|ran out of memory|crashed \d+ threads|"METRIC_THREW"|Invalid array length|Maximum call stack/;

function expectSound(result: Extracted, what: string): void {
  const told = result.outcome === 'failed' ? result.reason : [...pointsOf(result).values()].join('\n');
  const fault = faults.exec(told);
  expect(fault ? `${what}: ${told.slice(Math.max(0, fault.index - 200), fault.index + 300)}` : '').toBe('');
  expect([what, result.outcome]).toEqual([what, expect.stringMatching(/^(extracted|failed)$/)]);
}

/** Points that differ, though what they are made of was not touched; those that have no value any more do not count. */
function invented(
  before: Good,
  after: ReadonlyMap<number, string>,
  touched: (config: PlannedConfig) => boolean,
): string[] {
  return plan.flatMap((config) => {
    const now = after.get(config.configId);
    const was = before.points.get(config.configId);
    if (now === undefined || now === was || touched(config)) return [];
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

/** One mutated file: bytes anywhere in it; or the content of one record, whose checksum and lengths are right. */
async function mutatedFile(from: Good, random: Random): Promise<{ bytes: Buffer; record?: RootRecord; what: string }> {
  if (random.below(3) === 0) return { bytes: mutated(from.bytes, random), what: 'bytes' };
  const record = someObject(from.records, random);
  const content = mutated(await contentOf(from.bytes, record), random);
  const claims =
    random.below(10) === 0 ? random.one([0, 1, 0x7fffffff, 0x3fffffff, content.length + 1]) : content.length;
  return {
    bytes: withContent(from.bytes, record, content, claims),
    record,
    what: `${record.className} ${record.name}`,
  };
}

describe(`${files} mutated ROOT files`, () => {
  it('give points or reasons, in time and within bounds, and touch nothing else', { timeout: 3_600_000 }, async () => {
    const tally: Record<string, number> = {};
    let mostRss = 0;
    let slowest = 0;
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < files) {
        const number = next++;
        const random = new Random(seed + number);
        const from = random.one(good);
        const { bytes, record, what } = await mutatedFile(from, random);
        const name = `file ${number} of seed ${seed}: ${from.name}, ${what}`;
        const begun = performance.now();
        const result = await extracted(from.name, bytes, from.run);
        slowest = Math.max(slowest, performance.now() - begun);
        mostRss = Math.max(mostRss, process.memoryUsage.rss());
        expectSound(result, name);
        const points = pointsOf(result);
        const count = (what: string): void => void (tally[what] = (tally[what] ?? 0) + 1);
        count(result.outcome);
        const differ = [...points].filter(([config, point]) => from.points.get(config) !== point);
        if (differ.some(([, point]) => point.includes('"UNREADABLE"'))) count('with MEs that became unreadable');
        if (differ.some(([, point]) => point.includes('"value"'))) count('with other values');
        // The checksums of compressed records find what is wrong in them; descriptions of classes are of all records.
        if (record && record.name !== 'StreamerInfo')
          expect([name, invented(from, points, (config) => uses(config, record.name))]).toEqual([name, []]);
      }
    };
    await Promise.all(Array.from({ length: limits.threads + 1 }, lane));
    process.stdout.write(
      `${files} mutated ROOT files from seed ${seed}: ${JSON.stringify(tally)}; slowest ${slowest.toFixed(0)} ms, most memory ${Math.round(mostRss / 2 ** 20)} MB\n`,
    );
    expect(tally['failed']).toBeGreaterThan(0);
    expect(tally['with MEs that became unreadable']).toBeGreaterThan(0);
    expect(mostRss / 2 ** 20).toBeLessThan(mostMegabytes);
    for (const { name, run, bytes, points } of good)
      expect(pointsOf(await extracted(name, bytes, run))).toEqual(points);
  });
});
