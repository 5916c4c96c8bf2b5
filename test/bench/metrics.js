// How long all metrics of a plan take over the MEs of one file, beside what jsroot alone takes to read these MEs.
//   npm run build:server && node test/bench/metrics.js [FILE.root [CONFIGS…]]
// Without arguments: a file of the sample and HDQM's own configs. Prints a line for the table in test/bench/README.md.
import { closeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFile } from 'jsroot/io';
import { loadConfigs } from '../../dist/server/plan/configs.js';
import { loadPlugins } from '../../dist/server/plugins/plugins.js';
import { openDqmFile } from '../../dist/server/read/open.js';
import { prepareReduction, reduce } from '../../dist/server/reduce/reduce.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample =
  'test/sample/eos/Run2023/ZeroBias/0003664xx/DQM_V0001_R000366411__ZeroBias__Run2023B-PromptReco-v1__DQMIO.root';
const [file = path.join(root, sample), ...folders] = process.argv.slice(2);
const repeats = 9;

const plugins = await loadPlugins([]);
const { sections } = await loadConfigs(folders.length > 0 ? folders : [path.join(root, 'configs')], plugins);
const reductions = sections.map(({ computation, expression }, index) =>
  prepareReduction(
    { configId: index, revision: 1, expression, paths: computation.paths },
    ({ module, name }) => plugins.metrics.get(`${module}.${name}`)?.metric,
  ),
);

const ours = await openDqmFile(file);
const paths = [...new Set(reductions.flatMap(({ config }) => Object.values(config.paths).flat()))];
const readings = new Map();
for (const name of paths) readings.set(name, await ours.read(name));
await ours.close();
const there = paths.filter((name) => 'element' in readings.get(name));
const inputsOf = ({ config, metric }) =>
  Object.fromEntries(
    Object.entries(config.paths)
      .filter(([input]) => metric.inputs[input])
      .map(([input, names]) => [
        input,
        readings.get(names.find((name) => 'element' in readings.get(name)) ?? names.at(-1)),
      ]),
  );
const jobs = reductions
  .map((reduction) => ({ reduction, inputs: inputsOf(reduction) }))
  .filter(({ inputs }) => inputs.main && 'element' in inputs.main);

/** Milliseconds of processor and wall: medians. */
async function time(work) {
  const walls = [];
  const processors = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const cpu = process.cpuUsage();
    const begun = performance.now();
    await work();
    walls.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(cpu);
    processors.push((user + system) / 1000);
  }
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return { wall: median(walls), processor: median(processors) };
}

const costs = new Map();
const metrics = await time(() => {
  for (const { reduction, inputs } of jobs) {
    const begun = performance.now();
    reduce(reduction, inputs, ours.run);
    const { module, name } = reduction.config.expression;
    const cost = costs.get(`${module}.${name}`) ?? { calls: 0, total: 0 };
    costs.set(`${module}.${name}`, { calls: cost.calls + 1, total: cost.total + performance.now() - begun });
  }
});
const mePath = (name) => {
  const [subsystem, ...rest] = name.split('/');
  return `DQMData/Run ${ours.run}/${subsystem}/Run summary/${rest.join('/')}`;
};
const stock = await time(async () => {
  const opened = await openFile(file);
  for (const name of there) await opened.readObject(mePath(name)).catch(() => undefined);
  if (opened.fd) closeSync(opened.fd);
});
const reading = await time(async () => {
  const opened = await openDqmFile(file);
  await opened.prefetch(there);
  for (const name of there) await opened.read(name);
  await opened.close();
});

const ms = ({ wall, processor }) => `${wall.toFixed(0)} ms (CPU ${processor.toFixed(0)})`;
console.log(`${path.basename(file)}: ${jobs.length} configs with data of ${reductions.length}, ${there.length} MEs`);
console.log(`jsroot alone reads these MEs   ${ms(stock)}`);
console.log(`HDQM reads them                    ${ms(reading)}, ${(reading.wall / stock.wall).toFixed(3)} of that`);
console.log(`all metrics over them              ${ms(metrics)}, ${(metrics.wall / stock.wall).toFixed(3)} of that`);
console.log('the metrics that cost most, a call:');
const dearest = [...costs].sort(([, a], [, b]) => b.total - a.total).slice(0, 6);
for (const [name, { calls, total }] of dearest) {
  const share = ((100 * total) / [...costs.values()].reduce((sum, cost) => sum + cost.total, 0)).toFixed(0);
  console.log(`  ${name.padEnd(32)} ${((1000 * total) / calls).toFixed(0).padStart(7)} us, ${share} % of all`);
}
