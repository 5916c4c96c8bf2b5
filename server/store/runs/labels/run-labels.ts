/** Labels of ranges of runs, of the settings (`labels/*.json`). */
import type { Database } from '../../connection/database.ts';
import { Field, ObjectType } from '../../entities/graphql-decorators.ts';

/** Runs with a label. */
@ObjectType({ description: 'Runs with a label, both ends included.' })
export class RunLabelRange {
  @Field(() => String, { description: 'E.g. PEAK.' })
  readonly label!: string;

  @Field(({ Int }) => Int, { description: 'First run.' })
  readonly firstRun!: number;

  @Field(({ Int }) => Int, { nullable: true, description: 'Last run; null where the range has no end.' })
  readonly lastRun!: number | null;

  @Field(() => String, { nullable: true, description: 'Colour of the label, #rrggbb; null where none is set.' })
  readonly color!: string | null;

  @Field(() => String, { nullable: true, description: 'Comment of the settings.' })
  readonly comment!: string | null;
}

/** A set of labels, of which a run has at most one. */
@ObjectType({ description: 'A set of labels, of which a run has at most one, e.g. the read-out mode of a detector.' })
export class RunLabelSet {
  @Field(() => String, { description: 'Its name in filters and URLs, e.g. apv-mode.' })
  readonly name!: string;

  @Field(() => String, { description: 'E.g. APV mode.' })
  readonly title!: string;

  @Field(() => [RunLabelRange], { description: 'In ascending order of runs; they do not overlap.' })
  readonly ranges!: readonly RunLabelRange[];
}

/** The label that a run has of a set. */
@ObjectType({ description: 'The label that a run has of a set.' })
export class RunLabelValue {
  @Field(() => String, { description: 'Name of the set.' })
  readonly set!: string;

  @Field(() => String, { description: 'Title of the set.' })
  readonly title!: string;

  @Field(() => String, { description: 'E.g. PEAK.' })
  readonly label!: string;

  @Field(() => String, { nullable: true, description: 'Comment of the settings.' })
  readonly comment!: string | null;
}

/** All sets of labels, in the order of their names. */
export function findRunLabels({ dataSource }: Pick<Database, 'dataSource'>): Promise<RunLabelSet[]> {
  return dataSource.query<RunLabelSet[]>(
    `SELECT set_name AS name, title, jsonb_agg(jsonb_build_object('label', label, 'firstRun', first_run, 'lastRun', last_run,
       'color', color, 'comment', comment) ORDER BY first_run) AS ranges
     FROM run_label GROUP BY set_name, title ORDER BY set_name`,
  );
}

/** The labels that a run has, in the order of the sets. */
export function labelsOfRun(sets: readonly RunLabelSet[], run: number): RunLabelValue[] {
  return sets.flatMap(({ name, title, ranges }) =>
    ranges
      .filter(({ firstRun, lastRun }) => firstRun <= run && (lastRun === null || run <= lastRun))
      .map(({ label, comment }) => ({ set: name, title, label, comment })),
  );
}

/** SQL of the label that a run of the table `run` has of a set; its name is SQL, too. */
export function labelSql(set: string): string {
  return `(SELECT run_label.label FROM run_label
    WHERE set_name = ${set} AND run.number >= first_run AND (last_run IS NULL OR run.number <= last_run))`;
}

/**
 * The labels of each set as an attribute of runs, `label:apv-mode`. Names of sets are letters, digits and - (`readRunLabels`), so that SQL may
 * contain them.
 */
export async function labelAttributes(
  database: Pick<Database, 'dataSource'>,
): Promise<{ name: string; sql: string; type: 'text' }[]> {
  const sets = await findRunLabels(database);
  return sets.map(({ name }) => ({ name: `label:${name}`, sql: labelSql(`'${name}'`), type: 'text' }));
}

/** Stores the sets of the settings in place of those before. Those of `broken` names stay as they are. */
export async function storeRunLabels(
  { dataSource }: Pick<Database, 'dataSource'>,
  { sets, broken }: { readonly sets: readonly RunLabelSet[]; readonly broken: readonly string[] },
): Promise<void> {
  const rows = sets.flatMap(({ name, title, ranges }) =>
    ranges.map(({ label, firstRun, lastRun, color, comment }) => ({
      set_name: name,
      title,
      label,
      first_run: firstRun,
      last_run: lastRun,
      color,
      comment,
    })),
  );
  const wanted = 'jsonb_populate_recordset(NULL::run_label, $1::jsonb) AS wanted';
  // What does not change is not written: every write makes cached responses stale.
  await dataSource.transaction(async (manager) => {
    await manager.query(
      `DELETE FROM run_label AS stored
       WHERE set_name <> ALL ($2::text[]) AND NOT EXISTS (SELECT FROM ${wanted} WHERE wanted IS NOT DISTINCT FROM stored)`,
      [JSON.stringify(rows), broken],
    );
    await manager.query(`INSERT INTO run_label SELECT wanted.* FROM ${wanted} ON CONFLICT DO NOTHING`, [
      JSON.stringify(rows),
    ]);
  });
}
