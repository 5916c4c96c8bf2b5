/** `hdqm import`, with a real PostgreSQL that has CentralHDQM's tables. */
import { readFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, freshUrl, scannedUrl } from '../database.ts';
import { addConfig, addDataset, addTrend, onDatabase, rowSchema, textSchema } from './central-hdqm.ts';
import { type Ended, ended, exported, hdqm, sampleTree, startHdqm, temporaryFolder } from './command.ts';

const urls: string[] = [];
let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(async () => {
  for (const url of urls) await dropUrl(url);
  await remove();
});

/** A database of HDQM with the sample. */
async function ownUrl(): Promise<string> {
  const url = await scannedUrl('tree');
  urls.push(url);
  return url;
}

/** A database of CentralHDQM. */
async function sourceUrl(schema: string): Promise<string> {
  const url = await freshUrl({ empty: true });
  urls.push(url);
  await onDatabase(url, (client) => client.query(schema));
  return url;
}

function runImport(target: string, source: string, ...options: string[]): Promise<Ended> {
  return hdqm(['import', source, ...options], { DATABASE_URL: target, EOS_ROOT: sampleTree });
}

/** The rows of a statement. */
async function query<Row extends object>(url: string, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return onDatabase(url, async (client) => (await client.query<Row>(sql, parameters)).rows);
}

interface StoredConfig {
  readonly id: number;
  readonly subsystem: string;
  readonly name: string;
  readonly metric: string;
  readonly main: string;
  readonly histo1?: string;
}

/** Configs of the sample that have points in ZeroBias, with metrics of Tracker that need one ME. */
async function someConfigs(url: string): Promise<StoredConfig[]> {
  return query<StoredConfig>(
    url,
    `SELECT config.id, subsystem, name, metric, paths -> 'main' ->> 0 AS main FROM config
     JOIN trend ON trend.config_id = config.id JOIN dataset ON dataset.id = dataset_id
     WHERE primary_dataset = 'ZeroBias' AND processing = 'PromptReco' AND has_data AND metric = 'basic.Mean()' AND paths -> 'histo1' IS NULL
     ORDER BY config.id LIMIT 3`,
  );
}

/** Runs before those of the sample. */
const oldRuns = [365_001, 365_002, 365_003];
const ownRun = 367_406;

describe('hdqm import of texts', () => {
  it('adds the points that HDQM does not have, and lists the others with reasons', async () => {
    const target = await ownUrl();
    const [first, second, third] = await someConfigs(target);
    if (!first || !second || !third) throw new Error('the sample has too few trends');
    const before = await exported({ DATABASE_URL: target });
    const source = await sourceUrl(textSchema);
    await onDatabase(source, async (client) => {
      const files = [...oldRuns.map((run) => [run, 'Run2023B'] as const), [ownRun, 'Run2023C'] as const];
      const zeroBias = await addDataset(client, 'ZeroBias', 'PromptReco', files);
      const unknown = await addDataset(client, 'MinimumBias', 'PromptReco', [[oldRuns[0] ?? 0, 'Run2023B']]);
      const config = await addConfig(client, 'Configs', first);
      await addTrend(client, zeroBias, config, [
        ...oldRuns.map((run, index) => [run, index + 1.5, 0.25] as const),
        [ownRun, 99, 1], // HDQM has computed it
        [1, 1, 1], // Monte Carlo
        [999_999, 1, 1],
        [365_500, 1, 1], // there is no file of it
      ]);
      await addTrend(client, unknown, config, [[oldRuns[0] ?? 0, 1, 1]]);
      const other = await addConfig(client, 'Configs', { ...second, metric: 'basic.StdDev()' });
      await addTrend(client, zeroBias, other, [
        [oldRuns[0] ?? 0, 1, 1],
        [oldRuns[1] ?? 0, 1, 1],
      ]);
      const bad = await addConfig(client, 'Configs', third);
      await addTrend(client, zeroBias, bad, `{365001: [nan, 1], 365002: [inf, 1], 365003: [0, 0]}`);
      await addTrend(client, zeroBias, bad, `{365001: [exit(), 1]}`);
      await addTrend(client, zeroBias, bad, `{365001: [1, 1]`);
      const evil = await addConfig(client, 'Configs', {
        ...first,
        name: `\u001b[31mred\u202e'; DROP TABLE point; --`,
      });
      await addTrend(client, zeroBias, evil, [[365_001, 1, 1]]);
      await addTrend(client, zeroBias, await addConfig(client, 'Configs', { ...first, subsystem: 'Nowhere' }), '{}');
    });
    const list = path.join(folder, 'rejected.ndjson');

    const dry = await runImport(target, source, '--dry-run');
    expect(dry).toMatchObject({ status: 0 });
    expect(dry.stdout).toMatch(/points to import +│ +3 /);
    expect(await exported({ DATABASE_URL: target })).toEqual(before);

    const imported = await runImport(target, source, '--rejected', list);
    expect(imported).toMatchObject({ status: 0 });
    expect(imported.stdout).toMatch(/points imported +│ +3 /);
    expect(imported.stdout).toMatch(/HDQM has computed: not changed +│ +1 /);
    expect(imported.stdout).toContain('2 points: our config has another metric');
    expect(imported.stdout).toContain('basic.StdDev(), ours is basic.Mean()');
    expect(imported.stdout).not.toContain('\u001b[31m');
    expect(imported.stdout).not.toContain('\u202e');
    const reasons = (await readFile(list, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { reason: string; points: number | null; run?: number });
    expect(reasons.map(({ reason, points }) => `${reason} ${points}`).sort()).toEqual(
      [
        'unknownEra 1',
        'unknownEra 1',
        'unknownEra 1',
        'unknownDataset 1',
        'otherMetric 2',
        'badValue 1',
        'badValue 1',
        'noData 1',
        'badText null',
        'badText null',
        'unknownPlot 1',
      ].sort(),
    );

    const after = await exported({ DATABASE_URL: target });
    expect(after.filter(({ revision }) => revision > 0)).toEqual(before);
    expect(after.filter(({ revision }) => revision === 0)).toEqual(
      oldRuns.map((run, index) => ({
        subsystem: first.subsystem,
        config: first.name,
        primaryDataset: 'ZeroBias',
        processing: 'PromptReco',
        era: 'Run2023B',
        run,
        value: index + 1.5,
        errorLow: 0.25,
        errorHigh: 0.25,
        entries: null,
        failure: null,
        revision: 0,
        file: null,
      })),
    );
    // The next scan queries OMS and Run Registry for the new runs.
    expect(
      await query(
        target,
        `SELECT number FROM run WHERE number < 366000 AND NOT EXISTS (SELECT FROM run_service WHERE run_number = number)`,
      ),
    ).toHaveLength(3);

    const again = await runImport(target, source);
    expect(again.stdout).toMatch(/points imported +│ +0 /);
    expect(again.stdout).toMatch(/imported before +│ +3 /);
    expect(await exported({ DATABASE_URL: target })).toEqual(after);

    // Nothing takes them for files: neither a scan, which is complete, nor a recompute of everything.
    const status = await hdqm(['status'], { DATABASE_URL: target });
    expect(status.stdout).not.toContain('imported:');
    for (const command of [['scan'], ['recompute', '--replace', '--subsystem', first.subsystem]])
      expect(await hdqm(command, { DATABASE_URL: target, EOS_ROOT: sampleTree })).toMatchObject({ status: 0 });
    expect((await exported({ DATABASE_URL: target })).filter(({ revision }) => revision === 0)).toEqual(
      after.filter(({ revision }) => revision === 0),
    );

    const withNew = await runImport(target, source, '--new-datasets');
    expect(withNew.stdout).toMatch(/points imported +│ +1 /);
    expect(
      (await exported({ DATABASE_URL: target }, '--primary-dataset', 'MinimumBias')).map(({ value }) => value),
    ).toEqual([1]);
  });

  it('lets a point win that HDQM computes later, and keeps those that no file replaces', async () => {
    const target = await ownUrl();
    const [first] = await someConfigs(target);
    if (!first) throw new Error('the sample has no trend');
    const before = await exported({ DATABASE_URL: target });
    // As before the sample was scanned: HDQM knows the configs only. One config has never had a point of this run.
    await query(target, 'TRUNCATE point, file, trend, segment, alarm, alarm_event, judged_file, judged_trend CASCADE');
    const source = await sourceUrl(textSchema);
    const missing = { ...first, name: 'OnlyImported', main: 'Nowhere/In/Any/File' };
    await query(
      target,
      `INSERT INTO config (subsystem, name, title, y_title, revision, metric, paths, active, backfill, file, line)
       VALUES ($1, $2, 't', 'y', 1, $3, $4, true, false, 'Tracker/x.ini', 1)`,
      [missing.subsystem, missing.name, missing.metric, JSON.stringify({ main: [missing.main] })],
    );
    await onDatabase(source, async (client) => {
      const dataset = await addDataset(client, 'ZeroBias', 'PromptReco', [[ownRun, 'Run2023C']]);
      await addTrend(client, dataset, await addConfig(client, 'Configs', first), [[ownRun, 99, 1]]);
      await addTrend(client, dataset, await addConfig(client, 'Configs', missing), [[ownRun, 77, 1]]);
    });
    expect((await runImport(target, source)).stdout).toMatch(/points imported +│ +1 /);
    // The configs were synchronized, and the one that no file defines is not active.
    expect(await exported({ DATABASE_URL: target })).toMatchObject([{ run: ownRun, value: 99, revision: 0 }]);
    expect(await hdqm(['scan'], { DATABASE_URL: target, EOS_ROOT: sampleTree })).toMatchObject({ status: 0 });
    expect(await exported({ DATABASE_URL: target })).toEqual(before);
  });
});

describe('hdqm import of rows', () => {
  it('takes the latest point of a run, and no value of a lumisection', async () => {
    const target = await ownUrl();
    const [first, second] = await someConfigs(target);
    if (!first || !second) throw new Error('the sample has too few trends');
    const source = await sourceUrl(rowSchema);
    await onDatabase(source, async (client) => {
      const config = await addConfig(client, 'last_calculated_configs', first);
      const other = await addConfig(client, 'last_calculated_configs', { ...second, main: 'Other/ME' });
      await client.query(
        `INSERT INTO historic_data_points (run, lumi, dataset, pd, value, error, config_id, main_me_id)
         SELECT run, lumi, dataset, 'ZeroBias', value, 1, config, 1 FROM unnest($1::int[], $2::int[], $3::text[], $4::float8[], $5::int[])
           AS p (run, lumi, dataset, value, config)`,
        [
          [365_001, 365_001, 365_001, 365_002, 365_003, 365_004, 365_005, 1, 365_001],
          [0, 0, 0, 5, 0, 0, 0, 0, 0],
          [
            '/ZeroBias/Run2023B-PromptReco-v2/DQMIO',
            '/ZeroBias/Run2023B-PromptReco-v1/DQMIO',
            '/ZeroBias/Run2023B-PromptReco-v1/DQMIO',
            '/ZeroBias/Run2023B-PromptReco-v1/DQMIO',
            '/ZeroBias/Run2023B-PromptReco-v1/DQMIO',
            "'; DROP TABLE point; --",
            '/ZeroBias/Run2023B-Express-v1/DQMIO',
            '/ZeroBias/Run2023B-PromptReco-v1/DQMIO',
            '/ZeroBias/Run2023B-PromptReco-v1/DQMIO',
          ],
          [2, 1, 1.5, 3, 'NaN', 5, 6, 8, 7],
          [...Array.from({ length: 8 }, () => config), other],
        ],
      );
    });
    const imported = await runImport(target, source);
    expect(imported).toMatchObject({ status: 0 });
    expect(imported.stdout).toMatch(/points imported +│ +1 /);
    for (const line of [
      '1 points: our config reads other MEs',
      '1 points: no such dataset',
      '1 points: not the name of a dataset',
      '1 points: the value is of a lumisection',
      '1 points: not the number of a run with data',
      '1 points: value or error is NaN',
      '2 points: there is a later value of the run',
    ])
      expect(imported.stdout).toContain(line);
    const points = (await exported({ DATABASE_URL: target })).filter(({ revision }) => revision === 0);
    expect(points).toMatchObject([{ run: 365_001, value: 2, errorLow: 1, config: first.name }]);
  });

  it('reads a database of another encoding', async () => {
    const target = await ownUrl();
    const [first] = await someConfigs(target);
    if (!first) throw new Error('the sample has no trend');
    for (const encoding of ['LATIN1', 'SQL_ASCII']) {
      const name = `hdqm_test_${encoding.toLowerCase()}_${process.pid}`;
      await query(
        target,
        `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C'`,
      );
      const url = new URL(target.replace('@/', '@localhost/'));
      const source = target.replace(url.pathname.slice(1), name);
      urls.push(source);
      await onDatabase(source, async (client) => {
        await client.query(rowSchema);
        await client.query(`SET client_encoding = '${encoding}'`);
        const config = await addConfig(client, 'last_calculated_configs', first);
        const umlaut = encoding === 'LATIN1' ? `chr(228)` : String.raw`convert_from('\xe4', 'SQL_ASCII')`;
        await client.query(
          `INSERT INTO last_calculated_configs (subsystem, name, metric, plot_title, y_title, relative_path)
           VALUES ('Tracker', ${umlaut}, 'basic.Mean()', '', '', '')`,
        );
        await client.query(
          `INSERT INTO historic_data_points (run, lumi, dataset, pd, value, error, config_id, main_me_id)
           SELECT 365001, 0, '/ZeroBias/Run2023B-PromptReco-v1/DQMIO', '', 1, 1, id, 1 FROM last_calculated_configs`,
        );
        return config;
      });
      const imported = await runImport(target, source, '--dry-run');
      expect(imported).toMatchObject({ status: 0 });
      expect(imported.stdout).toMatch(/points to import +│ +1 /);
      expect(imported.stdout).toContain('1 points: the configs have no plot');
    }
  });
});

describe('an interrupted import', () => {
  /** More runs than a transaction stores. */
  const runs = Array.from({ length: 1200 }, (_, index) => 360_000 + index);

  async function largeSource(target: string): Promise<string> {
    const source = await sourceUrl(textSchema);
    const configs = await someConfigs(target);
    await onDatabase(source, async (client) => {
      const dataset = await addDataset(
        client,
        'ZeroBias',
        'PromptReco',
        runs.map((run) => [run, 'Run2022A'] as const),
      );
      for (const config of configs)
        await addTrend(
          client,
          dataset,
          await addConfig(client, 'Configs', config),
          runs.map((run) => [run, run / 1000, 0.5] as const),
        );
    });
    return source;
  }

  it('loses and doubles nothing when it is killed while it stores', async () => {
    const target = await ownUrl();
    const source = await largeSource(target);
    const before = await exported({ DATABASE_URL: target });
    // Whoever stores points of a run waits for this lock: the second transaction hangs.
    const dataset = `SELECT id FROM dataset WHERE primary_dataset = 'ZeroBias' AND processing = 'PromptReco'`;
    await onDatabase(target, async (client) => {
      await client.query(`SELECT pg_advisory_lock((${dataset}), $1)`, [runs[700]]);
      const child = startHdqm(['import', source], { DATABASE_URL: target, EOS_ROOT: sampleTree });
      const killed = ended(child);
      const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ${runs[700]}`;
      while ((await client.query(waiting)).rowCount === 0) await client.query('SELECT pg_sleep(0.05)');
      child.kill('SIGKILL');
      expect(await killed).toMatchObject({ signal: 'SIGKILL' });
    });
    expect(await query(target, 'SELECT FROM point WHERE revision = 0')).toHaveLength(500 * 3);

    const resumed = await runImport(target, source);
    expect(resumed.stdout).toMatch(/points imported +│ +2100 /);
    expect(resumed.stdout).toMatch(/imported before +│ +1500 /);
    const after = await exported({ DATABASE_URL: target });
    expect(after.filter(({ revision }) => revision > 0)).toEqual(before);
    const imported = after.filter(({ revision }) => revision === 0);
    expect(imported).toHaveLength(3 * runs.length);
    expect(imported.every(({ run, value }) => value === run / 1000)).toBe(true);
    expect(
      await query(
        target,
        `SELECT run_number FROM file WHERE state = 'extracted' GROUP BY dataset_id, run_number HAVING count(*) > 1`,
      ),
    ).toEqual([]);
  });

  it('reports the loss of its own database, and continues when it is started again', async () => {
    const target = await ownUrl();
    const source = await largeSource(target);
    const dataset = `SELECT id FROM dataset WHERE primary_dataset = 'ZeroBias' AND processing = 'PromptReco'`;
    await onDatabase(target, async (client) => {
      await client.query(`SELECT pg_advisory_lock((${dataset}), $1)`, [runs[700]]);
      const failed = ended(startHdqm(['import', source], { DATABASE_URL: target, EOS_ROOT: sampleTree }));
      const terminate = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ${runs[700]}`;
      while ((await client.query(terminate)).rowCount === 0) await client.query('SELECT pg_sleep(0.05)');
      const { status, stderr } = await failed;
      expect(status).toBe(1);
      expect(stderr).toContain('terminating connection');
      expect(stderr).not.toContain('    at ');
    });
    expect((await runImport(target, source)).stdout).toMatch(/points imported +│ +2100 /);
  });

  it('stores nothing where the connection to the source is lost', async () => {
    const target = await ownUrl();
    const source = await largeSource(target);
    const before = await exported({ DATABASE_URL: target });
    const proxy = await startProxy(source, 40_000);
    try {
      const failed = await runImport(target, proxy.url);
      expect(failed.status).toBe(1);
      expect(failed.stderr).toContain("CentralHDQM's database cannot be read");
      expect(failed.stderr).not.toContain('    at ');
      expect(failed.stderr).not.toContain('geheim');
    } finally {
      proxy.server.close();
    }
    expect(await exported({ DATABASE_URL: target })).toEqual(before);
  });

  it('refuses to import while another one does', async () => {
    const target = await ownUrl();
    const source = await sourceUrl(textSchema);
    await onDatabase(target, async (client) => {
      await client.query('SELECT pg_advisory_lock($1)', [0x48_44_51_49]);
      const refused = await runImport(target, source);
      expect(refused).toMatchObject({ status: 1 });
      expect(refused.stderr).toContain('another process imports points');
    });
  });
});

describe('a source that cannot be used', () => {
  it('is reported without the password', async () => {
    const target = await ownUrl();
    const empty = await freshUrl({ empty: true });
    urls.push(empty);
    const server = createServer((socket) => refusePassword(socket)).listen(0, '127.0.0.1');
    const port = await portOf(server);
    try {
      for (const [url, message] of [
        [
          `postgresql://hdqm:geheim@127.0.0.1:${port}/central`,
          'the database central at 127.0.0.1:' + port + ': password authentication failed',
        ],
        ['postgresql://hdqm:geheim@127.0.0.1:1/central', 'ECONNREFUSED'],
        ['postgresql://hdqm:ge#heim@:x/central', 'must be a URL like'],
        ['sqlite:///geheim.db', 'must be a URL like'],
        [empty, "is not CentralHDQM's"],
      ] as const) {
        const failed = await runImport(target, url);
        expect(failed.status).toBe(1);
        expect(failed.stderr).toContain(message);
        expect(failed.stderr).not.toContain('geheim');
        expect(failed.stderr).not.toContain('    at ');
      }
    } finally {
      server.close();
    }
  });

  it('is never written to', async () => {
    const target = await ownUrl();
    const source = await sourceUrl(`${rowSchema}
      CREATE FUNCTION spoil() RETURNS text LANGUAGE sql VOLATILE AS
        $$ DELETE FROM historic_data_points; SELECT 'spoiled' $$;
      ALTER TABLE last_calculated_configs RENAME TO hidden;
      INSERT INTO hidden (subsystem, name, metric, plot_title, y_title, relative_path) VALUES ('a', 'b', 'c', '', '', '');
      CREATE VIEW last_calculated_configs AS
        SELECT id, spoil() AS subsystem, name, metric, relative_path, histo1_path, histo2_path, reference_path FROM hidden;`);
    const failed = await runImport(target, source);
    expect(failed).toMatchObject({ status: 1 });
    expect(failed.stderr).toContain('read-only transaction');
  });
});

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** PostgreSQL's protocol: requires a password and refuses it. */
function refusePassword(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.once('data', () => {
    socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])); // AuthenticationCleartextPassword
    socket.once('data', () => {
      const fields = 'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "hdqm"\0\0';
      const head = Buffer.alloc(5, 'E');
      head.writeInt32BE(fields.length + 4, 1);
      socket.end(Buffer.concat([head, Buffer.from(fields)]));
    });
  });
}

/** A server in front of PostgreSQL that cuts a connection after this number of bytes of answers. */
async function startProxy(url: string, bytes: number): Promise<{ url: string; server: Server }> {
  const { hostname, port, searchParams, pathname } = new URL(url.replace('@/', '@localhost/'));
  const host = searchParams.get('host');
  const server = createServer((socket) => {
    let sent = 0;
    const upstream = host ? connect(`${host}/.s.PGSQL.${port || '5432'}`) : connect(Number(port), hostname);
    for (const end of [socket, upstream]) end.on('error', () => undefined);
    socket.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      if (sent > bytes) [socket, upstream].map((end) => end.destroy());
      else socket.write(chunk);
    });
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  const { username } = new URL(url.replace('@/', '@localhost/'));
  return { url: `postgresql://${username}:geheim@127.0.0.1:${await portOf(server)}${pathname}`, server };
}
