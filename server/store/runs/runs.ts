import { getMetadataArgsStorage, In } from 'typeorm';
import type { Database } from '../connection/database.ts';
import { enumType } from '../entities/graphql-decorators.ts';
import { Run } from '../entities/index.ts';
import { runCondition, type RunSelection } from './run-filter.ts';
import { searchCondition, searchPatterns } from '../search.ts';

/** Columns that runs are not sorted by. */
const unsortable = ['endTime', 'significantReason', 'oms', 'rr', 'quantities'] as const;
export type RunSort = Exclude<keyof Run, (typeof unsortable)[number]>;

/** What runs can be sorted by: all other columns. */
export const RunSorts = enumType<RunSort>(
  'RunSort',
  'Attribute to sort runs by. Unknown values come last.',
  Object.fromEntries(
    getMetadataArgsStorage()
      .filterColumns(Run)
      .filter(({ propertyName }) => !unsortable.some((name) => name === propertyName))
      .map(({ propertyName }) => [propertyName, undefined]),
  ) as Record<RunSort, undefined>,
);

/** Further filters of a list of runs, and its order. */
export interface RunListing {
  readonly sort?: RunSort | null | undefined;
  readonly descending?: boolean | null | undefined;
  /** Words that must all occur in number, fill, era, class, state, keys, fill type or injection scheme. */
  readonly search?: string | null | undefined;
  /** Only runs for which a service has not answered (true), or all services have (false). */
  readonly pending?: boolean | null | undefined;
}

/** Columns that a search looks in. */
const searched = ['number', 'fill', 'era', 'class', 'rr_state', 'l1_key', 'hlt_key', 'fill_type', 'injection_scheme'];

/** SQL condition: OMS or Run Registry has not answered for the run yet. A missing row is pending too. */
const isPending = `((SELECT count(*) FROM run_service s WHERE s.run_number = run.number AND s.state IN ('known', 'unknown')) < 2)`;

/** A page of a list of runs, and the numbers of all of its pages. */
export interface RunList {
  /** Of all pages, in the order of the list. */
  readonly numbers: readonly number[];
  readonly items: Run[];
}

/** Returns a page of the selected runs, latest first by default, and the numbers of all. What is not known comes last. */
export async function findRuns(
  { dataSource }: Database,
  selection: RunSelection,
  { offset, limit }: { offset: number; limit: number },
  { sort, descending, search, pending }: RunListing = {},
): Promise<RunList> {
  const { sql, parameters } = runCondition(selection, 'run.era', 4);
  const column = dataSource.getMetadata(Run).findColumnWithPropertyName(sort ?? 'number')?.databaseName;
  const order = `${column} ${(descending ?? true) ? 'DESC' : 'ASC'} NULLS LAST, number DESC`;
  const rows = await dataSource.query<{ number: number }[]>(
    `SELECT number FROM (SELECT * FROM run WHERE ${sql} ORDER BY number DESC LIMIT $1) AS run
     WHERE ${searchCondition('$2', ...searched)} AND ($3::boolean IS NULL OR $3 = ${isPending})
     ORDER BY ${order}`,
    [selection.latest ?? null, searchPatterns(search), pending ?? null, ...parameters],
  );
  const numbers = rows.map(({ number }) => number);
  const page = numbers.slice(offset, offset + limit);
  const items = await dataSource.getRepository(Run).find({ where: { number: In(page) } });
  const byNumber = new Map(items.map((run) => [run.number, run]));
  return { numbers, items: page.flatMap((number) => byNumber.get(number) ?? []) };
}
