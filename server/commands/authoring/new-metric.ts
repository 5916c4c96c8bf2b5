import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '../../app/settings.ts';
import { type ExitStatus, UsageError } from '../terminal/exit-status.ts';

/** Where to write the files, and the ME of the config section. */
export interface NewMetricOptions {
  readonly folder?: string;
  readonly subsystem: string;
  readonly path: string;
}

/** `hdqm new-metric`: writes a working plugin, its test and a config section as a starting point. Overwrites nothing. */
export async function newMetric(settings: Settings, written: string, options: NewMetricOptions): Promise<ExitStatus> {
  const { module, name } = parseName(written);
  const folder = options.folder === undefined ? settings.HDQM_METRICS[0] : path.resolve(options.folder);
  if (folder === undefined)
    throw new UsageError(
      'no folder given: use --folder my-metrics, or set HDQM_METRICS to the folders of your metrics.',
    );
  const files = [
    [`${module}.ts`, plugin(module, name)],
    [`${module}.test.ts`, test(module, name)],
    [`${module}.ini`, section(module, name, options)],
  ] as const;
  const existing = files.map(([file]) => path.join(folder, file)).find((file) => existsSync(file));
  if (existing !== undefined)
    throw new UsageError(
      `file exists already: ${relativePath(existing)}. Use another module name, as in hdqm new-metric other.${name}.`,
    );
  await mkdir(folder, { recursive: true });
  for (const [file, text] of files) await writeFile(path.join(folder, file), text, { flag: 'wx' });
  process.stdout.write(
    `Written: ${files.map(([file]) => relativePath(path.join(folder, file))).join(', ')}\n` +
      `\nNext:\n` +
      (settings.HDQM_METRICS.includes(folder) ? '' : `  export HDQM_METRICS=${folder}\n`) +
      `  hdqm check --test                                  # types, configs and the tests of metrics\n` +
      `  hdqm try '${module}.${name}(1)' FILE.root ${options.path}\n` +
      `  # then add the section of ${module}.ini to a file in configs/${options.subsystem}/: the next scan computes its points\n`,
  );
  return 0;
}

/** A path relative to the current folder where it is below it. */
function relativePath(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? file : relative;
}

function parseName(written: string): { module: string; name: string } {
  const match = /^(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)$/.exec(written);
  if (!match)
    throw new UsageError(
      `'${written}' is not a valid metric name: use letters, digits and _, such as BinShare or mine.BinShare.`,
    );
  return { module: match[1] ?? 'mine', name: match[2] ?? '' };
}

const plugin = (
  module: string,
  name: string,
): string => `import { content, failure, metric, oneDimensional, sumOfWeights, value, z } from 'hdqm/metrics';

export const ${name} = metric({
  summary: 'Fraction of the content in one bin.',
  parameters: { bin: z.int().min(1).describe('bin number, 1 is the first') },
  inputs: { main: oneDimensional },
  formula: 'f = c(bin) / sum of c; sqrt(f (1 - f) / sum of c)',
  example: '${module}.${name}(1)',
  reduce: ({ main }, { bin }) => {
    const sum = sumOfWeights(main);
    if (!(sum > 0)) return failure('NO_DATA', 'the histogram is empty');
    const part = content(main, bin) / sum;
    return value(part, Math.sqrt(Math.max(0, part * (1 - part)) / sum));
  },
});
`;

const test = (module: string, name: string): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeHistogram } from 'hdqm/metrics';
import { ${name} } from './${module}.ts';

test('${name} returns the fraction of a bin with its binomial error', () => {
  const main = makeHistogram({ contents: [10, 30, 60] });
  assert.deepEqual(${name}.reduce({ main }, { bin: 1 }, { run: 1 }), {
    value: 0.1,
    errorLow: Math.sqrt((0.1 * 0.9) / 100),
    errorHigh: Math.sqrt((0.1 * 0.9) / 100),
  });
});

test('${name} returns a failure for an empty histogram', () => {
  const main = makeHistogram({ contents: [0, 0, 0] });
  assert.deepEqual(${name}.reduce({ main }, { bin: 1 }, { run: 1 }), {
    failure: 'NO_DATA',
    reason: 'the histogram is empty',
  });
});
`;

const section = (
  module: string,
  name: string,
  { subsystem, path: me }: NewMetricOptions,
): string => `; section for a file in configs/${subsystem}/, such as configs/${subsystem}/${module}.ini
[plot:${name}]
metric = ${module}.${name}(1)
relativePath = ${me}
yTitle = fraction of the content
`;
