// What a group of derived trends costs beside one of trends with a metric: computed from points that are stored already, and requested; and an
// expression that is typed, which is evaluated at each request. On a real PostgreSQL where this machine has one. Writes its table into
// test/bench/README.md (--print: only prints it).
//   npm run build && [RUNS=1000] node test/bench/derived.js [--print]      (one minute)
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { synchronizeConfigs } from '../../dist/server/store/configs/sync-configs.js';
import { deriveNewTrends } from '../../dist/server/store/derived/derive-points.js';
import { median, startServer } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { dataset, fillHistory, ownConfigs } from './history.js';
import { embeddedDatabase, realDatabase, temporaryFolder } from './machine.js';

const runs = Number(process.env.RUNS ?? 1000);
const members = 14;
const rounds = 5;
const subsystem = 'Bench';
const numbers = Array.from({ length: members }, (_, index) => index + 1);

const configs = temporaryFolder();
mkdirSync(path.join(configs, subsystem));
const writeConfigs = (name, sections) => writeFileSync(path.join(configs, subsystem, name), sections.join('\n'));
const plot = (name) => `[plot:${name}]\nmetric = basic.Mean()\nrelativePath = ${name}\nyTitle = y\n`;
const ratio = (number) => `[derived:Ratio${number}]\nexpression = \${A${number}} / \${B${number}}\nyTitle = ratio\n`;

const real = await realDatabase();
const { env, database, stop } = real ?? (await embeddedDatabase());
const sql = (text, values) => database.dataSource.query(text, values);

/** Milliseconds of a request of trends by their names, or of an expression. */
async function send(url, names, expression) {
  const begun = performance.now();
  const columns = 'columns { runs values errorsLow errorsHigh failures }';
  const variables = { ...dataset, subsystem, ...(expression ? { expression } : { names }), select: { latest: runs } };
  const query = expression
    ? `query ($subsystem: String!, $primaryDataset: String!, $processing: String!, $expression: String!, $select: RunSelection) {
        derive(subsystem: $subsystem, primaryDataset: $primaryDataset, processing: $processing, expression: $expression, select: $select) { problem ${columns} } }`
    : `query ($subsystem: String!, $primaryDataset: String!, $processing: String!, $names: [String!], $select: RunSelection) {
        trends(subsystem: $subsystem, primaryDataset: $primaryDataset, processing: $processing, names: $names, select: $select) { ${columns} } }`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  const lists = data?.trends ?? [data?.derive].flat();
  if (errors || lists.length !== (expression ? 1 : members) || lists.some((one) => one.columns.runs.length !== runs))
    throw new Error(JSON.stringify(errors ?? lists.map((one) => one.problem ?? one.columns.runs.length)));
  return performance.now() - begun;
}

const kinds = [
  [`${members} trends with a metric`, numbers.map((number) => `A${number}`)],
  [`${members} derived trends`, numbers.map((number) => `Ratio${number}`)],
  ['one typed expression', undefined, '${A1} / ${B1}'],
];
const milliseconds = (values) => `${median(values).toFixed(1)} ms`;

try {
  writeConfigs(
    'plots.ini',
    numbers.flatMap((number) => [plot(`A${number}`), plot(`B${number}`)]),
  );
  await fillHistory(database, { runs, configs: [configs], errors: true });
  writeConfigs('derived.ini', numbers.map(ratio));
  await synchronizeConfigs(database, await ownConfigs([configs]));
  const begun = performance.now();
  await deriveNewTrends(database, new AbortController().signal);
  const computed = performance.now() - begun;
  await sql('VACUUM ANALYZE');
  const figures = kinds.map(() => ({ first: [], written: [], again: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, [, names, expression]] of kinds.entries()) {
      // A server of its own: no point is cached.
      const server = await startServer({ ...env, EOS_ROOT: temporaryFolder(), HDQM_CONFIGS: configs });
      try {
        await fetch(`${server.url}/graphql?query={status{version}}`, {
          headers: { 'apollo-require-preflight': 'yes' },
        });
        const { first, written, again } = figures[index];
        first.push(await send(server.url, names, expression));
        await sql('SELECT pg_current_xact_id()');
        written.push(await send(server.url, names, expression));
        again.push(await send(server.url, names, expression));
      } finally {
        await server.stop();
      }
    }
  }
  const count = (members * runs).toLocaleString('en');
  const lines = [
    `${whenAndWhere()}; ${real ? 'PostgreSQL' : 'embedded database'}, ${runs} runs, medians of ${rounds} servers. Computing and storing the ${count} points of a new group of ${members} ratios took ${(computed / 1000).toFixed(2)} s.`,
    '',
    ...table([
      ['points of all runs', 'the very first', 'after something else was written', 'repeated'],
      ...kinds.map(([kind], index) => {
        const { first, written, again } = figures[index];
        return [kind, milliseconds(first), milliseconds(written), milliseconds(again)];
      }),
    ]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!process.argv.includes('--print')) await writeFigures('derived', lines);
} finally {
  await stop();
}
