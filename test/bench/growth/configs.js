// Configs of as many plots as one likes, over the MEs of the sample's files.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { samplePaths } from '../dqm-file.js';
import { temporaryFolder } from '../machine.js';

const metrics = ['Mean()', 'StdDev()', 'MaxBin()'];

/** Writes that number of plots of the subsystem Growth into a new folder of configs and returns the folder. */
export async function writePlots(count) {
  const paths = await samplePaths();
  const sections = Array.from(
    { length: count },
    (_, index) =>
      `[plot:plot${index}]\nmetric = basic.${metrics[Math.floor(index / paths.length) % metrics.length]}\nrelativePath = ${paths[index % paths.length]}\nyTitle = y\n`,
  );
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'Growth'));
  writeFileSync(path.join(folder, 'Growth/plots.ini'), sections.join('\n'));
  return folder;
}
