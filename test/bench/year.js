// A simulated year: 10 datasets of TRENDS trends, 1,000 runs, 30 runs a night, and known incidents. What the judgements of each night open, and
// which incidents are found, after how many runs. Writes its tables into test/bench/README.md (--print: only prints them):
//   npm run build:server && [SEEDS=3,4,5] [TRENDS=700] node test/bench/year.js [--print]      (half an hour of CPU for each seed)
import { Piscina } from 'piscina';
import { median } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { planIncidents } from './year/incidents.js';
import { historyRuns, nights, runCount, runsPerNight } from './year/judge-dataset.js';

const datasets = 10;

const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

async function simulateYear(seed, trends) {
  const incidents = planIncidents({ datasets, trends, runs: runCount, from: historyRuns, seed: seed + 1000 });
  const begun = process.cpuUsage();
  const pool = new Piscina({ filename: new URL('year/judge-dataset.js', import.meta.url).href, maxThreads: 2 });
  const results = await Promise.all(
    Array.from({ length: datasets }, (_, dataset) => pool.run({ seed, trends, dataset, incidents })),
  );
  await pool.destroy();
  const { user, system } = process.cpuUsage(begun);
  return { incidents, results, cpu: (user + system) / 1e6 };
}

/** Figures of a year. The first judgement is that of the history, whose alarms are not counted. */
function summarize({ incidents, results, cpu }) {
  const alarms = results.flatMap((result) => result.alarms);
  const ofNights = Array.from({ length: nights }, (_, index) => alarms.filter(({ night }) => night === index + 1));
  const seen = new Set(alarms.filter(({ night }) => night === 0).map(({ run }) => run));
  const incidentsPerNight = [];
  const falsePerNight = [];
  for (const ofNight of ofNights) {
    const opened = new Set(ofNight.map(({ run }) => run).filter((run) => !seen.has(run)));
    for (const run of opened) seen.add(run);
    incidentsPerNight.push(opened.size);
    falsePerNight.push(
      [...opened].filter((run) => !ofNight.some((alarm) => alarm.run === run && alarm.isKnown)).length,
    );
  }
  const falseAlarms = alarms.filter(({ isKnown, night, opened }) => !isKnown && night > 0 && opened);
  const caught = incidents.map((incident, index) => {
    const at = alarms.filter((alarm) => alarm.incidents.includes(index));
    const delays = results.flatMap((result) => result.delays.filter((one) => one.incident === index));
    return {
      ...incident,
      at,
      night: Math.min(...at.map(({ night }) => night)),
      delay: Math.min(...delays.map(({ delay }) => delay)),
    };
  });
  const sum = (of) => results.reduce((total, result) => total + of(result), 0);
  return {
    causes: Object.fromEntries(
      ['limits', 'steps', 'anomalies'].map((cause) => [
        cause,
        ofNights.map((ofNight) => ofNight.filter((alarm) => alarm.cause === cause && alarm.opened).length),
      ]),
    ),
    incidentsPerNight,
    falsePerNight,
    falseAlarms,
    caught,
    changes: Object.fromEntries(
      ['moved', 'reopened', 'withdrawn'].map((kind) => [kind, sum(({ changes }) => changes[kind])]),
    ),
    cpu,
    // Threads share the CPU time of a process: by the share of the time that passed.
    lastNight: (cpu * sum(({ lastNight }) => lastNight)) / sum(({ seconds }) => seconds),
  };
}

/** The median of numbers, and their 95 % quantile. */
const typical = (numbers) => `${median(numbers)}, ${quantile(numbers, 0.95)}`;
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function nightRow(seed, { incidentsPerNight, falsePerNight, causes, changes, cpu, lastNight }) {
  return [
    String(seed),
    typical(incidentsPerNight),
    `${mean(falsePerNight).toFixed(2)} (max. ${Math.max(...falsePerNight)})`,
    ...['limits', 'steps', 'anomalies'].map((cause) => typical(causes[cause])),
    ...['moved', 'reopened', 'withdrawn'].map((kind) => (changes[kind] / nights).toFixed(1)),
    `${lastNight.toFixed(0)} s`,
    `${cpu.toFixed(0)} s`,
  ];
}

/** Incidents of each kind and size: how many there were, were found, and by the scan after their first run; median of the runs until then. */
function incidentRows(caught) {
  const keys = [...new Set(caught.map(({ kind, size }) => `${kind}|${size}`))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const rowOf = (name, size, ofKey) => {
    const found = ofKey.filter(({ at }) => at.length > 0);
    const share = (part) => `${part.length} (${(part.length / ofKey.length).toFixed(3)})`;
    const delays = ofKey.map(({ delay }) => delay).filter(Number.isFinite);
    return [
      name,
      size,
      String(ofKey.length),
      share(found),
      share(found.filter(isSoon)),
      delays.length > 0 ? typical(delays) : '',
    ];
  };
  const isSoon = ({ night, first }) => night <= Math.floor((first - historyRuns) / runsPerNight) + 1;
  const large = caught.filter(({ size }) => size === null || size >= 3);
  return [
    ['incident', 'size in spreads', 'number', 'found', 'by the first scan', 'runs until found: median, 95 %'],
    ...keys.map((key) => {
      const [kind, size] = key.split('|');
      return rowOf(
        kind,
        size === 'null' ? '' : size,
        caught.filter((one) => `${one.kind}|${one.size}` === key),
      );
    }),
    rowOf('all', 'at least 3', large),
  ];
}

const seeds = (process.env.SEEDS ?? '3,4,5').split(',').map(Number);
const trends = Number(process.env.TRENDS ?? 700);
const rows = [
  [
    'seed',
    'incidents opened a night: median, 95 %',
    'false ones a night',
    'alarms opened a night, limits: median, 95 %',
    'steps',
    'anomalies',
    'moved a night',
    'reopened',
    'withdrawn',
    'CPU of the last night',
    'CPU of the year',
  ],
];
const caught = [];
for (const seed of seeds) {
  const year = summarize(await simulateYear(seed, trends));
  rows.push(nightRow(seed, year));
  caught.push(...year.caught);
  const counts = new Map();
  for (const { cause, kind } of year.falseAlarms)
    counts.set(`${cause} ${kind}`, (counts.get(`${cause} ${kind}`) ?? 0) + 1);
  process.stdout.write(
    `seed ${seed}: false alarms in trends: ${[...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}\n`,
  );
}
const lines = [
  `${whenAndWhere()}; ${datasets} datasets of ${trends} trends, ${nights} nights of ${datasets * runsPerNight} files.`,
  '',
  ...table(rows),
  '',
  ...table(incidentRows(caught)),
];
process.stdout.write(`${lines.join('\n')}\n`);
if (!process.argv.includes('--print')) await writeFigures('year', lines);
