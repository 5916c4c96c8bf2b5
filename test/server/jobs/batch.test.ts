/** The four ways into extraction: each is a batch that all workers do, reports progress and is cancelled when its process stops. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApp } from '../../../server/app/app.ts';
import { readSettings } from '../../../server/app/settings.ts';
import { StoppedError } from '../../../server/extract/extractor.ts';
import type { ScanProgress } from '../../../server/extract/progress.ts';
import type { JobProcess } from '../../../server/jobs/job-process.ts';
import { countJobs } from '../../../server/jobs/queue.ts';
import { recompute, retryFile } from '../../../server/jobs/reprocess.ts';
import { runScan } from '../../../server/jobs/scan.ts';
import { ExtractionWorker } from '../../../server/jobs/worker.ts';
import { dropUrl, freshUrl } from '../../database.ts';
import { copySample, samplePath, temporaryFolder } from '../../integration/command.ts';

const runs = [367406, 367408, 367411];
const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
const plot = (name: string, metric: string): string =>
  `[plot:${name}]\nmetric = ${metric}\nrelativePath = ${me}\nyTitle = y\n`;

/** A process of HDQM, but for its being one. */
interface Process extends JobProcess {
  readonly worker: ExtractionWorker;
}

let folder: string;
let remove: () => Promise<void>;
let url: string;
let processes: Process[];
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  url = await freshUrl();
  processes = [];
  await mkdir(path.join(folder, 'configs/Tracker'), { recursive: true });
  await writeConfigs(plot('Mean', 'basic.Mean()'));
  for (const run of runs) await copySample(samplePath('ZeroBias', 'Run2023C', run), path.join(folder, 'eos'));
});
afterEach(async () => {
  for (const { app, worker } of processes) {
    await worker.close();
    await app.close();
  }
  await dropUrl(url);
  await remove();
});

const writeConfigs = (text: string): Promise<void> => writeFile(path.join(folder, 'configs/Tracker/plots.ini'), text);

async function open(): Promise<Process> {
  const app = await openApp(
    readSettings({
      DATABASE_URL: url,
      EOS_ROOT: path.join(folder, 'eos'),
      HDQM_CONFIGS: path.join(folder, 'configs'),
      LOG_LEVEL: 'silent',
      WORKERS: '1',
    }),
  );
  const worker = await ExtractionWorker.open(app, 'worker');
  const process = { app, worker, openWorker: () => Promise.resolve(worker) };
  processes.push(process);
  return process;
}

/** A process whose worker runs. */
async function openRunning(): Promise<Process> {
  const process = await open();
  void process.worker.run();
  return process;
}

async function storedPoints({ app }: Process): Promise<string[]> {
  const rows = await app.database.dataSource.query<{ point: string }[]>(
    `SELECT config.name || ' ' || point.run_number AS point
     FROM point JOIN trend ON trend.id = point.trend_id JOIN config ON config.id = trend.config_id ORDER BY 1`,
  );
  return rows.map(({ point }) => point);
}

const failedFile = async ({ app }: JobProcess): Promise<number> => {
  const [file] = await app.database.dataSource.query<{ id: number }[]>(`SELECT id FROM file WHERE state = 'failed'`);
  return file?.id ?? 0;
};

/** What each of them needs to have something to do, and how it is started. */
const ways = {
  scan: {
    prepare: async () => undefined,
    files: runs.length,
    start: (process: JobProcess) => runScan(process),
    points: runs.map((run) => `Mean ${run}`),
  },
  backfill: {
    prepare: async (process: JobProcess) => {
      await runScan(process);
      await writeConfigs(plot('Mean', 'basic.Mean()') + plot('Spread', 'basic.StdDev()'));
    },
    files: runs.length,
    start: (process: JobProcess) => runScan(process),
    points: runs.flatMap((run) => [`Mean ${run}`, `Spread ${run}`]).sort(),
  },
  recompute: {
    prepare: (process: JobProcess) => runScan(process),
    files: runs.length,
    start: (process: JobProcess) => recompute(process, { replace: true }),
    points: runs.map((run) => `Mean ${run}`),
  },
  retry: {
    prepare: async (process: JobProcess) => {
      const file = path.join(folder, 'eos', samplePath('ZeroBias', 'Run2023C', 367408));
      await writeFile(file, 'still being copied');
      await runScan(process);
      await rm(file);
      await copySample(samplePath('ZeroBias', 'Run2023C', 367408), path.join(folder, 'eos'));
    },
    files: 1,
    start: async (process: JobProcess) => retryFile(process, await failedFile(process)),
    points: runs.map((run) => `Mean ${run}`),
  },
};

describe.each(Object.entries(ways))('%s', (_name, { prepare, files, start, points }) => {
  beforeEach(async () => {
    const process = await openRunning();
    await prepare(process);
    await process.worker.close();
    await process.app.close();
    processes = [];
  });

  it('is done by the worker of another process, with progress', async () => {
    const owner = await open(); // its own worker does not run
    const helper = await openRunning();
    const steps: ScanProgress[] = [];
    await start({ ...owner, onProgress: (progress) => steps.push(progress) });
    expect(steps.filter(({ phase }) => phase === 'extract').map(({ filesDone }) => filesDone)).toEqual(
      expect.arrayContaining(Array.from({ length: files + 1 }, (_, done) => done)),
    );
    expect(steps.at(-1)).toMatchObject({ phase: 'finished', filesTotal: files, filesDone: files, filesFailed: 0 });
    expect(await storedPoints(helper)).toEqual(points);
    expect(await countJobs(owner.app.database)).toEqual([]);
  });

  it('is cancelled when its process stops, and its jobs are deleted', async () => {
    const owner = await open();
    const other = await open();
    let enqueued: () => void = () => undefined;
    const isEnqueued = new Promise<void>((resolve) => (enqueued = resolve));
    const onProgress = ({ phase, filesTotal }: ScanProgress): void => {
      if (phase === 'extract' && filesTotal === files) enqueued();
    };
    const failure = start({ ...owner, onProgress }).catch((error: unknown) => error);
    await isEnqueued;
    await expect.poll(() => countJobs(other.app.database)).toEqual([{ state: 'created', count: files }]);
    owner.app.stop();
    expect(await failure).toBeInstanceOf(StoppedError);
    expect(await countJobs(other.app.database)).toEqual([]);
  });
});

describe('a recompute that two workers share', () => {
  it('stores each point once, though a job is done twice', async () => {
    const owner = await openRunning();
    await runScan(owner);
    const other = await openRunning();
    const replace = (): Promise<unknown> => recompute(owner, { replace: true });
    expect(await Promise.all([replace(), replace()])).toEqual([
      expect.objectContaining({ files: 3, points: 3, failed: [], missing: [] }),
      expect.objectContaining({ files: 3, points: 3, failed: [], missing: [] }),
    ]);
    expect(await storedPoints(other)).toEqual(runs.map((run) => `Mean ${run}`));
  });
});

describe('retry', () => {
  it('returns why the file failed again', async () => {
    const process = await openRunning();
    await writeFile(path.join(folder, 'eos', samplePath('ZeroBias', 'Run2023C', 367408)), 'still being copied');
    await runScan(process);
    const reason = await retryFile(process, await failedFile(process));
    expect(reason).toMatch(/still being copi/);
  });
});
