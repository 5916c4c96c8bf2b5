/**
 * A scan is killed while it judges, again and again, at random moments: afterwards a scan must leave the segments, alarms and events of a
 * database that was never interrupted. KILLS is the number of kills, SEED draws their moments.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copySample, type Environment, hdqm, samplePath, startHdqm, temporaryFolder } from '../integration/command.ts';
import { numberFrom, Random } from '../random.ts';
import { Postgres } from './postgres.ts';
import { until } from './until.ts';

const kills = numberFrom('KILLS', 4);
const random = new Random(numberFrom('SEED', 20_261_130));
/** Kills of one database, before a scan that is not killed. */
const killsPerDatabase = 2;

const [datasets, plots, firstRun, runs, newRuns] = [3, 200, 360_000, 100, 20] as const;
const me = 'Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk';
/** Plots 3, 13, 23… have limits alone. */
const plot = (number: number): string =>
  `[plot:p${number}]\nmetric = basic.Mean()\nrelativePath = ${me}\nyTitle = y\n${
    number % 10 === 3 ? 'warning = ..60\nalarm = limits\n' : ''
  }`;

/** Databases in which no trend has been judged, and in which all but the newest runs have. */
const states = ['nothing_judged', 'new_runs'] as const;
type State = (typeof states)[number];

let postgres: Postgres;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let environment: Environment;
beforeAll(async () => {
  temporary = await temporaryFolder();
  const { folder } = temporary;
  postgres = await Postgres.create(path.join(folder, 'postgres'));
  await copySample(samplePath('ZeroBias', 'Run2023C', 367_406), path.join(folder, 'eos'));
  await mkdir(path.join(folder, 'configs/Tracker'), { recursive: true });
  const sections = Array.from({ length: plots }, (_, number) => plot(number));
  await writeFile(path.join(folder, 'configs/Tracker/trends.ini'), sections.join('\n'));
  environment = {
    EOS_ROOT: path.join(folder, 'eos'),
    HDQM_CONFIGS: path.join(folder, 'configs'),
    HDQM_DATA: path.join(folder, 'data'),
    WORKERS: '1',
  };
  await postgres.query('postgres', 'CREATE DATABASE new_runs');
  await scan('new_runs');
  await postgres.query('new_runs', `SELECT setseed(0.5); ${insertTrends} ${insertRuns(firstRun, runs)}`);
  await scan('new_runs');
  await postgres.query('new_runs', insertRuns(firstRun + runs, newRuns));
  await postgres.query('postgres', 'CREATE DATABASE nothing_judged TEMPLATE new_runs');
  await postgres.query('nothing_judged', 'TRUNCATE segment, alarm, alarm_event, judged_trend, judged_file');
});
afterAll(async () => {
  await postgres.kill();
  await temporary.remove();
});

const insertTrends = `
  INSERT INTO dataset (primary_dataset, processing) SELECT 'Simulated' || n, 'PromptReco' FROM generate_series(1, ${datasets}) AS n;
  INSERT INTO trend (config_id, dataset_id, has_data) SELECT config.id, dataset.id, true
    FROM config CROSS JOIN dataset WHERE primary_dataset LIKE 'Simulated%' ORDER BY dataset.id, config.id;`;

/** SQL that stores runs: noise around 50, with a step, an outlier, missing values, or values beyond the limit in the last of them. */
const insertRuns = (from: number, count: number): string => `
  INSERT INTO run (number, significant) SELECT * , true FROM generate_series(${from}, ${from + count - 1});
  INSERT INTO file (path, dataset_id, run_number, era, processing_version, tier, version, state)
    SELECT dataset.id || '/' || run, dataset.id, run, 'Run2023C', 1, 'DQMIO', 1, 'extracted'
    FROM dataset CROSS JOIN generate_series(${from}, ${from + count - 1}) AS run WHERE primary_dataset LIKE 'Simulated%';
  INSERT INTO point (trend_id, run_number, value, error_low, error_high, entries, revision, file_id)
    SELECT trend.id, run_number, 48 + random() + random() + random() + random() + CASE
      WHEN config_id % 10 = 0 AND run_number >= ${from} + ${count} - 12 OR config_id % 10 = 1 AND run_number = ${from} + ${count} - 9
        OR config.alarms = '{limits}' AND run_number = ${from} + ${count} - 2 THEN 20 ELSE 0 END, 0.5, 0.5, 100, 1, file.id
    FROM file JOIN trend ON trend.dataset_id = file.dataset_id JOIN config ON config.id = config_id
    WHERE run_number BETWEEN ${from} AND ${from + count - 1} AND path LIKE '%/' || run_number
      AND NOT (config_id % 10 = 2 AND run_number >= ${from} + ${count} - 7)
    ORDER BY run_number, trend.id;`;

/** Runs a scan to its end. Waits for the connections of a killed one, which hold its locks until the database notices. */
async function scan(database: string): Promise<void> {
  const last = { stderr: '' };
  await until('a scan has ended successfully', async () => {
    const { status, stderr } = await hdqm(['scan'], { ...environment, DATABASE_URL: postgres.url(database) });
    last.stderr = stderr;
    return status === 0;
  }).catch((error: unknown) => {
    throw new Error(`${(error as Error).message}: ${last.stderr.slice(-2000)}`, { cause: error });
  });
}

const ofTrend = `JOIN trend ON trend.id = trend_id JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id`;
const content = [
  `SELECT 'segment', name, primary_dataset, first_run, last_run, runs, first_level, last_level, level_before, level_after, significance
   FROM segment ${ofTrend} ORDER BY 2, 3, 4`,
  `SELECT 'alarm', name, primary_dataset, cause, run, severity, state, last_run, end_run, value, reference, significance
   FROM alarm ${ofTrend} ORDER BY 2, 3, 4, 5`,
  `SELECT 'event', name, primary_dataset, cause, alarm.run AS alarm, kind, alarm_event.run, alarm_event.comment, announced
   FROM alarm_event JOIN alarm ON alarm.id = alarm_id ${ofTrend} ORDER BY 2, 3, 4, 5, alarm_event.id`,
];

/** Segments, alarms and events of a database, a line each. */
async function judgementsIn(database: string): Promise<string[]> {
  return connected(database, async (client) => {
    const lines: string[] = [];
    for (const query of content) {
      const { rows } = await client.query<unknown[]>({ text: query, rowMode: 'array' });
      lines.push(...rows.map((row) => row.join(' ')));
    }
    return lines;
  });
}

async function connected<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: postgres.url(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Kills a scan after it has judged some of the trends that are left; returns whether there were any. */
async function killWhileJudging(database: string): Promise<boolean> {
  return connected(database, async (client) => {
    const count = async (from: string): Promise<number> =>
      Number((await client.query<{ count: string }>(`SELECT count(*) FROM ${from}`)).rows[0]?.count);
    const left = await count(
      `trend WHERE dataset_id IN (SELECT dataset_id FROM file WHERE NOT EXISTS (SELECT FROM judged_file WHERE file_id = file.id))`,
    );
    if (left === 0) return false;
    const [{ now } = { now: '' }] = (await client.query<{ now: string }>('SELECT now()::text')).rows;
    const [trends, polls] = [random.below(left), random.below(15)];
    const child = startHdqm(['scan'], { ...environment, DATABASE_URL: postgres.url(database) });
    const exit = new Promise((resolve) => child.once('exit', resolve));
    let log = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (log += text.toString()));
    await until('trends are being judged', async () => {
      // One that judged its last trends since the previous poll is not killed, and counts as none.
      if (child.exitCode !== null && child.exitCode !== 0 && !/another scan/.test(log))
        throw new Error(`the scan failed: ${log}`);
      if (child.exitCode !== null) return true;
      const isJudging = (await count(`pg_locks WHERE locktype = 'advisory' AND objid = ${judgeLock} AND granted`)) > 0;
      return isJudging && (await count(`judged_trend WHERE judged_at > '${now}'`)) >= trends;
    });
    for (let poll = 0; poll < polls; poll += 1) await count('judged_trend');
    child.kill('SIGKILL');
    await exit;
    return child.signalCode === 'SIGKILL';
  });
}
/** The lock that a process holds while it judges. */
const judgeLock = 0x48_44_51_4a;

describe('a kill while trends are judged', () => {
  const undisturbed = new Map<State, string[]>();
  beforeAll(async () => {
    for (const state of states) {
      await postgres.query('postgres', `CREATE DATABASE undisturbed TEMPLATE ${state}`);
      await scan('undisturbed');
      undisturbed.set(state, await judgementsIn('undisturbed'));
      await postgres.query('postgres', 'DROP DATABASE undisturbed');
    }
  });

  it('has alarms of all kinds to lose', () => {
    for (const state of states) {
      const alarms = undisturbed.get(state)?.filter((line) => line.startsWith('alarm')) ?? [];
      for (const cause of ['limits', 'steps', 'anomalies'])
        expect(alarms.filter((line) => line.includes(` ${cause} `)).length).toBeGreaterThanOrEqual(
          datasets * (plots / 10),
        );
    }
  });

  it(`loses and repeats no alarm and no event, ${kills} times`, async () => {
    let killed = 0;
    for (let number = 0; killed < kills; number += 1) {
      const state = states[number % states.length] ?? 'new_runs';
      const name = `killed_${number}`;
      await postgres.query('postgres', `CREATE DATABASE ${name} TEMPLATE ${state}`);
      let kill = 0;
      while (kill < killsPerDatabase && killed < kills && (await killWhileJudging(name))) {
        kill += 1;
        killed += 1;
      }
      await scan(name);
      expect(await judgementsIn(name)).toEqual(undisturbed.get(state));
      process.stdout.write(`${name}: killed ${kill} times, ${state}\n`);
    }
  });
});
