// The steps that HDQM and Apache Otava find in the same series, and their CPU time: the oracle's series, judged by its judge, and as many
// trends as CMS has (Otava: some of them). Writes its table into test/bench/README.md (--print: only prints it). A few minutes:
//   npm run build:server && STEPS_PYTHON=…/python node test/bench/steps.js [--print]      (a Python with numpy and apache-otava)
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findSteps } from '../../dist/server/judge/steps.js';
import { root } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { temporaryFolder } from './machine.js';
import { Draws } from './year/trends.js';

const python = process.env.STEPS_PYTHON ?? 'python3';
const oracle = path.join(root, '../shared/oracle/steps');
if (!existsSync(oracle)) throw new Error(`${oracle} is missing: the series and their judge are not part of HDQM`);
const [trendCount, runCount] = [17_000, 1_000];
/** Otava gets every 101st trend, which are of all kinds in turn, and its time is multiplied. */
const otavaShare = 101;

const folder = temporaryFolder();
const file = (name) => path.join(folder, name);
const run = (...args) => execFileSync(python, args, { encoding: 'utf8' });

/** CPU seconds of HDQM for these trends, and the indices of the steps. */
function timed(trends) {
  const begun = process.cpuUsage();
  const found = trends.map((trend) => findSteps(trend).map(({ index }) => index));
  const { user, system } = process.cpuUsage(begun);
  return { cpu: (user + system) / 1e6, found };
}

const otavaSeconds = (series) => Number(run(path.join(root, 'test/bench/otava_steps.py'), series, file('otava.json')));

/** Recall and false steps of what a file holds. */
function judge(series, found) {
  const text = run(path.join(oracle, 'judge.py'), series, found);
  const [, recall, falseSteps] = /from 3 spreads ([\d.]+);.* per 1,000 points ([\d.]+)/.exec(text);
  return [recall, falseSteps];
}

/** Noise with 4 % gaps, and by turns nothing else, two steps, a drift, and saw teeth. */
function makeTrend(number) {
  const draws = new Draws(number);
  const shape = [
    () => 0,
    (position) => (position < 300 ? 0 : position < 700 ? 4 : 2),
    (position) => position / 100,
    (position) => -0.05 * (position % 200),
  ][number % 4];
  const positions = Array.from({ length: runCount }, (_, position) => position);
  const values = positions.map((position) => (draws.fraction() < 0.04 ? null : shape(position) + draws.normal()));
  return { values, errors: values.map((value) => value && draws.between(0.4, 0.6)) };
}

const rows = [
  [
    'series',
    'points',
    'recall',
    'false steps per 1,000 points',
    'CPU',
    "Otava's recall",
    'false steps',
    'CPU',
    'ratio',
  ],
];
const seconds = (value) => `${value.toFixed(1)} s`;
for (const seed of [1, 2, 3, 4, 5]) {
  const series = file('series.json');
  run(path.join(oracle, 'make_series.py'), '--seed', String(seed), '--out', series);
  const trends = JSON.parse(readFileSync(series, 'utf8'));
  const { cpu, found } = timed(trends);
  writeFileSync(file('found.json'), JSON.stringify(found));
  const otava = otavaSeconds(series);
  rows.push([
    `oracle, seed ${seed}`,
    trends.reduce((sum, { values }) => sum + values.length, 0).toLocaleString('en'),
    ...judge(series, file('found.json')),
    seconds(cpu),
    ...judge(series, file('otava.json')),
    seconds(otava),
    (cpu / otava).toFixed(2),
  ]);
}

let cpu = 0;
const sample = [];
for (let number = 0; number < trendCount; number += 1) {
  const trend = makeTrend(number);
  cpu += timed([trend]).cpu;
  if (number % otavaShare === 0) sample.push(trend);
}
writeFileSync(file('sample.json'), JSON.stringify(sample));
const otava = (otavaSeconds(file('sample.json')) * trendCount) / sample.length;
rows.push([
  `${trendCount.toLocaleString('en')} trends of ${runCount.toLocaleString('en')} runs`,
  (trendCount * runCount).toLocaleString('en'),
  '',
  '',
  `${seconds(cpu)} (${((1000 * cpu) / trendCount).toFixed(1)} ms each)`,
  '',
  '',
  `${seconds(otava)} (of ${sample.length} trends)`,
  (cpu / otava).toFixed(2),
]);

const lines = [`${whenAndWhere()}.`, '', ...table(rows)];
process.stdout.write(`${lines.join('\n')}\n`);
if (!process.argv.includes('--print')) await writeFigures('steps', lines);
