import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkPluginTypes } from '../../../server/plugins/check-types.ts';
import { PluginFolderError, type PluginProblem } from '../../../server/plugins/plugin-folder.ts';
import { loadPlugins, type Plugins } from '../../../server/plugins/plugins.ts';
import { projectRoot } from '../../../server/app/project.ts';

const plugin = (
  name: string,
  reduce = '() => value(1)',
): string => `import { histograms, metric, value, z } from 'hdqm/metrics';

export const ${name} = metric({
  summary: 'A test.',
  parameters: { bin: z.int().describe('bin number') },
  inputs: { main: histograms },
  formula: '1',
  example: 'mine.${name}(1)',
  reduce: ${reduce},
});
`;

async function writePlugins(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-test-plugins-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await addPlugins(folder, files);
  return folder;
}

async function addPlugins(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
}

/** Problems with file names relative to the folder. */
const within = (folder: string, problems: readonly PluginProblem[]): PluginProblem[] =>
  problems.map(({ file, ...problem }) => ({ ...problem, file: path.relative(folder, path.resolve(file)) }));

/** Loads these drop-ins beside a valid one, which must load in any case. */
async function load(
  files: Readonly<Record<string, string>>,
): Promise<{ names: string[]; problems: PluginProblem[]; plugins: Plugins }> {
  const folder = await writePlugins({ ...files, 'valid.ts': plugin('Valid') });
  const plugins = await loadPlugins([folder]);
  const names = [...plugins.metrics].filter(([, { file }]) => !file.startsWith('metrics/')).map(([name]) => name);
  expect(names).toContain('valid.Valid');
  return { plugins, names: names.filter((name) => name !== 'valid.Valid'), problems: within(folder, plugins.problems) };
}

describe('the metrics of HDQM', () => {
  it('load without problems, by module and name', async () => {
    const { metrics, problems } = await loadPlugins([]);
    expect(problems).toEqual([]);
    expect(metrics.get('basic.Mean')).toMatchObject({
      module: 'basic',
      name: 'Mean',
      file: expect.stringMatching(/^metrics\/basic\/\w+\.ts$/) as string,
      version: expect.stringMatching(/^[\da-f]{12}$/) as string,
    });
    expect(new Set([...metrics.values()].map(({ module }) => module))).toEqual(
      new Set(['L1T_metrics', 'basic', 'fits', 'hcal_metrics', 'muon_metrics']),
    );
    for (const [key, { module, name, metric }] of metrics) {
      expect(key).toBe(`${module}.${name}`);
      expect(metric.example).toContain(`${key}(`);
    }
  });
});

describe('a plugin', () => {
  it('is a file in a folder, or all files of a subfolder', async () => {
    const { plugins, names, problems } = await load({
      'mine.ts': plugin('One') + plugin('Two').replace(/^import.*$/m, ''),
      'more/a.ts': `import { limit } from './limit.ts';\n${plugin('A', '() => value(limit)')}`,
      'more/b.ts': plugin('B'),
      'more/limit.ts': 'export const limit: number = 42;\n',
    });
    expect(problems).toEqual([]);
    expect(names).toEqual(['mine.One', 'mine.Two', 'more.A', 'more.B']);
    const reduce = plugins.metrics.get('more.A')?.metric.reduce;
    expect(reduce?.({}, {}, { run: 1 })).toEqual({ value: 42, errorLow: 0, errorHigh: 0 });
  });

  it('shares the metric contract and zod with HDQM', async () => {
    const { plugins, names } = await load({
      'mine.ts': `import { z } from 'zod';\n${plugin('A').replace('z }', '}')}`,
    });
    expect(names).toEqual(['mine.A']);
    expect(plugins.metrics.get('mine.A')?.metric.parameters.bin?.safeParse(1).success).toBe(true);
  });

  it('is reloaded after it was edited, with another version', async () => {
    const folder = await writePlugins({ 'mine.ts': plugin('A', '() => value(1)') });
    const read = async (): Promise<{ version: string | undefined; result: unknown }> => {
      const mine = (await loadPlugins([folder])).metrics.get('mine.A');
      return { version: mine?.version, result: mine?.metric.reduce({}, {}, { run: 1 }) };
    };
    const before = await read();
    expect(await read()).toEqual(before);
    await addPlugins(folder, { 'mine.ts': plugin('A', '() => value(2)') });
    const after = await read();
    expect([before.result, after.result]).toMatchObject([{ value: 1 }, { value: 2 }]);
    expect(after.version).not.toBe(before.version);
  });

  it('has another version after a file of its module was edited', async () => {
    const files = { 'mine/a.ts': `import './b.ts';\n${plugin('A')}`, 'mine/b.ts': 'export const b = 1;\n' };
    const folder = await writePlugins(files);
    const version = async (): Promise<string | undefined> =>
      (await loadPlugins([folder])).metrics.get('mine.A')?.version;
    const before = await version();
    await addPlugins(folder, { 'mine/b.ts': 'export const b = 2;\n' });
    expect(await version()).not.toBe(before);
  });

  it('may extend a module of HDQM, but not replace a metric', async () => {
    const { plugins, names, problems } = await load({
      'basic.ts': `${plugin('Mean')}${plugin('Other').replace(/^import.*$/m, '')}`,
    });
    expect(names).toEqual(['basic.Other']);
    expect(plugins.metrics.get('basic.Mean')?.file).toMatch(/^metrics\/basic/);
    expect(problems).toEqual([
      {
        file: 'basic.ts',
        line: 3,
        message: expect.stringMatching(
          /^duplicate metric basic\.Mean skipped: already defined in metrics\/basic\/\w+\.ts$/,
        ),
      },
    ]);
  });

  it.each([
    ['does not parse', 'export const = 1;\n', 1, 'Unexpected token'],
    ['throws', `const a = 1;\n\nfunction f(): never {\n  throw new Error('boom');\n}\nf();\n`, 4, 'boom'],
    ['throws a string', `throw 'just a text';\n`, 0, 'just a text'],
    [
      'imports a missing module',
      `import { a } from './a.ts';\nexport const b = a;\n`,
      1,
      "Cannot find module './a.ts'",
    ],
    [
      'uses a missing export of the contract',
      `import { metrik } from 'hdqm/metrics';\n\nexport const A = metrik({});\n`,
      3,
      'metrik (of hdqm/metrics) is not a function',
    ],
    ['exports nothing', '', 0, 'no metric exported: use export const Name = metric({…})'],
    ['exports no metric', 'export const a = 1;\n', 0, 'no metric exported'],
    [
      'does not declare its metric',
      `\nexport const A = { summary: '', reduce: () => 1 };\n`,
      2,
      'A is not declared with metric(): use export const A = metric({…})',
    ],
    ['has a metric as default export', plugin('A').replace('const A =', 'default'), 3, 'default export not supported'],
    ['has no reduce', plugin('A', 'undefined as never'), 3, 'A: missing reduce (a function)'],
    ['has no summary', plugin('A').replace(/summary: .*/, ''), 3, 'A: missing summary (a string)'],
    ['has no parameters', plugin('A').replace(/parameters: .*/, ''), 3, 'A: missing parameters'],
    ['has a parameter without a type', plugin('A').replace(/z\.int.*\)/, '1'), 3, 'A: parameter bin is not a zod type'],
    [
      'has a revision that is no number from 1',
      plugin('A').replace('summary:', 'revision: 0, summary:'),
      3,
      'A: revision must be an integer from 1 to 2147483647, 1 is the default',
    ],
    [
      'has a revision beyond the integers of the database',
      plugin('A').replace('summary:', 'revision: 2 ** 31, summary:'),
      3,
      'A: revision must be an integer from 1',
    ],
    ['has no main input', plugin('A').replace(/inputs: .*/, 'inputs: {},'), 3, 'A: missing inputs.main'],
    [
      'has an invalid input',
      plugin('A').replace('main: histograms', "main: 'TH1'"),
      3,
      'A: input main is not an input',
    ],
    [
      'has an unknown input',
      plugin('A').replace('main:', 'other: histograms, main:'),
      3,
      'A: unknown input other, expected one of main, histo1',
    ],
  ])('that %s is skipped and reported with its line', async (_, text, line, message) => {
    const { names, problems } = await load({ 'mine.ts': text });
    expect(names).toEqual([]);
    expect(problems).toEqual([{ file: 'mine.ts', line, message: expect.stringContaining(message) }]);
  });

  it('in a folder does not affect the other files', async () => {
    const { names, problems } = await load({ 'mine/a.ts': plugin('A'), 'mine/b.ts': 'export const = 1;\n' });
    expect(names).toEqual(['mine.A']);
    expect(problems).toMatchObject([{ file: 'mine/b.ts', line: 1 }]);
  });

  it('requires a file name that is valid in configs', async () => {
    const { names, problems } = await load({ 'my-metric.ts': plugin('A') });
    expect(names).toEqual([]);
    expect(problems).toEqual([
      {
        file: 'my-metric.ts',
        line: 0,
        message: 'invalid module name my-metric: use letters, digits and _',
      },
    ]);
  });

  it('is not a test, a declaration, a hidden file, a package or another file', async () => {
    const { names, problems } = await load({
      'mine.test.ts': 'throw 1;',
      'mine.d.ts': 'export {};',
      '.hidden.ts': 'throw 1;',
      'node_modules/x/index.ts': 'throw 1;',
      'old.js': 'throw 1;',
      'tsconfig.json': '{}',
      'notes/README.md': 'x',
    });
    expect(names).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('that is not readable is reported', async () => {
    const folder = await writePlugins({ 'valid.ts': plugin('Valid') });
    await symlink('/does/not/exist.ts', path.join(folder, 'missing.ts'));
    const { metrics, problems } = await loadPlugins([folder]);
    expect(metrics.has('valid.Valid')).toBe(true);
    expect(within(folder, problems)).toMatchObject([
      { file: 'missing.ts', message: expect.stringContaining('ENOENT') },
    ]);
  });

  it('loads in a worker thread', async () => {
    const folder = await writePlugins({ 'mine.ts': plugin('A'), 'bad.ts': 'export const = 1;\n' });
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const { createJiti } = require('jiti');
      createJiti(workerData.from).import(workerData.loader)
        .then(({ loadPlugins }) => loadPlugins([workerData.folder]))
        .then(({ metrics, problems }) => parentPort.postMessage({ found: metrics.has('mine.A'), problems: problems.length }));`;
    const worker = new Worker(code, {
      eval: true,
      workerData: {
        from: path.join(projectRoot, 'package.json'),
        loader: path.join(projectRoot, 'server/plugins/plugins.ts'),
        folder,
      },
    });
    const message = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
    expect(message).toEqual({ found: true, problems: 1 });
  });
});

it('rejects a missing folder', async () => {
  await expect(loadPlugins(['/does/not/exist'])).rejects.toThrow(PluginFolderError);
  await expect(loadPlugins(['/does/not/exist'])).rejects.toThrow(
    'metrics folder not readable: /does/not/exist (HDQM_METRICS): ENOENT',
  );
});

describe('the types of plugins', () => {
  const check = async (files: Readonly<Record<string, string>>): Promise<PluginProblem[]> => {
    const folder = await writePlugins(files);
    return within(folder, await checkPluginTypes([folder]));
  };

  it('have no errors, also without plugins', async () => {
    expect(await checkPluginTypes([])).toEqual([]);
    expect(await check({ 'mine.ts': plugin('A', '({ main }, { bin }) => value(main.entries + bin)') })).toEqual([]);
  });

  it('are checked, with the lines of wrong names, parameters and results', async () => {
    const problems = await check({
      'names.ts': `import { metrik } from 'hdqm/metrics';\nmetrik;\n`,
      'more/parameters.ts': plugin('A', '(_, { bin }) => value(bin.length)'),
      'results.ts': plugin('B', "() => 'text'"),
      'syntax.ts': 'export const = 1;\n',
    });
    expect(problems.sort((a, b) => (a.file < b.file ? -1 : 1))).toEqual([
      { file: 'more/parameters.ts', line: 9, message: "Property 'length' does not exist on type 'number'." },
      {
        file: 'names.ts',
        line: 1,
        message: `'"hdqm/metrics"' has no exported member named 'metrik'. Did you mean 'metric'?`,
      },
      { file: 'results.ts', line: 9, message: expect.stringContaining("Type 'string' is not assignable") },
      { file: 'syntax.ts', line: 1, message: 'Variable declaration expected.' },
    ]);
  });
});
