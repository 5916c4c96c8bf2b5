// How soon the page Compare has content: all trends of a subsystem in two processings, on a real PostgreSQL where this machine has one. Writes
// its table into test/bench/README.md (--print: only prints it).
//   npm run build && [TRENDS=3000] [RUNS=200] node test/bench/compare.js [--print]      (one minute)
import { openChromium } from './browser.js';
import { median, startServer } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { embeddedDatabase, realDatabase, temporaryFolder } from './machine.js';

const firstRun = 360_000;
const trends = Number(process.env.TRENDS ?? 3000);
const runs = Number(process.env.RUNS ?? 200);
/** Runs of the history, of which the latest are compared: what is stored besides must not matter. */
const stored = 2 * runs;
const rounds = 5;

const real = await realDatabase();
const { env, database, stop } = real ?? (await embeddedDatabase());
const sql = (text, values) => database.dataSource.query(text, values);

/** Fills the database: noise of the size of the errors, 2 % failures; every tenth trend is shifted by a tenth of its error. */
async function fill() {
  await sql(`
    SELECT setseed(0.5);
    INSERT INTO run (number, significant, class, start_time)
      SELECT number, true, 'Collisions23', timestamptz '2023-04-01' + (number - ${firstRun}) * interval '4 hours'
      FROM generate_series(${firstRun}, ${firstRun + stored - 1}) AS number;
    INSERT INTO dataset (primary_dataset, processing) VALUES ('ZeroBias', 'PromptReco'), ('ZeroBias', '19Dec2023');
    INSERT INTO config (subsystem, name, title, y_title, revision, metric, paths, active, backfill, file, line)
      SELECT 'Tracker', 'plot' || n, 'Plot ' || n, 'y', 1, 'm', '{"main": ["x"]}', true, false, 'f', n
      FROM generate_series(1, ${trends}) AS n;
    INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state)
      SELECT dataset.id || '/' || number, dataset.id, number, 'Run2023C', 1, 'DQMIO', 1, 'extracted' FROM dataset CROSS JOIN run;
    INSERT INTO trend (config_id, dataset_id, has_data)
      SELECT config.id, dataset.id, true FROM dataset CROSS JOIN config ORDER BY dataset.id, config.id;
  `);
  for (let from = firstRun; from < firstRun + stored; from += 50)
    await sql(
      `INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, failure, reason, revision, file_id)
       SELECT trend_id, run_number, CASE WHEN ok THEN value END, CASE WHEN ok THEN 0.5 END, CASE WHEN ok THEN 0.5 END, 1000,
         CASE WHEN NOT ok THEN 'NO_DATA' END, CASE WHEN NOT ok THEN 'the histogram is empty' END, 1, file_id
       FROM (
         SELECT trend.id AS trend_id, run_number, file.id AS file_id, random() >= 0.02 AS ok,
           10 + random() + random() + CASE WHEN trend.id % 10 = 0 AND dataset_id = 2 THEN 0.05 ELSE 0 END AS value
         FROM file JOIN trend USING (dataset_id) WHERE run_number BETWEEN $1 AND $2 ORDER BY run_number, trend.id
       ) AS made`,
      [from, from + 49],
    );
  await sql('VACUUM ANALYZE');
}

const sides = {
  a: { primaryDataset: 'ZeroBias', processing: 'PromptReco' },
  b: { primaryDataset: 'ZeroBias', processing: '19Dec2023' },
};
const figures = `isPaired runsA runsB
  items { configId name title yTitle runsA runsB meanA meanB shift shiftError significance ratio ratioError shareBeyond }
  onlyA { configId name title runs } onlyB { configId name title runs }`;
const plots = 'items { name points { runs values errors sides } }';

/** Milliseconds and bytes of a comparison. */
async function compare(url, fields, select, names = null) {
  const begun = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `query ($a: ComparedSide!, $b: ComparedSide!, $select: RunSelection, $names: [String!]) {
        compareTrends(subsystem: "Tracker", a: $a, b: $b, select: $select, names: $names) { ${fields} } }`,
      variables: { ...sides, select, names },
    }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  if (errors) throw new Error(JSON.stringify(errors));
  return { ms: performance.now() - begun, bytes: text.length, data: data.compareTrends };
}

/** The first time, and the median of further ones, of requests that no cache has the response of. */
async function measure(request) {
  const results = [];
  for (let round = 0; round < rounds; round += 1) results.push(await request(round));
  const [first, ...others] = results;
  return { ...first, first: first.ms, ms: median(others.map(({ ms }) => ms)) };
}

const visit = async (url) => {
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const begun = performance.now();
    await page.goto(url);
    await page.waitForSelector('[data-row]');
    const ms = performance.now() - begun;
    await page.waitForSelector('[data-row] svg[role="img"]');
    return { ms, plots: performance.now() - begun };
  } finally {
    await browser.close();
  }
};

const milliseconds = (value) => `${value.toFixed(0)} ms`;
const latest = { latest: runs };

try {
  await fill();
  const cold = [];
  for (let round = 0; round < rounds; round += 1) {
    // A server of its own: no point is cached.
    const server = await startServer({ ...env, EOS_ROOT: temporaryFolder() });
    try {
      await fetch(`${server.url}/graphql?query={status{version}}`, { headers: { 'apollo-require-preflight': 'yes' } });
      cold.push((await compare(server.url, figures, latest)).ms);
    } finally {
      await server.stop();
    }
  }
  const server = await startServer({ ...env, EOS_ROOT: temporaryFolder() });
  try {
    const { bytes, data } = await compare(server.url, figures, latest);
    if (data.items.length !== trends || data.runsA !== runs) throw new Error('not all trends were compared');
    // One run less each time: the responses are cached until the database changes.
    const warm = await measure((round) => compare(server.url, figures, { latest: runs - 1 - round }));
    const repeated = await measure(() => compare(server.url, figures, latest));
    const drawn = await measure((round) =>
      compare(
        server.url,
        plots,
        latest,
        data.items.slice(24 * round, 24 * round + 24).map(({ name }) => name),
      ),
    );
    const plain = await measure(async (round) => {
      const begun = performance.now();
      await sql('SELECT trend_id, run_number, value, error_low, error_high FROM point WHERE run_number > $1', [
        firstRun + stored - runs - 1 - round,
      ]);
      return { ms: performance.now() - begun };
    });
    const page = await measure((round) => visit(`${server.url}/compare?subsystem=Tracker&latest=${runs - 20 - round}`));
    const count = (number) => number.toLocaleString('en');
    const lines = [
      `${whenAndWhere()}; ${real ? 'PostgreSQL' : 'embedded database'}, ${count(trends)} trends of two processings, latest ${count(runs)} of ${count(stored)} common runs: ${count(2 * trends * runs)} points.`,
      '',
      ...table([
        ['what', 'goal', 'first', 'median'],
        ['the points by plain SQL, the yardstick', '', milliseconds(plain.first), milliseconds(plain.ms)],
        [
          'the comparison, of a server that was just started',
          '1 s',
          milliseconds(Math.max(...cold)),
          milliseconds(median(cold)),
        ],
        ['the comparison, points cached', '1 s', milliseconds(warm.first), milliseconds(warm.ms)],
        [
          `the comparison, repeated (${(bytes / 1e6).toFixed(2)} MB of JSON)`,
          '',
          milliseconds(repeated.first),
          milliseconds(repeated.ms),
        ],
        ['small plots of 24 trends', '', milliseconds(drawn.first), milliseconds(drawn.ms)],
        [
          'page Compare in Chromium, points cached: first trends',
          '1 s',
          milliseconds(page.first),
          milliseconds(page.ms),
        ],
      ]),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    if (!process.argv.includes('--print')) await writeFigures('compare', lines);
  } finally {
    await server.stop();
  }
} finally {
  await stop();
}
