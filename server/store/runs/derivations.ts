/** What is derived from the stored answers of services, and is derived again where the code or the rules change. */
import type { EntityManager } from 'typeorm';
import type { Database } from '../connection/database.ts';

/** Advisory lock of derivations: processes that start at the same time derive once. */
const derivationLock = 0x48_44_51_52;

/**
 * Derives something again, in one transaction, unless the stored version is this one; returns whether it did. Runs without a stored version, of
 * a new database, are derived too: there are none.
 */
export async function deriveAgain(
  { dataSource }: Database,
  name: 'flags' | 'significance',
  version: string,
  derive: (manager: EntityManager) => Promise<void>,
): Promise<boolean> {
  const isCurrent = async (manager: EntityManager): Promise<boolean> => {
    const rows = await manager.query<unknown[]>('SELECT FROM derivation WHERE name = $1 AND version = $2', [
      name,
      version,
    ]);
    return rows.length > 0;
  };
  if (await isCurrent(dataSource.manager)) return false;
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [derivationLock]);
    if (await isCurrent(manager)) return false;
    await derive(manager);
    await manager.query(
      'INSERT INTO derivation (name, version) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET version = excluded.version',
      [name, version],
    );
    return true;
  });
}

/** Runs per batch. */
const batchSize = 500;

/** The runs that Run Registry has answered for, in batches, which are locked until the transaction ends. */
export async function* answeredRuns(manager: EntityManager): AsyncGenerator<ReadonlySet<number>> {
  for (let last = -1; ;) {
    const rows = await manager.query<{ number: number }[]>(
      'SELECT number FROM run WHERE number > $1 AND rr IS NOT NULL ORDER BY number LIMIT $2 FOR UPDATE',
      [last, batchSize],
    );
    if (rows.length === 0) return;
    yield new Set(rows.map(({ number }) => number));
    last = rows.at(-1)?.number ?? last;
  }
}

/** Run Registry's unmodified answers for runs. */
export async function findAnswers(
  manager: EntityManager,
  runs: ReadonlySet<number>,
): Promise<{ readonly number: number; readonly rr: unknown }[]> {
  return manager.query('SELECT number, rr FROM run WHERE number = ANY ($1::int[])', [[...runs]]);
}

/** Stores the number of lumisections of runs for which OMS has not given one. */
export async function storeMissingLumisections(
  manager: EntityManager,
  lumisections: ReadonlyMap<number, number | null>,
): Promise<void> {
  await manager.query(
    `UPDATE run SET lumisections = known.lumisections FROM unnest($1::int[], $2::int[]) AS known (number, lumisections)
     WHERE run.number = known.number AND run.lumisections IS NULL`,
    [[...lumisections.keys()], [...lumisections.values()]],
  );
}
