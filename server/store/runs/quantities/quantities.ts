/** Quantities of runs: those of every installation, and those of the settings, derived from the stored answers of services. */
import { type AnsweredQuantity, columnQuantities, type Quantity } from '../../../names/run-quantities.ts';
import type { Database } from '../../connection/database.ts';
import { Field, ObjectType } from '../../entities/graphql-decorators.ts';

/** A quantity of runs, as the API returns it. */
@ObjectType({
  name: 'RunQuantity',
  description:
    'A quantity of runs: an attribute that every installation has, or one of the settings (`quantities.ini`).',
})
export class RunQuantityInfo implements Pick<Quantity, 'key' | 'title' | 'unit'> {
  @Field(() => String, { description: 'Its name in filters and URLs, e.g. recorded or pileup.' })
  readonly key!: string;

  @Field(() => String, { description: 'What it is, for an axis.' })
  readonly title!: string;

  @Field(() => String, { description: 'Unit; empty for a count.' })
  readonly unit!: string;
}

/** A quantity with its values for a list of runs. */
@ObjectType({ description: 'A quantity with its values for the runs of a list.' })
export class RunQuantityColumn extends RunQuantityInfo {
  @Field(({ Float }) => [Float], { nullable: 'items', description: 'Value for each run; null if unknown.' })
  readonly values!: readonly (number | null)[];
}

/** A quantity with its value for a run. */
@ObjectType({ description: 'A quantity with its value for a run.' })
export class RunQuantityValue extends RunQuantityInfo {
  @Field(({ Float }) => Float, { nullable: true, description: 'Value; null if unknown.' })
  readonly value!: number | null;
}

/** A quantity with the SQL of its value over the table `run`: null where it is not known. */
export interface StoredQuantity extends Quantity {
  readonly sql: string;
  /** Whether it is one of the settings. */
  readonly isOfSettings: boolean;
}

/** All quantities: those of every installation, then those of the settings in their order. Keys are letters, digits and `_` (`readQuantities`), so that SQL may contain them. */
export async function findQuantities({ dataSource }: Pick<Database, 'dataSource'>): Promise<StoredQuantity[]> {
  const answered = await dataSource.query<Omit<Quantity, 'name'>[]>(
    'SELECT key, title, unit FROM run_quantity ORDER BY position',
  );
  return [
    ...columnQuantities.map(({ column, ...quantity }) => ({
      ...quantity,
      sql: `run.${column}::float8`,
      isOfSettings: false,
    })),
    ...answered.map((quantity) => ({
      ...quantity,
      name: quantity.key,
      sql: `(run.quantities ->> '${quantity.key}')::float8`,
      isOfSettings: true,
    })),
  ];
}

/** The values of all quantities for runs, in the order of these. */
export async function findQuantityColumns(database: Database, runs: readonly number[]): Promise<RunQuantityColumn[]> {
  const quantities = await findQuantities(database);
  const lists = quantities.map(({ key, sql }) => `array_agg(${sql} ORDER BY index) AS "${key}"`);
  const [row] = await database.dataSource.query<Record<string, (number | null)[] | null>[]>(
    `SELECT ${lists.join(', ')} FROM unnest($1::int[]) WITH ORDINALITY AS wanted (number, index) LEFT JOIN run USING (number)`,
    [runs],
  );
  return quantities.map(({ key, title, unit }) => ({ key, title, unit, values: row?.[key] ?? [] }));
}

/** Stores the quantities of the settings; their values are stored by `deriveQuantities`. */
export async function storeQuantities(
  { dataSource }: Database,
  quantities: readonly AnsweredQuantity[],
): Promise<void> {
  const rows = quantities.map(({ key, title, unit, service, path }, position) => ({
    key,
    position,
    title,
    unit,
    service,
    path,
  }));
  const wanted = 'jsonb_populate_recordset(NULL::run_quantity, $1::jsonb) AS wanted';
  const parameters = [JSON.stringify(rows)];
  // What does not change is not written: every write makes cached responses stale.
  await dataSource.transaction(async (manager) => {
    await manager.query(
      `DELETE FROM run_quantity AS stored WHERE NOT EXISTS (SELECT FROM ${wanted} WHERE wanted = stored)`,
      parameters,
    );
    await manager.query(`INSERT INTO run_quantity SELECT wanted.* FROM ${wanted} ON CONFLICT DO NOTHING`, parameters);
  });
}
