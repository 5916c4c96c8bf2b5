import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HistogramReader } from '../../../server/histograms/histogram-reader.ts';
import { samplePath, sampleTree } from '../../integration/command.ts';

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
  it.skipIf(process.platform !== 'linux')(
    'reads an ME over runs with the lowest priority, others without',
    async () => {
      const reader = new HistogramReader({ storage: { EOS_ROOT: sampleTree }, metricFolders: [] });
      await reader.read({ ...file, mePaths: [[tracks]] });
      expect(priorities()).not.toContain(19);
      const slice = await reader.readSlice(file, { mePaths: [tracks], along: 'x' });
      expect(slice).toMatchObject({ outcome: 'read', slice: { className: 'TH1F' } });
      expect(priorities().filter((nice) => nice === 19)).toHaveLength(1);
      expect(priorities()).toContain(0);
      await reader.close();
    },
  );

  it('rejects with the reason why its threads cannot be loaded', async () => {
    const storage = { EOS_ROOT: 'https://localhost', CA_FILE: '/nowhere/ca.pem' };
    const reader = new HistogramReader({ storage, metricFolders: [] });
    const reason = /CA_FILE not readable: \/nowhere\/ca\.pem/;
    await expect(reader.read({ ...file, mePaths: [[tracks]] })).rejects.toThrow(reason);
    await expect(reader.readSlice(file, { mePaths: [tracks], along: 'x' })).rejects.toThrow(reason);
    await reader.close();
  });
});
