import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { contentOf } from './content.ts';
import { dropUrl, freshUrl } from '../database.ts';
import {
  copySample,
  ended,
  type Environment,
  exported,
  hdqm,
  printed,
  samplePath,
  sampleTree,
  startHdqm,
  temporaryFolder,
} from './command.ts';
import { recordsOf } from '../fuzz/root-records.ts';
import { Chi2 } from '../../metrics/basic/comparisons.ts';
import { sampleBytes } from '../server/read/sample.ts';
import { type Stored, writtenFile } from '../server/read/written-file.ts';

let environment: Environment;
let tree: string;
let configs: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  tree = path.join(temporary.folder, 'eos');
  configs = path.join(temporary.folder, 'configs');
  await mkdir(path.join(configs, 'Tracker'), { recursive: true });
  await writeConfig(plot('Tracks', 'basic.Mean()'));
  environment = { DATABASE_URL: await freshUrl(), EOS_ROOT: tree, HDQM_CONFIGS: configs };
});
afterEach(async () => {
  await dropUrl(environment['DATABASE_URL'] ?? '');
  await remove();
});

const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const plot = (name: string, metric: string, more = ''): string =>
  `[plot:${name}]\nmetric = ${metric}\nrelativePath = ${me}\nyTitle = Tracks\n${more}\n`;
const writeConfig = (text: string | Buffer): Promise<void> =>
  writeFile(path.join(configs, 'Tracker', 'trends.ini'), text);

async function scan(): Promise<string> {
  const { status, stdout, stderr } = await hdqm(['scan'], environment);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

const [runA, runB, runC] = [367406, 367408, 367411].map((run) => samplePath('ZeroBias', 'Run2023C', run)) as [
  string,
  string,
  string,
];
const newer = samplePath('ZeroBias', 'Run2023C', 367408, { version: 2 });

/** The record of a TH1F without entries. */
function emptyHistogram(): Stored {
  const bytes = sampleBytes('two-runs.root');
  const record = recordsOf(bytes).find(({ className }) => className === 'TH1F');
  if (!record) throw new Error('the sample has no TH1F');
  const { at, headerBytes, bytes: length, className, contentBytes } = record;
  return { className, content: bytes.subarray(at + headerBytes, at + length), contentBytes, headerBytes };
}

describe('a scan of a harvested file without data', () => {
  it.each([
    ['that has no MEs', 'the file contains no MEs', () => [{ path: 'DQMData/Run 367406/note', bytes: 4 }]],
    [
      'whose MEs are empty',
      'all 1 MEs that were read are empty',
      () => [{ path: `DQMData/Run 367406/${me.replace('/', '/Run summary/')}`, stored: emptyHistogram() }],
    ],
  ])('warns of a file %s', async (_, warning, records) => {
    const file = path.join(tree, runA);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, writtenFile(records()));
    const { status, stderr } = await hdqm(['scan'], { ...environment, LOG_LEVEL: 'warn' });
    expect(status).toBe(0);
    expect(stderr).toContain(`file read without data: ${warning}`);
    expect(stderr).toContain(path.basename(file));
  });
});

it('stores the software of each file, and reads it for the files of an older version when they are read again', async () => {
  const provInfo = 'Info/Run summary/ProvInfo';
  const release = '<CMSSW>s=CMSSW_14_0_7</CMSSW>';
  const files = { [runA]: 367406, [runB]: 367408, [runC]: 367411 };
  for (const [name, run] of Object.entries(files)) {
    const folder = `DQMData/Run ${run}`;
    const bytes = writtenFile([
      { path: `${folder}/${me.replace('/', '/Run summary/')}`, stored: emptyHistogram() },
      ...(run === 367411
        ? []
        : [
            { path: `${folder}/${provInfo}`, text: release },
            { path: `${folder}/${provInfo}`, text: '<Globaltag>s=140X_dataRun3_Prompt_v2</Globaltag>' },
          ]),
    ]);
    // The number of keys in the list of the folder, before the first of them.
    const firstKey = bytes.lastIndexOf(release) - 'TObjString'.length - 2 - 26;
    if (run === 367408) bytes.fill(0xff, firstKey - 4, firstKey);
    await mkdir(path.dirname(path.join(tree, name)), { recursive: true });
    await writeFile(path.join(tree, name), bytes);
  }
  await scan();
  const client = new Client({ connectionString: environment['DATABASE_URL'] });
  await client.connect();
  try {
    const stored = async () =>
      (await client.query('SELECT run_number AS run, state, release, global_tag FROM file ORDER BY run_number')).rows;
    const expected = [
      { run: 367406, state: 'extracted', release: 'CMSSW_14_0_7', global_tag: '140X_dataRun3_Prompt_v2' },
      { run: 367408, state: 'extracted', release: null, global_tag: null },
      { run: 367411, state: 'extracted', release: null, global_tag: null },
    ];
    expect(await stored()).toEqual(expected);
    await client.query('UPDATE file SET release = NULL, global_tag = NULL');
    expect((await hdqm(['recompute', '--replace'], environment)).status).toBe(0);
    expect(await stored()).toEqual(expected);
  } finally {
    await client.end();
  }
});

it('reports a file that was replaced under its name, until it is read again', async () => {
  await copySample(runA, tree);
  await copySample(runB, tree);
  expect(await scan()).not.toContain('changed after they were read');
  expect(await scan()).not.toContain('changed after they were read');
  await utimes(path.join(tree, runA), new Date(), new Date('2030-01-01'));
  const report = await scan();
  expect(report).toMatch(
    /Files that changed after they were read; `hdqm recompute --replace --runs RUN` reads one again:\n {2}\S+\n/,
  );
  expect(report).toContain(`  ${runA}\n`);
  expect((await hdqm(['recompute', '--replace', '--runs', '367406'], environment)).status).toBe(0);
  expect(await scan()).not.toContain('changed after they were read');
});

it('ends on a tree with a FIFO and names that no file of ours has, and shows them in printable characters', async () => {
  await copySample(runA, tree);
  const folder = 'odd\u001b[2J\n\u202e';
  await mkdir(path.join(tree, folder));
  const names = [
    'DQM_V0001_R2147483648__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root',
    'DQM_V99999999999_R000367406__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root',
    'DQM_V0001_R000367406__ZeroBias__Run2023C-PromptReco-v99999999999__DQMIO.root',
  ];
  for (const name of names) await writeFile(path.join(tree, folder, name), '');
  execFileSync('mkfifo', [path.join(tree, newer)]);
  const report = await scan();
  expect(report).toMatch(/ {2}read\s+│\s+1 /);
  expect(report).toMatch(/ {2}with an unknown name\s+│\s+3 /);
  for (const name of names) expect(report).toContain(String.raw`  odd\x1b[2J\x0a\u202e/` + name);
  expect(report).toContain(`FIFOs, sockets and devices, which are not read:\n  ${newer}\n`);
  expect(await exported(environment)).toHaveLength(1);
});

describe('a scan with new or changed configs', () => {
  it('computes the points of a new config in the next scan', async () => {
    await copySample(runA, tree);
    await copySample(runB, tree);
    await scan();
    await writeConfig(plot('Tracks', 'basic.Mean()') + plot('Spread', 'basic.StdDev()'));
    expect(await scan()).toMatch(/files read again for new configs\s+│\s+2 /);
    const points = await exported(environment);
    expect(points.map(({ config, run }) => `${config} ${run}`)).toEqual([
      'Spread 367406',
      'Tracks 367406',
      'Spread 367408',
      'Tracks 367408',
    ]);
    expect(await scan()).toMatch(/Nothing new/);
  });

  it('backfills only the latest runs, and recompute computes the others', async () => {
    for (const file of [runA, runB, runC]) await copySample(file, tree);
    await scan();
    await writeConfig(plot('Tracks', 'basic.Mean()') + plot('Spread', 'basic.StdDev()'));
    const { status } = await hdqm(['scan'], { ...environment, BACKFILL_RUNS: '2' });
    expect(status).toBe(0);
    const runs = async (): Promise<number[]> =>
      (await exported(environment)).filter(({ config }) => config === 'Spread').map(({ run }) => run);
    expect(await runs()).toEqual([367408, 367411]);
    const recomputed = await hdqm(['recompute', '--names', 'Spr*'], environment);
    expect(recomputed).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^1 points of 1 configs stored, from 1 files/),
    });
    expect(await runs()).toEqual([367406, 367408, 367411]);
  });

  it('keeps the points of a config whose metric changed until they are recomputed', async () => {
    await copySample(runA, tree);
    await scan();
    const before = await exported(environment);
    await writeConfig(plot('Tracks', 'basic.StdDev()'));
    await scan();
    expect(await exported(environment)).toEqual(before);
    await copySample(runB, tree);
    await scan();
    expect((await exported(environment)).map(({ run, revision }) => [run, revision])).toEqual([
      [367406, 1],
      [367408, 2],
    ]);
    expect((await hdqm(['recompute'], environment)).stdout).toMatch(/Nothing to compute/);
    expect((await hdqm(['recompute', '--replace', '--runs', '367406'], environment)).status).toBe(0);
    const after = await exported(environment);
    expect(after.map(({ run, revision }) => [run, revision])).toEqual([
      [367406, 2],
      [367408, 2],
    ]);
    expect(after[0]?.value).not.toBe(before[0]?.value);
  });

  it('makes one new revision of the configs whose metric has a new one, and keeps their points', async () => {
    const metrics = path.join(path.dirname(tree), 'metrics');
    await mkdir(metrics);
    environment = { ...environment, HDQM_METRICS: metrics };
    const metric = (name: string, formula: string, more = ''): string => `export const ${name} = metric({ ${more}
      summary: 'A test.', parameters: {}, inputs: { main: oneDimensional }, formula: '', example: 'mine.${name}()',
      reduce: ({ main }) => value(${formula}),\n});\n`;
    const write = (...exports: string[]): Promise<void> =>
      writeFile(
        path.join(metrics, 'mine.ts'),
        `import { mean, metric, oneDimensional, value } from 'hdqm/metrics';\n${exports.join('')}`,
      );
    const revisions = async (): Promise<string[]> =>
      (await exported(environment)).map(({ config, run, revision }) => `${config} ${run} ${revision}`);
    await write(metric('Changed', 'mean(main)'), metric('Same', 'mean(main)'));
    await writeConfig(plot('Changed', 'mine.Changed()') + plot('Same', 'mine.Same()'));
    await copySample(runA, tree);
    await scan();
    const before = await exported(environment);
    await write(metric('Changed', '2 * mean(main)', 'revision: 2,'), metric('Same', 'mean(main)'));
    await scan();
    expect(await exported(environment)).toEqual(before);
    await copySample(runB, tree);
    await scan();
    expect(await revisions()).toEqual(['Changed 367406 1', 'Same 367406 1', 'Changed 367408 2', 'Same 367408 1']);
    expect((await hdqm(['recompute'], environment)).stdout).toMatch(/Nothing to compute/);
    expect((await hdqm(['recompute', '--replace', '--names', 'Changed'], environment)).status).toBe(0);
    expect(await revisions()).toEqual(['Changed 367406 2', 'Same 367406 1', 'Changed 367408 2', 'Same 367408 1']);
    const [changed] = await exported(environment);
    expect(changed?.value).toBe(2 * Number(before[0]?.value));
  });

  it('makes one new revision of the configs of changed metrics in a database of an earlier version', async () => {
    await writeConfig(plot('Distance', 'basic.Chi2()', 'referenceRun = 367406') + plot('Tracks', 'basic.Mean()'));
    await copySample(runA, tree);
    await scan();
    const before = await exported(environment);
    const client = new Client({ connectionString: environment['DATABASE_URL'] });
    await client.connect();
    try {
      await client.query(`
        ALTER TABLE config DROP COLUMN metric_revision;
        ALTER TABLE config_revision DROP COLUMN metric_revision;
        DELETE FROM migration WHERE name LIKE 'MetricRevision%';
      `);
      const stored = async (): Promise<unknown> =>
        (
          await client.query(
            `SELECT config.name, array_agg(r.metric_revision ORDER BY r.revision) AS metrics, max(config.revision) AS revision
             FROM config JOIN config_revision r ON r.config_id = config.id GROUP BY config.name ORDER BY config.name`,
          )
        ).rows;
      for (let scans = 0; scans < 2; scans += 1) {
        await scan();
        expect(await stored()).toEqual([
          { name: 'Distance', metrics: [1, Chi2.revision], revision: 2 },
          { name: 'Tracks', metrics: [1], revision: 1 },
        ]);
        expect(await exported(environment)).toEqual(before);
      }
    } finally {
      await client.end();
    }
  });

  it('keeps the points of a removed config', async () => {
    await copySample(runA, tree);
    await writeConfig(plot('Tracks', 'basic.Mean()') + plot('Spread', 'basic.StdDev()'));
    await scan();
    const before = await exported(environment);
    await writeConfig(plot('Tracks', 'basic.Mean()'));
    await scan();
    expect(await exported(environment)).toEqual(before);
  });

  it('applies a threshold only with applyThreshold', async () => {
    await copySample(runA, tree);
    await writeConfig(
      plot('Legacy', 'basic.Mean()', 'threshold = 100000') +
        plot('Applied', 'basic.Mean()', 'threshold = 100000\napplyThreshold = yes'),
    );
    await scan();
    expect((await exported(environment)).map(({ config, failure }) => [config, failure])).toEqual([
      ['Applied', 'TOO_FEW_ENTRIES'],
      ['Legacy', null],
    ]);
  });

  it('reads the ME of a reference run from the file of that run', async () => {
    for (const file of [runA, runC]) await copySample(file, tree);
    await writeConfig(plot('Kolmogorov', 'basic.Kolmogorov()', 'referenceRun = 367406'));
    await scan();
    await hdqm(['recompute', '--replace'], environment);
    const [same, other] = await exported(environment);
    expect(same).toMatchObject({ run: 367406, value: 1 });
    expect(other?.run).toBe(367411);
    expect(other?.value).toBeLessThan(1);
  });
});

describe('a scan with new or unreadable files', () => {
  it('replaces the points of a file by those of its newer version', async () => {
    await copySample(runB, tree);
    await scan();
    const [old] = await exported(environment);
    await copySample(newer, tree);
    await scan();
    const points = await exported(environment);
    expect(points).toHaveLength(1);
    expect(points[0]?.file).toBe(newer);
    expect(points[0]?.entries).toBeGreaterThan(old?.entries ?? Number.POSITIVE_INFINITY);
  });

  it('uses the older version while the newer is unreadable, and the newer afterwards', async () => {
    await copySample(runB, tree);
    const target = path.join(tree, newer);
    await writeFile(target, 'still being copied');
    expect(await scan()).toMatch(/V0002_R000367408.*not a ROOT file/);
    expect((await exported(environment))[0]?.file).toBe(runB);
    expect(await scan()).toMatch(/Nothing new/);
    await cp(path.join(sampleTree, newer), target);
    await scan();
    const points = await exported(environment);
    expect(points).toHaveLength(1);
    expect(points[0]?.file).toBe(newer);
  });

  it('retries a failed file if only its modification time changed', async () => {
    await copySample(runA, tree);
    const target = path.join(tree, runB);
    await writeFile(target, 'x');
    await scan();
    await utimes(target, new Date(), new Date(Date.now() - 10_000));
    expect(await scan()).toMatch(/failed\s+│\s+1 /);
  });

  it('lists each unreadable file with its reason, and unknown names', async () => {
    await copySample(runA, tree);
    const content = await readFile(path.join(sampleTree, runB));
    await writeFile(path.join(tree, runB), content.subarray(0, content.length / 2));
    await writeFile(path.join(tree, runC), '');
    await writeFile(
      path.join(tree, samplePath('ZeroBias', 'Run2023C', 367414)),
      '<html><body>503 Service Unavailable</body></html>',
    );
    await copySample(runA, tree, samplePath('ZeroBias', 'Run2023C', 367419));
    await writeFile(path.join(tree, 'DQM_V0001_R000367406_noTier_DQMIO.root'), '');
    const output = await scan();
    expect(output).toMatch(/R000367408.*truncated/);
    expect(output).toMatch(/R000367411.*empty file/);
    expect(output).toMatch(/R000367414.*not a ROOT file: starts with "<html>/);
    expect(output).toMatch(/R000367419.*file name says run 367419, its content run 367406/);
    expect(output).toMatch(/Unknown names:\s+DQM_V0001_R000367406_noTier_DQMIO\.root/);
    expect(await exported(environment)).toHaveLength(1);
  });

  it('changes nothing if the tree is missing or empty', async () => {
    await copySample(runA, tree);
    await scan();
    const before = await exported(environment);
    await rm(tree, { recursive: true });
    const failed = await hdqm(['scan'], environment);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/EOS_ROOT .* cannot be listed: ENOENT.*Check that EOS is mounted/);
    await mkdir(tree);
    expect((await hdqm(['scan'], environment)).stderr).toMatch(/has no file named DQM_V\*DQMIO\.root/);
    expect(await exported(environment)).toEqual(before);
  });
});

describe('a scan that is killed', () => {
  it('is completed by the next scan with the same content as an undisturbed scan', async () => {
    const sample = { HDQM_CONFIGS: configs };
    const undisturbed = await freshUrl();
    expect((await hdqm(['scan'], { ...sample, DATABASE_URL: undisturbed })).status).toBe(0);
    const expected = await contentOf(undisturbed);
    for (const files of [1, 30]) {
      const url = await freshUrl();
      const child = startHdqm(['scan'], { ...sample, DATABASE_URL: url, WORKERS: '1' });
      const over = ended(child);
      await filesStored(url, files);
      child.kill('SIGKILL');
      expect(await over).toMatchObject({ signal: 'SIGKILL' });
      expect((await hdqm(['scan'], { ...sample, DATABASE_URL: url })).status).toBe(0);
      expect(await contentOf(url)).toEqual(expected);
      await dropUrl(url);
    }
    await dropUrl(undisturbed);
  });

  it('shuts down gracefully on SIGINT, and the next scan continues', async () => {
    const child = startHdqm(['scan'], { ...environment, EOS_ROOT: sampleTree, WORKERS: '1' });
    const over = ended(child);
    await printed(child, /extract: [1-9]/);
    child.kill('SIGINT');
    expect(await over).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/stopped: the next scan continues where this one ended/),
    });
    const { stdout, status } = await hdqm(['scan'], { ...environment, EOS_ROOT: sampleTree });
    expect(status).toBe(0);
    expect(stdout).toMatch(/points stored/);
  });
});

/** Polls the database until a scan has stored a number of files. */
async function filesStored(url: string, expected: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (let stored = 0; stored < expected;) {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM file WHERE state = 'extracted'`,
      );
      stored = rows[0]?.count ?? 0;
    }
  } finally {
    await client.end();
  }
}
