/**
 * Server, worker, PostgreSQL, or all of them are killed during a scan and restarted, as by systemd or a container engine: the content of
 * the database must equal that of an undisturbed scan, without intervention. KILLS is the number of kills, SEED draws their times.
 */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Content, contentOf, differences, sampleContent } from '../integration/content.ts';
import { hdqm, sampleTree, temporaryFolder } from '../integration/command.ts';
import { numberFrom, Random } from '../random.ts';
import { Postgres } from './postgres.ts';
import { type Role, Site, untilScanned, untilStored } from './site.ts';

const kills = numberFrom('KILLS', 3);
const seed = numberFrom('SEED', 20_261_125);
const victims = ['server', 'worker', 'PostgreSQL', 'all of them'] as const;

/** Number of readable files in the sample. */
const readable = 60;
const random = new Random(seed);
const moments = Array.from({ length: kills }, (_, index) => ({
  number: index + 1,
  victim: victims[index % victims.length] ?? 'server',
  files: 1 + random.below(readable - 10),
}));

describe('a kill during a scan', () => {
  let postgres: Postgres;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let undisturbed: Content;
  beforeAll(async () => {
    temporary = await temporaryFolder();
    postgres = await Postgres.create(path.join(temporary.folder, 'postgres'));
    await postgres.query('postgres', 'CREATE DATABASE empty');
    expect(await hdqm(['migrate'], { DATABASE_URL: postgres.url('empty') })).toMatchObject({ status: 0 });
    undisturbed = await sampleContent();
    expect(undisturbed.points.length).toBeGreaterThan(1000);
  });
  afterAll(async () => {
    await postgres.kill();
    await temporary.remove();
  });

  async function kill(site: Site, victim: (typeof victims)[number]): Promise<void> {
    const roles: Role[] = victim === 'all of them' ? ['server', 'worker'] : victim === 'PostgreSQL' ? [] : [victim];
    const database = victim === 'PostgreSQL' || victim === 'all of them';
    await Promise.all([...roles.map((role) => site.kill(role)), ...(database ? [postgres.kill()] : [])]);
    if (database) await postgres.start();
    for (const role of roles) site.start(role);
  }

  it.each(moments)(
    'of $victim after $files files ($number) loses and repeats no point',
    async ({ number, victim, files }) => {
      const name = `moment_${number}`;
      await postgres.query('postgres', `CREATE DATABASE ${name} TEMPLATE empty`);
      const url = postgres.url(name);
      const site = new Site({ EOS_ROOT: sampleTree, DATABASE_URL: url });
      try {
        site.start('worker');
        site.start('server');
        await untilStored(url, files);
        await kill(site, victim);
        const killedAt = Date.now();
        await untilScanned(url);
        const seconds = ((Date.now() - killedAt) / 1000).toFixed(1);
        expect(differences(undisturbed, await contentOf(url))).toEqual([]);
        expect([site.isRunning('server'), site.isRunning('worker')]).toEqual([true, true]);
        process.stdout.write(`${number}: ${victim} killed after ${files} files, recovered within ${seconds} s\n`);
      } catch (error) {
        throw new Error(`${(error as Error).message}; the log ends with:\n${site.log.slice(-3000)}`, { cause: error });
      } finally {
        await site.stop();
      }
    },
  );
});
