/** `hdqm ls`: folders, MEs and searches of a file of the sample. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hdqm, samplePath, sampleTree } from './command.ts';

const file = path.join(sampleTree, samplePath('ZeroBias', 'Run2023D', 370298));
const general = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties';

describe('hdqm ls', () => {
  it('lists subsystems, subfolders, and MEs with class, entries or text', async () => {
    const { status, stdout } = await hdqm(['ls', file]);
    expect([status, stdout.split('\n')]).toEqual([0, expect.arrayContaining(['SiStrip/', 'Tracking/'])]);
    expect((await hdqm(['ls', file, 'Tracking/'])).stdout).toBe('EventInfo/\nTrackParameters/\n');
    expect((await hdqm(['ls', file, general])).stdout).toMatch(
      /^TH1F +\d+ {2}NumberOfTracks_GenTk\nTH1F +\d+ {2}TrackPt_ImpactPoint_GenTk\n$/,
    );
    expect((await hdqm(['ls', file, 'Tracking/EventInfo'])).stdout).toContain('TObjString  iRun = 370298\n');
  });

  it('finds MEs of the file or below a folder', async () => {
    expect(await hdqm(['ls', file, '--search', 'gentk TRACKPT'])).toMatchObject({
      status: 0,
      stdout: `TH1F  ${general}/TrackPt_ImpactPoint_GenTk\n`,
    });
    expect(await hdqm(['ls', file, 'SiStrip', '--search', 'TrackPt'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^hdqm: no ME of the \d+ below SiStrip in the file of run 370298 contains TrackPt\n$/,
      ),
    });
  });

  it('reports a folder that does not exist with a similar one, and a file that does not exist', async () => {
    expect(await hdqm(['ls', file, 'Trackin'])).toMatchObject({
      status: 1,
      stderr: 'hdqm: no folder Trackin in the file of run 370298; did you mean Tracking?\n',
    });
    expect(await hdqm(['ls', 'nowhere.root'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('file not found: nowhere.root, neither in the current folder nor in'),
    });
  });
});
