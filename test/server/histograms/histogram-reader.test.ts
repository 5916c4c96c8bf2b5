import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backgroundNiceness } from '../../../server/app/thread-priority.ts';
import {
  defaultHistogramLimits,
  HistogramReader,
  type SliceRequest,
} from '../../../server/histograms/histogram-reader.ts';
import { loadPlugins } from '../../../server/plugins/plugins.ts';
import { samplePath, sampleTree, temporaryFolder } from '../../integration/command.ts';

const run = 370298;
const file = { file: samplePath('ZeroBias', 'Run2023D', run), run };
const tracks = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';

/** The niceness of the threads of this process. */
function priorities(): number[] {
  const tasks = '/proc/self/task';
  return readdirSync(tasks).map((id) => {
    const fields = readFileSync(path.join(tasks, id, 'stat'), 'utf8').replace(/^.*\) /, '');
    return Number(fields.split(' ')[16]);
  });
}

describe('HistogramReader', () => {
  it.skipIf(process.platform !== 'linux')('reads an ME over runs with low priority, others without', async () => {
    const reader = new HistogramReader({ storage: { EOS_ROOT: sampleTree }, metricFolders: [] });
    const slice = await reader.readSlice(file, { mePaths: [tracks], along: 'x' });
    expect(slice).toMatchObject({ outcome: 'read', slice: { className: 'TH1F' } });
    expect(priorities().filter((nice) => nice === backgroundNiceness)).toHaveLength(1);
    await reader.read({ ...file, mePaths: [[tracks]] });
    expect(priorities().filter((nice) => nice === backgroundNiceness)).toHaveLength(1);
    expect(priorities()).toContain(0);
    await reader.close();
  });

  it('applies a metric that was edited since its thread has loaded it, and never another version than that of the request', async () => {
    const { folder, remove } = await temporaryFolder();
    const write = async (fixed: number): Promise<string> => {
      await writeFile(
        path.join(folder, 'own.ts'),
        `import { histograms, metric, value, z } from 'hdqm/metrics';
         export const Fixed = metric({ summary: 'A test.', parameters: {}, inputs: { main: histograms }, formula: '1',
           example: 'own.Fixed()', reduce: () => value(${fixed}) });`,
      );
      const { metrics, problems } = await loadPlugins([folder]);
      expect(problems).toEqual([]);
      return metrics.get('own.Fixed')?.version ?? '';
    };
    const reader = new HistogramReader({ storage: { EOS_ROOT: sampleTree }, metricFolders: [folder] });
    const request = (version: string): SliceRequest => ({
      mePaths: [tracks],
      along: 'x',
      metric: { written: 'own.Fixed()', version },
    });
    const first = request(await write(1));
    expect(await reader.readSlice(file, first)).toMatchObject({ result: { value: 1 } });
    const second = request(await write(2));
    expect(await reader.readSlice(file, second)).toMatchObject({ result: { value: 2 } });
    expect(await reader.readSlice(file, first)).toMatchObject({ result: { value: 1 } }); // from the cache
    expect(await reader.readSlice(file, request('of no file'))).toEqual({
      outcome: 'failed',
      reason: 'own.Fixed has changed: try again',
    });
    await reader.close();
    await remove();
  });

  it('reads several files in the background while files are extracted', async () => {
    const access = { storage: { EOS_ROOT: sampleTree }, metricFolders: [] };
    const reader = new HistogramReader(access, defaultHistogramLimits, () => true);
    const requests: SliceRequest[] = [
      { mePaths: [tracks], along: 'x' },
      { mePaths: ['no such ME'], along: 'x' },
    ];
    const answers = await Promise.all(requests.map((request) => reader.readSlice(file, request)));
    expect(answers).toMatchObject([{ slice: { className: 'TH1F' } }, { slice: { failure: 'MISSING_HISTOGRAM' } }]);
    await reader.close();
  });

  it('rejects with the reason why its threads cannot be loaded', async () => {
    const storage = { EOS_ROOT: 'https://localhost', CA_FILE: '/nowhere/ca.pem' };
    const reader = new HistogramReader({ storage, metricFolders: [] });
    const reason = /CA_FILE not readable: \/nowhere\/ca\.pem/;
    await expect(reader.read({ ...file, mePaths: [[tracks]] })).rejects.toThrow(reason);
    await expect(reader.readSlice(file, { mePaths: [tracks], along: 'x' })).rejects.toThrow(reason);
    await reader.close();
  });
});
