import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../../migrations/index.ts';
import { Queue } from '../../../../server/jobs/queue.ts';
import { DatabaseError, openDatabase, poolOf, sourceOptions } from '../../../../server/store/connection/database.ts';
import { outageOf } from '../../../../server/store/connection/outage.ts';
import { dropUrl, freshUrl, testServer } from '../../../database.ts';

let url: string;
beforeEach(async () => {
  url = await freshUrl({ empty: true });
});
afterEach(() => dropUrl(url));

const open = () => openDatabase({ url, dataFolder: '' });

describe('openDatabase', () => {
  it('runs migrations once when several processes start concurrently', async () => {
    const opened = await Promise.all([open(), open(), open()]);
    expect(opened.map(({ migrated }) => migrated.length).sort()).toEqual([0, 0, migrations.length]);
    expect(opened[0]?.label).toMatch(/^PostgreSQL \d+\.\d+, /);
    await Promise.all(opened.map((database) => database.close()));
  });

  it('rejects a database with unknown migrations', async () => {
    const database = await open();
    await database.dataSource.query(
      `INSERT INTO migration ("timestamp", name) VALUES (9999999999999, 'Future9999999999999')`,
    );
    await database.close();
    await expect(open()).rejects.toThrow(
      /newer than this version of HDQM: it has the unknown migration Future9999999999999/,
    );
  });

  it('reports an unavailable database without its password', async () => {
    const opening = openDatabase({ url: 'postgresql://me:geheim@127.0.0.1:1/hdqm', dataFolder: '' });
    await expect(opening).rejects.toThrow(DatabaseError);
    await expect(opening).rejects.toThrow(/the database hdqm at 127\.0\.0\.1:1 is unavailable: .*ECONNREFUSED/);
    await expect(opening).rejects.not.toThrow(/geheim/);
  });

  it('survives the loss of a connection that is in use, between two of its statements', async () => {
    const database = await open();
    const client = await poolOf(database).connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const end = new Promise((resolve) => client.once('end', resolve));
    await database.dataSource.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await end; // without a listener, its error is an uncaught exception
    await expect(client.query('SELECT 1')).rejects.toThrow(/not queryable/);
    client.release();
    expect(await database.unavailableReason()).toBeUndefined();
    await database.close();
  }, 30_000);

  it('counts a lost connection of a query runner as an outage', async () => {
    const database = await open();
    const runner = database.dataSource.createQueryRunner();
    const [row] = await runner.manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
    await database.dataSource.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await expect.poll(() => runner.isReleased).toBe(true);
    const errors = [runner.query('SELECT 1'), runner.manager.query('SELECT 1')].map((query) => query.catch(outageOf));
    const lost = expect.stringContaining('already released');
    expect(await Promise.all(errors)).toEqual([lost, lost]);
    await database.close();
  }, 30_000);

  it('needs no other privileges than those of the documented role, and reports missing ones', async () => {
    const docs = await readFile('docs/deployment.md', 'utf8');
    const statements = [...docs.matchAll(/^ {4}(CREATE (?:ROLE|DATABASE) .*;)$/gm)].map(
      ([, statement = '']) => statement,
    );
    expect(statements).toHaveLength(2);
    const name = `hdqm_test_role_${randomBytes(4).toString('hex')}`;
    const admin = new Client({ connectionString: await testServer() });
    await admin.connect();
    const base = new URL(await testServer());
    base.username = name;
    base.password = 'geheim';
    const urlOf = (database: string): string => base.href.replace(/\/[^/?]*(\?.*)?$/, `/${database}$1`);
    try {
      for (const statement of statements) await admin.query(statement.replaceAll('hdqm', name).replace('…', 'geheim'));
      const denied = openDatabase({ url: urlOf(new URL(url).pathname.slice(1)), dataFolder: '' });
      await expect(denied).rejects.toThrow(DatabaseError);
      await expect(denied).rejects.toThrow(
        new RegExp(`the role ${name} may not create tables and schemas .* ALTER DATABASE \\w+ OWNER TO ${name};$`),
      );
      const database = await openDatabase({ url: urlOf(name), dataFolder: '' });
      const queue = await Queue.open(database, pino({ level: 'silent' }), { supervise: true });
      await queue.close();
      expect(database.migrated).toHaveLength(migrations.length);
      await database.close();
    } finally {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.query(`DROP ROLE IF EXISTS ${name}`);
      await admin.end();
    }
  });

  it('has entities that match the migrations', async () => {
    await (await open()).close();
    const dataSource = await new DataSource(sourceOptions(url, undefined, 2)).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    const changes = upQueries.map(({ query }) => query).filter((query) => !/CONSTRAINT|INDEX/.test(query));
    expect(changes).toEqual([]);
  });
});

describe('the embedded database', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hdqm embedded-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is started by the first process, joined by others and stopped by the last; its data persist', async () => {
    const dataFolder = path.join(folder, 'new', 'data');
    const [first, second] = await Promise.all([openDatabase({ dataFolder }), openDatabase({ dataFolder })]);
    await first.dataSource.query('INSERT INTO run (number) VALUES (365850)');
    await first.close();
    expect(await second.dataSource.query('SELECT number FROM run')).toEqual([{ number: 365850 }]);
    await second.close();
    const third = await openDatabase({ dataFolder });
    expect(third.migrated).toEqual([]);
    expect(await third.dataSource.query('SELECT number FROM run')).toEqual([{ number: 365850 }]);
    await third.close();
  });

  it('reports a data folder that is not writable', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await expect(openDatabase({ dataFolder: path.join(file, 'data') })).rejects.toThrow(
      /Data folder not writable: .* Set HDQM_DATA to another folder/,
    );
  });

  it('rejects a cluster of another version and a folder that is not a cluster', async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(path.join(folder, 'old', 'postgres'), { recursive: true });
    await writeFile(path.join(folder, 'old', 'postgres', 'PG_VERSION'), '13\n');
    await expect(openDatabase({ dataFolder: path.join(folder, 'old') })).rejects.toThrow(
      /belongs to PostgreSQL 13, this HDQM includes 17/,
    );
    await mkdir(path.join(folder, 'other', 'postgres'), { recursive: true });
    await writeFile(path.join(folder, 'other', 'postgres', 'thesis.tex'), '');
    await expect(openDatabase({ dataFolder: path.join(folder, 'other') })).rejects.toThrow(
      /neither empty nor a PostgreSQL data folder/,
    );
  });
});
