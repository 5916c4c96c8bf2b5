/** Certification flags of runs, and the columns of Run Registry that they are of. */
import type { EntityManager } from 'typeorm';
import type { FlagStatus, RegistryFlag } from '../../../enrich/flags.ts';
import type { Database } from '../../connection/database.ts';
import { toJsonb } from '../../connection/storable.ts';
import { Field, ObjectType } from '../../entities/graphql-decorators.ts';
import { FlagStatuses, onlineDataset } from '../../entities/certification/run-flag.ts';
import { RunFlag } from '../../entities/index.ts';

/** The flags of a run in an answer; `datasets` are undefined where the answer has none of them. */
export interface FlagsOfRun {
  readonly online: readonly RegistryFlag[];
  readonly datasets?: readonly RegistryFlag[] | undefined;
}

/** Replaces the flags of runs. Those of datasets are kept where the answer has none of them. */
export async function storeFlags(manager: EntityManager, flags: ReadonlyMap<number, FlagsOfRun>): Promise<void> {
  const withDatasets = [...flags].flatMap(([run, { datasets }]) => (datasets === undefined ? [] : run));
  await manager.query(
    'DELETE FROM run_flag WHERE run_number = ANY ($1::int[]) AND (dataset = $3 OR run_number = ANY ($2::int[]))',
    [[...flags.keys()], withDatasets, onlineDataset],
  );
  const rows = [...flags].flatMap(([run, { online, datasets = [] }]) =>
    [...online, ...datasets].map((flag) => toRow(run, flag)),
  );
  await manager.query('INSERT INTO run_flag SELECT * FROM json_populate_recordset(NULL::run_flag, $1::json)', [
    toJsonb(rows),
  ]);
}

function toRow(run: number, { dataset, column, lumisections, goodShare, ...columns }: RegistryFlag): object {
  const { GOOD, BAD, STANDBY, EXCLUDED, NOTSET, EMPTY } = lumisections ?? {};
  return {
    ...columns,
    run_number: run,
    dataset: dataset ?? onlineDataset,
    column_name: column,
    good_share: goodShare,
    good: GOOD,
    bad: BAD,
    standby: STANDBY,
    excluded: EXCLUDED,
    notset: NOTSET,
    empty: EMPTY,
  };
}

/** The flags of runs: those of the runs first, then those of their datasets, each by column. */
export async function findFlags({ dataSource }: Database, runs: readonly number[]): Promise<RunFlag[]> {
  return dataSource
    .getRepository(RunFlag)
    .createQueryBuilder('flag')
    .where('flag.runNumber = ANY (:runs)', { runs })
    .orderBy('flag.dataset <> :online')
    .addOrderBy('flag.dataset')
    .addOrderBy('flag.columnName')
    .setParameter('online', onlineDataset)
    .getMany();
}

/** A column of Run Registry. */
@ObjectType({ name: 'FlagColumn', description: 'A column of Run Registry, with certification flags.' })
export class ColumnOfFlags {
  @Field(() => String, { description: 'Its name, e.g. tracker-strip.' })
  readonly name!: string;

  @Field(() => [String], { description: 'Subsystems that it certifies.' })
  readonly subsystems!: readonly string[];

  @Field(() => [String], {
    description: "Run Registry's names of the datasets with flags of it; online: flags of the runs.",
  })
  readonly datasets!: readonly string[];
}

/** All columns that a run has a flag of, or that certify a subsystem, by name. */
export async function findFlagColumns({ dataSource }: Database): Promise<ColumnOfFlags[]> {
  return dataSource.query(
    `WITH seen AS (SELECT column_name AS name, array_agg(DISTINCT dataset) AS datasets FROM run_flag GROUP BY 1),
       mapped AS (SELECT name, array_agg(subsystem ORDER BY subsystem) AS subsystems FROM flag_column GROUP BY 1)
     SELECT name, coalesce(subsystems, '{}') AS subsystems, coalesce(datasets, '{}') AS datasets
     FROM seen FULL JOIN mapped USING (name) ORDER BY name`,
  );
}

/** The subsystems that each column certifies. */
export async function findSubsystems({ dataSource }: Database): Promise<Map<string, string[]>> {
  const rows = await dataSource.query<{ name: string; subsystems: string[] }[]>(
    'SELECT name, array_agg(subsystem ORDER BY subsystem) AS subsystems FROM flag_column GROUP BY name',
  );
  return new Map(rows.map(({ name, subsystems }) => [name, subsystems]));
}

/** Stores which columns certify which subsystem. */
export async function storeFlagColumns(
  { dataSource }: Database,
  columns: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const pairs = [...columns].flatMap(([subsystem, names]) => names.map((name) => [subsystem, name] as const));
  const parameters = [pairs.map(([subsystem]) => subsystem), pairs.map(([, name]) => name)];
  // What does not change is not written: every write makes cached responses stale.
  await dataSource.transaction(async (manager) => {
    await manager.query(
      `DELETE FROM flag_column WHERE (subsystem, name) NOT IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      parameters,
    );
    await manager.query(
      'INSERT INTO flag_column SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING',
      parameters,
    );
  });
}

/** The flags of a column for a list of runs. */
@ObjectType({ description: 'Certification flags of a column for the runs of a list, as parallel lists.' })
export class FlagLists {
  @Field(() => String, { description: 'Column in Run Registry, e.g. tracker-strip.' })
  readonly column!: string;

  @Field(() => [FlagStatuses], {
    nullable: 'items',
    description: 'Status of most lumisections of each run, of several the worst; null if unknown.',
  })
  readonly statuses!: readonly (FlagStatus | null)[];

  @Field(({ Float }) => [Float], {
    nullable: 'items',
    description: 'Share of GOOD lumisections of each run among those with a status; null if unknown.',
  })
  readonly goodShares!: readonly (number | null)[];

  @Field(() => [String], {
    nullable: 'items',
    description:
      'Comments on lumisections of each run and causes of their statuses, separated by semicolons; null if none.',
  })
  readonly comments!: readonly (string | null)[];
}

/** The flags of a subsystem's columns for runs, in the order of these. */
export async function findFlagLists(
  { dataSource }: Database,
  runs: readonly number[],
  subsystem: string,
  dataset: string,
): Promise<FlagLists[]> {
  return dataSource.query(
    `SELECT flag_column.name AS column, array_agg(status ORDER BY index) AS statuses, array_agg(good_share ORDER BY index) AS "goodShares",
       array_agg(nullif(array_to_string(comments || causes, '; '), '') ORDER BY index) AS comments
     FROM flag_column CROSS JOIN unnest($1::int[]) WITH ORDINALITY AS wanted (run, index)
     LEFT JOIN run_flag ON run_number = run AND dataset = $3 AND column_name = flag_column.name
     WHERE subsystem = $2 GROUP BY 1 ORDER BY 1`,
    [runs, subsystem, dataset],
  );
}
