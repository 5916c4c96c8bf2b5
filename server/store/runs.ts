import { In } from 'typeorm';
import type { Database } from './database.ts';
import { Run } from './entities/index.ts';
import { runCondition, type RunSelection } from './selection.ts';

/** A page of a selection's runs, latest first, and how many there are in all. */
export async function findRuns(
  { dataSource }: Database,
  selection: RunSelection,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ total: number; items: Run[] }> {
  const { sql, parameters } = runCondition(selection, 'run.era', 1);
  const numbers = await dataSource.query<{ number: number }[]>(
    `SELECT number FROM run WHERE ${sql} ORDER BY number DESC LIMIT $${parameters.length + 1}`,
    [...parameters, selection.latest ?? null],
  );
  const items = await dataSource.getRepository(Run).find({
    where: { number: In(numbers.slice(offset, offset + limit).map(({ number }) => number)) },
    order: { number: 'DESC' },
  });
  return { total: numbers.length, items };
}
