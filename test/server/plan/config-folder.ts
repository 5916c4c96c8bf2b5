import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { histograms, metric, optional, value, z } from '../../../metrics/metric.ts';
import { loadConfigs } from '../../../server/plan/configs.ts';
import type { Configs } from '../../../server/plan/plan.ts';

const about = { summary: '', formula: '', example: '', reduce: () => value(0) };
const main = histograms;

/** One metric of each kind of signature. */
export const metrics = new Map(
  Object.entries({
    'basic.Mean': metric({ ...about, parameters: {}, inputs: { main } }),
    'basic.BinCount': metric({
      ...about,
      parameters: {
        bin: z.union([z.int(), z.string()]).describe('bin number or label'),
        noError: z.boolean().default(false).describe('omit the error'),
      },
      inputs: { main },
    }),
    'basic.RecoFraction': metric({
      ...about,
      parameters: { bin: z.string().describe('bin label') },
      inputs: { main, histo1: histograms },
    }),
    'basic.Chi2': metric({ ...about, revision: 3, parameters: {}, inputs: { main, reference: histograms } }),
    'hcal.RBXMean': metric({
      ...about,
      parameters: { box: z.string(), depths: z.array(z.int()) },
      inputs: { main, histo1: optional(histograms) },
    }),
  }).map(([name, metric]) => [name, { metric }]),
);

/** Writes files into a temporary folder, removed after the test. */
export async function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-configs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

/** Loads a folder with these files and one more valid config. Problems refer to files as `Subsystem/name.ini`. */
export async function loadFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<Configs> {
  const folder = await writeFolder({
    'Zzz/valid.ini': '[plot:valid]\nmetric=basic.Mean()\nrelativePath=a/b\nyTitle=y',
    ...files,
  });
  const configs = await loadConfigs([folder], { metrics });
  const displayPath = path.relative('', folder);
  return {
    ...configs,
    sections: configs.sections.filter(({ subsystem }) => subsystem !== 'Zzz'),
    problems: configs.problems.map((problem) => ({
      ...problem,
      file: path.relative(displayPath, problem.file),
      message: problem.message.replaceAll(`${displayPath}/`, ''),
    })),
  };
}

/** Loads one file, `Tracker/a.ini`. */
export function loadText(text: string): Promise<Configs> {
  return loadFiles({ 'Tracker/a.ini': text });
}
