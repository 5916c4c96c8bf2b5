import { isFailure } from '../../../metrics/metric.ts';
import { datasetOf } from '../../plan/formula/evaluate.ts';
import { inputsOf, referencesOf, referenceText } from '../../plan/formula/formula.ts';
import type { Execute } from '../columns/point-block.ts';
import { memberOf } from '../chains/chain-source.ts';
import type { Database } from '../connection/database.ts';
import { Field, ObjectType } from '../entities/graphql-decorators.ts';
import { findQuantities } from '../runs/quantities/quantities.ts';
import { findTrend } from '../trends.ts';
import type { AdHocFormula } from './derive-columns.ts';
import { derivedConfigs } from './derived-configs.ts';
import { readRunInputs } from './run-inputs.ts';

/** An input of a derived trend in a run. */
@ObjectType({ description: 'An input of a derived trend in a run: another trend, or a quantity of the run.' })
export class DerivedInput {
  @Field(() => String, { description: 'The input as the expression has it, without braces.' })
  readonly text!: string;

  @Field(() => String, { nullable: true, description: 'Name of the config; null of a quantity.' })
  readonly config!: string | null;

  @Field(() => String, { nullable: true, description: 'Primary dataset of the trend; null of a quantity.' })
  readonly primaryDataset!: string | null;

  @Field(() => String, { nullable: true, description: 'Processing of the trend; null of a quantity.' })
  readonly processing!: string | null;

  @Field(() => String, { description: 'Unit of a quantity, y title of a trend.' })
  readonly unit!: string;

  @Field(({ Float }) => Float, { nullable: true, description: 'Value; null where there is none.' })
  readonly value!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Lower uncertainty; null of a quantity.' })
  readonly errorLow!: number | null;

  @Field(({ Float }) => Float, { nullable: true, description: 'Upper uncertainty; null of a quantity.' })
  readonly errorHigh!: number | null;

  @Field(() => String, { nullable: true, description: 'Why there is no value.' })
  readonly reason!: string | null;
}

/** The inputs of a derived trend in a run, in the order of its expression; null for another trend, or where its dataset has no file of the run. */
export async function findDerivedInputs(
  database: Database,
  trendId: number,
  run: number,
): Promise<DerivedInput[] | null> {
  const execute: Execute = (...statement) => database.dataSource.query(...statement);
  const trend = await findTrend(database, trendId);
  const config = (await derivedConfigs(execute)).find(({ id }) => id === trend?.configId);
  return config && trend ? findFormulaInputs(database, config, trend.datasetId, run) : null;
}

/** As `findDerivedInputs`, of an expression, stored or not. */
export async function findFormulaInputs(
  database: Database,
  formula: AdHocFormula,
  datasetId: number,
  run: number,
): Promise<DerivedInput[] | null> {
  const { dataSource } = database;
  const execute: Execute = (...statement) => dataSource.query(...statement);
  const { subsystem, term } = formula;
  const inputs = await readRunInputs(execute, await derivedConfigs(execute), [run], [formula]);
  const member = await memberOf(database, datasetId, run);
  const file = inputs.files.find((one) => one.datasetId === member);
  if (!file) return null;
  const titles = await execute<{ name: string; yTitle: string }>(
    'SELECT name, y_title AS "yTitle" FROM config WHERE subsystem = $1 AND name = ANY ($2::text[])',
    [subsystem, referencesOf(term).map(({ name }) => name)],
  );
  const titleOf = new Map(titles.map(({ name, yTitle }) => [name, yTitle]));
  const unitOf = new Map((await findQuantities({ dataSource })).map(({ name, unit }) => [name, unit]));
  const found = inputsOf(term).map((input): DerivedInput => {
    if (input.kind === 'quantity') {
      const name = input.name;
      const value = inputs.quantityOf(run, name);
      const reason = value === null ? 'not known' : null;
      const unit = unitOf.get(name) ?? '';
      return { text: name, config: null, primaryDataset: null, processing: null, unit, value, ...noErrors, reason };
    }
    const { name } = input.reference;
    const dataset = datasetOf(input.reference, file);
    const result = inputs.resultOf(subsystem, name, dataset, run);
    return {
      text: referenceText(input.reference),
      config: name,
      primaryDataset: dataset.primaryDataset,
      processing: dataset.processing,
      unit: titleOf.get(name) ?? '',
      ...(isFailure(result)
        ? { value: null, ...noErrors, reason: result.reason }
        : { value: result.value, errorLow: result.errorLow, errorHigh: result.errorHigh, reason: null }),
    };
  });
  return [...new Map(found.map((input) => [input.text, input])).values()];
}

const noErrors = { errorLow: null, errorHigh: null };
