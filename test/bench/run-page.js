// How soon the page of a run says something, on a database as large as CMS': 10 datasets of TRENDS trends, 1,000 runs. Writes its table into
// test/bench/README.md (--print: only prints it).
//   npm run build && [TRENDS=1700] [RUNS=1000] node test/bench/run-page.js [--print]      (TRENDS of each of 10 datasets; seven minutes, 6 GB)
import { openChromium } from './browser.js';
import { median, startServer } from './cost.js';
import { table, whenAndWhere, writeFigures } from './figures.js';
import { embeddedDatabase, temporaryFolder } from './machine.js';

const datasets = 10;
const firstRun = 360_000;
const trends = Number(process.env.TRENDS ?? 1700);
const runs = Number(process.env.RUNS ?? 1000);
const isPrinted = process.argv.includes('--print');
/** The newest run, and one that no cache has. */
const [newest, middle] = [firstRun + runs - 1, firstRun + (runs >> 1)];
const visits = 5;

const { env, database, stop } = await embeddedDatabase();
const sql = (text, values) => database.dataSource.query(text, values);

/** Fills the database: noise around levels that change every 200 runs; 2 % failures, 2 % of MEs missing, and 200 alarms of the newest run. */
async function fill() {
  await sql(`
    SELECT setseed(0.5);
    INSERT INTO run (number, significant, class, start_time, fill)
      SELECT number, true, 'Collisions23', timestamptz '2023-04-01' + (number - ${firstRun}) * interval '4 hours', 8000 + number / 4
      FROM generate_series(${firstRun}, ${newest}) AS number;
    INSERT INTO dataset (primary_dataset, processing) SELECT 'Dataset' || n, 'PromptReco' FROM generate_series(1, ${datasets}) AS n;
    INSERT INTO config (subsystem, name, title, y_title, revision, metric, paths, limits, active, backfill, file, line)
      SELECT 'Sub' || n % 10, 'plot' || n, 'Plot ' || n, 'y', 1, 'm', '{"main": ["x"]}',
        CASE WHEN n % 10 = 0 THEN '[{"severity": "error", "scope": null, "min": 0.1, "max": 2.7}]'::jsonb ELSE '[]' END,
        true, false, 'f', n FROM generate_series(1, ${trends}) AS n;
    INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state, missing)
      SELECT dataset.id || '/' || number, dataset.id, number, 'Run2023C', 1, 'DQMIO', 1, 'extracted',
        ARRAY(SELECT id FROM config WHERE (id + number) % 50 = 0)
      FROM dataset CROSS JOIN run;
    INSERT INTO trend (config_id, dataset_id, has_data)
      SELECT config.id, dataset.id, true FROM dataset CROSS JOIN config ORDER BY dataset.id, config.id;
    INSERT INTO judged_file (file_id, version) SELECT file.id, concat_ws(' ', file.xmin, true) FROM file;
    INSERT INTO judged_trend (trend_id, version, judged_at) SELECT id, '', now() FROM trend;
    INSERT INTO segment (trend_id, first_run, last_run, runs, first_level, last_level, noise, far_runs, far_distances, anomalous_runs)
      SELECT trend.id, first, first + 199, 200, 1.5, 1.5 + CASE WHEN trend.id % 5 = 0 THEN 0.2 ELSE 0 END, 0.5,
        ARRAY[first + 20, first + 60], ARRAY[3.1, -3.3], CASE WHEN trend.id % 20 = 0 THEN ARRAY[first + 199] ELSE '{}' END
      FROM trend CROSS JOIN generate_series(${firstRun}, ${newest}, 200) AS first;
    INSERT INTO alarm (trend_id, cause, severity, state, run, last_run, value, reference, significance, opened_at)
      SELECT id, 'steps', 'warning', 'new', ${newest - 5}, ${newest}, 2, 1.5, 12, now() FROM trend WHERE id % ${Math.ceil((trends * datasets) / 200)} = 0;
  `);
  // Run by run, as scans do.
  for (let from = firstRun; from <= newest; from += 50)
    await sql(
      `INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, failure, reason, revision, file_id)
       SELECT trend_id, run_number, CASE WHEN ok THEN value END, CASE WHEN ok THEN 0.1 END, CASE WHEN ok THEN 0.1 END, 1000,
         CASE WHEN NOT ok THEN 'NO_DATA' END, CASE WHEN NOT ok THEN 'the histogram is empty' END, 1, file_id
       FROM (
         SELECT trend.id AS trend_id, run_number, file.id AS file_id, random() >= 0.02 AS ok, random() + random() + random() AS value
         FROM file JOIN trend USING (dataset_id)
         WHERE run_number BETWEEN $1 AND $2 AND (trend.config_id + run_number) % 50 <> 0 ORDER BY run_number, trend.id
       ) AS made`,
      [from, Math.min(newest, from + 49)],
    );
  await sql('VACUUM ANALYZE');
}

const judgements = (run, rest = '') => ({
  query: `{ run(number: ${run}) { judgements(limit: 24${rest}) { counts { total bad warning noValue unjudged good }
    subsystems { subsystem bad } total items { state value distance reason trend { config { name } dataset { primaryDataset } } } } } }`,
});
const plots = (run) => ({
  query: `{ run(number: ${run}) { judgements(limit: 24) { items { trendId trend { columns { runs values errorsLow errorsHigh } } } } } }`,
});
const inbox = { query: '{ incidents(limit: 50) { total items { run name new subsystems } } }' };
const anomalies = {
  query:
    '{ anomalies(limit: 24, lookBackDays: 7) { total items { z trend { columns { runs values errorsLow errorsHigh } } } } }',
};

/** Median milliseconds of a request that no cache has the response of, and its last result. */
async function measure(url, requestOf) {
  const times = [];
  let data;
  for (let visit = 0; visit < visits; visit += 1) {
    const begun = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(visit)),
    });
    const answer = await response.json();
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    times.push(performance.now() - begun);
    data = answer.data;
  }
  return { first: times[0], ms: median(times.slice(1)), data };
}

/** Milliseconds from the navigation until a page shows what the selector stands for, in a fresh browser. */
async function open(url, selector) {
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const begun = performance.now();
    await page.goto(url);
    await page.waitForSelector(selector);
    return performance.now() - begun;
  } finally {
    await browser.close();
  }
}

async function visited(url, selector) {
  const times = [];
  for (let visit = 0; visit < visits; visit += 1) times.push(await open(url(visit), selector));
  return { first: times[0], ms: median(times.slice(1)) };
}

const milliseconds = (value) => `${value.toFixed(0)} ms`;

try {
  await fill();
  const server = await startServer({ ...env, EOS_ROOT: temporaryFolder() });
  try {
    const start = await measure(server.url, () => inbox);
    // Other runs each time: the responses are cached until the database changes.
    const judged = await measure(server.url, (visit) => judgements(newest - visit));
    const older = await measure(server.url, (visit) => judgements(middle - visit));
    const filtered = await measure(server.url, (visit) =>
      judgements(newest - visit, ', subsystem: "Sub3", state: noValue'),
    );
    const drawn = await measure(server.url, (visit) => plots(newest - visit));
    const found = await measure(server.url, (visit) => ({ query: anomalies.query.replace('7', String(7 + visit)) }));
    const repeated = await measure(server.url, () => judgements(newest));
    const plain = [];
    for (let visit = 0; visit < visits; visit += 1) {
      const begun = performance.now();
      await sql('SELECT * FROM point WHERE run_number = $1', [middle + 50 + visit]);
      plain.push(performance.now() - begun);
    }
    const points = { first: plain[0], ms: median(plain.slice(1)) };
    const ratio = ({ ms }) => (ms / points.ms).toFixed(1);
    const row = (name, goal, times) => [name, goal, milliseconds(times.first), milliseconds(times.ms), ratio(times)];
    const { counts } = judged.data.run.judgements;
    const head = await visited((visit) => `${server.url}/runs/${middle - visit}`, 'main h2');
    const inBrowser = await visited((visit) => `${server.url}/runs/${newest - visit}`, '[data-run-trend]');
    const startPage = await visited(() => `${server.url}/`, '[data-incident]');
    const rows = [
      ['what', 'goal', 'first', 'median', 'to plain SQL'],
      row('all points of the run by plain SQL, the yardstick', '', points),
      row('judgements of a run, the newest ones', '1 s', judged),
      row('judgements of runs in the middle of the history', '1 s', older),
      row('judgements of a subsystem and state', '1 s', filtered),
      row('judgements and the points of 24 small plots', '', drawn),
      row('judgements, repeated (cached)', '', repeated),
      row('incidents (start page)', '', start),
      row('anomalies of the newest runs, with 24 small plots', '', found),
      row('run page in Chromium: facts of the run', '1 s', head),
      row('run page in Chromium: first trends', '', inBrowser),
      row('start page in Chromium: first incident', '', startPage),
    ];
    const lines = [
      `${whenAndWhere()}; ${datasets} datasets of ${trends.toLocaleString('en')} trends, ${runs.toLocaleString('en')} runs. The newest run but four has ${Object.entries(
        counts,
      )
        .map(([name, count]) => `${count.toLocaleString('en')} ${name}`)
        .join(', ')}.`,
      '',
      ...table(rows),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    if (!isPrinted) await writeFigures('run-page', lines);
  } finally {
    await server.stop();
  }
} finally {
  await stop();
}
