/** Expressions over the trends of a subsystem, which are not stored, and the inputs of derived points. */
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { nearestName } from '../../../../names/nearest.ts';
import { impossibleCorrelation, readCorrelation } from '../../../../plan/formula/correlation.ts';
import { referencesOf } from '../../../../plan/formula/formula.ts';
import { FormulaError, normalizeFormula, parseFormula } from '../../../../plan/formula/parse.ts';
import { findDatasetId } from '../../../../store/datasets.ts';
import { type AdHocFormula, deriveColumns, unknownNames } from '../../../../store/derived/derive-columns.ts';
import { findQuantities } from '../../../../store/runs/quantities/quantities.ts';
import { DerivedInput, findDerivedInputs, findFormulaInputs } from '../../../../store/derived/derived-inputs.ts';
import { resolveSelection, selectRuns } from '../../../../store/runs/run-filter.ts';
import { DatasetRunsArguments, rowId } from '../../arguments.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';
import { trendsComplexity } from '../../query-cost.ts';
import { TrendColumns } from '../trend.ts';

/** Cost of an expression relative to a trend: its inputs are read, and its points computed. */
const trendsOfExpression = 10;
/** Cost of the inputs of an expression in a run. */
const inputsComplexity = 500;

@ArgsType()
class DeriveArguments extends DatasetRunsArguments {
  @Field(() => String, { description: 'Subsystem, e.g. Tracker.' })
  subsystem!: string;

  @Field(() => String, { description: 'Expression of its trends, as of a derived trend: ${a} / ${PromptReco:a}.' })
  expression!: string;

  @Field(() => String, { nullable: true, description: 'none (default), same data, or a coefficient from -1 to 1.' })
  correlation?: string | null;
}

@ObjectType({ description: 'The points of an expression in a dataset, or why it has none.' })
export class DerivedSeries {
  @Field(() => String, { nullable: true, description: 'The expression with normalized blanks; null if it is wrong.' })
  expression!: string | null;

  @Field(() => String, { nullable: true, description: 'What is wrong with the expression, and where.' })
  problem!: string | null;

  @Field(() => String, { nullable: true, description: 'A similar valid name.' })
  suggestion!: string | null;

  @Field(() => TrendColumns, { nullable: true, description: 'Points as parallel lists; null if there is a problem.' })
  columns!: TrendColumns | null;

  /** What was evaluated, in which dataset; null if there is a problem. */
  readonly evaluated!: { readonly formula: AdHocFormula; readonly datasetId: number } | null;
}

@Resolver(() => DerivedSeries)
export class DerivedSeriesResolver {
  @Cacheable()
  @Query(() => DerivedSeries, {
    description:
      'Evaluates an expression of the trends of a subsystem in the selected runs of a dataset, by the rules of derived trends. Nothing is stored.',
    complexity: trendsComplexity(trendsOfExpression),
  })
  async derive(
    @Ctx() { database }: Context,
    @Args(() => DeriveArguments) { subsystem, primaryDataset, processing, select, ...written }: DeriveArguments,
  ): Promise<DerivedSeries> {
    const quantities = await findQuantities(database);
    const read = readFormula(
      written,
      quantities.map(({ name }) => name),
    );
    if ('problem' in read) return { ...noSeries, ...read };
    const formula = { subsystem, ...read };
    const { unknown, known } = await unknownNames(database, formula);
    const [name] = unknown;
    if (name !== undefined) {
      const problem = `no config named ${name} in the subsystem`;
      return { ...noSeries, problem, suggestion: nearestName(name, known) ?? null };
    }
    const datasetId = await findDatasetId(database, primaryDataset, processing);
    if (datasetId === undefined) return { ...noSeries, problem: `there is no dataset ${primaryDataset} ${processing}` };
    const runs = await selectRuns(database, datasetId, await resolveSelection(database, select ?? {}));
    const columns = await deriveColumns(database, formula, runs);
    const expression = normalizeFormula(written.expression);
    return { ...noSeries, expression, columns, evaluated: { formula, datasetId } };
  }

  @FieldResolver(() => [DerivedInput], {
    nullable: true,
    description:
      'The inputs in a run, in the order of the expression. Null if there is a problem, or the dataset has no file of the run.',
    complexity: inputsComplexity,
  })
  inputs(
    @Root() { evaluated }: DerivedSeries,
    @Ctx() { database }: Context,
    @Arg('run', () => Int, { description: 'Run number.' }) run: number,
  ): Promise<DerivedInput[] | null> | null {
    return evaluated && findFormulaInputs(database, evaluated.formula, evaluated.datasetId, run);
  }

  @Query(() => [DerivedInput], {
    nullable: true,
    description:
      'The inputs of a derived trend in a run, in the order of its expression. Null if it is no derived trend, or its dataset has no file of the run.',
    complexity: inputsComplexity,
  })
  derivedInputs(
    @Ctx() { database }: Context,
    @Arg('trend', () => ID, { description: 'ID of the trend.' }) trend: string,
    @Arg('run', () => Int, { description: 'Run number.' }) run: number,
  ): Promise<DerivedInput[] | null> | null {
    const id = rowId(trend);
    return id === undefined ? null : findDerivedInputs(database, id, run);
  }
}

const noSeries: DerivedSeries = { expression: null, problem: null, suggestion: null, columns: null, evaluated: null };

/** Parses what was written, with quantities of runs of these names, or returns what is wrong with it. */
function readFormula(
  { expression, correlation: text }: Pick<DeriveArguments, 'expression' | 'correlation'>,
  quantities: readonly string[],
): Omit<AdHocFormula, 'subsystem'> | { problem: string; suggestion: string | null } {
  const wrong = (problem: string, suggestion: string | null = null) => ({ problem, suggestion });
  const correlation = readCorrelation(text ?? undefined);
  if (correlation === undefined) return wrong('the correlation is not none, same data or a number from -1 to 1');
  try {
    const term = parseFormula(expression, quantities);
    const references = referencesOf(term);
    if (!references.some(({ processing }) => processing === null))
      return wrong('the expression has no trend of its own dataset: write at least one as ${NAME}');
    const impossible = impossibleCorrelation(correlation, references.length);
    return impossible === undefined ? { term, correlation } : wrong(impossible);
  } catch (error) {
    if (error instanceof FormulaError) return wrong(error.message, error.suggestion ?? null);
    throw error;
  }
}
