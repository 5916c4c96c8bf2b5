/** Derives the quantities of the settings from the stored answers of services. */
import type { EntityManager } from 'typeorm';
import type { Execute } from '../../columns/point-block.ts';
import type { Database } from '../../connection/database.ts';
import { derivePoints, lockDerivedRuns } from '../../derived/derive-points.ts';

/** Runs that are derived in one transaction: each takes a lock. */
const batchSize = 200;

/**
 * Derives the quantities of all runs again, with the derived trends that use them, unless they are of this version already; returns of how many
 * runs a value changed. Each batch is a transaction of its own: after an interruption all are derived again.
 */
export async function deriveAllQuantities({ dataSource }: Database, version: string): Promise<number> {
  const current = await dataSource.query<unknown[]>(
    "SELECT FROM derivation WHERE name = 'quantities' AND version = $1",
    [version],
  );
  if (current.length > 0) return 0;
  const rows = await dataSource.query<{ number: number }[]>(
    'SELECT number FROM run WHERE rr IS NOT NULL OR oms IS NOT NULL ORDER BY number DESC',
  );
  let changed = 0;
  for (let start = 0; start < rows.length; start += batchSize) {
    const runs = rows.slice(start, start + batchSize).map(({ number }) => number);
    changed += await dataSource.transaction(async (manager) => {
      const execute: Execute = (...statement) => manager.query(...statement);
      await lockDerivedRuns(execute, runs);
      await manager.query('SELECT FROM run WHERE number = ANY ($1::int[]) ORDER BY number FOR UPDATE', [runs]);
      const own = await deriveQuantities(manager, new Set(runs));
      await derivePoints(execute, own, { quantities: true });
      return own.length;
    });
  }
  await dataSource.query(
    "INSERT INTO derivation (name, version) VALUES ('quantities', $1) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
    [version],
  );
  return changed;
}

/** Larger numbers are no quantities of runs, and may not be numbers of 64 bits. */
const maxQuantity = '1e300';

/** Derives the quantities of the settings from the stored answers for runs, which are locked; returns those of which a value changed. */
export async function deriveQuantities(manager: EntityManager, runs: ReadonlySet<number>): Promise<number[]> {
  const [changed] = await manager.query<[{ number: number }[], number]>(
    `WITH found AS (
       SELECT run.number, coalesce(jsonb_object_agg(q.key, answer.value) FILTER (
         WHERE CASE WHEN jsonb_typeof(answer.value) = 'number' THEN abs(answer.value::numeric) < ${maxQuantity} END
       ), '{}') AS quantities
       FROM run LEFT JOIN run_quantity q ON true
         LEFT JOIN LATERAL (SELECT CASE q.service WHEN 'oms' THEN run.oms ELSE run.rr END #> q.path AS value) AS answer ON true
       WHERE run.number = ANY ($1::int[]) GROUP BY run.number
     )
     UPDATE run SET quantities = found.quantities FROM found
     WHERE run.number = found.number AND run.quantities IS DISTINCT FROM found.quantities RETURNING run.number`,
    [[...runs]],
  );
  return changed.map(({ number }) => number);
}
