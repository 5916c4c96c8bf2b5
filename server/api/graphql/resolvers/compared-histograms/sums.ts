import { Arg, Field, Float, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { isFailure } from '../../../../../metrics/metric.ts';
import { elementRunsLimits } from '../../../../histograms/element-runs.ts';
import {
  type ConfigSums,
  sumElements,
  type SummedConfig,
  type SumsProgress,
} from '../../../../histograms/comparison/element-sums.ts';
import type { Sum } from '../../../../histograms/comparison/sums.ts';
import { parseExpression } from '../../../../plan/expression.ts';
import { type ComputedConfig, computedConfigs } from '../../../../store/configs/configs.ts';
import { findDatasetId } from '../../../../store/datasets.ts';
import { latestFilesOf } from '../../../../store/files/readable-files.ts';
import { resolveSelection, RunSelection, selectRuns } from '../../../../store/runs/run-filter.ts';
import { userError } from '../../../errors.ts';
import type { Context } from '../../context.ts';
import { knownMetrics } from '../../known-metrics.ts';
import { asUserErrors } from '../../runs-to-read.ts';
import { FittedCurve } from '../fitted-curve.ts';
import { ElementComparison, toComparison } from './element-comparison.ts';

/** Configs of a request: as many as trends of a page. */
const maxConfigs = 24;
/** Cost of reading the MEs of a run for a config. */
const runCost = 1_000;

@ObjectType({ description: 'Runs that are not in a sum, for the same reason.' })
export class RunsLeftOut {
  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => [Int], { description: 'The runs.' })
  runs!: readonly number[];
}

@ObjectType({ description: 'The sum of an ME over runs, and the value of the metric of it.' })
export class ElementSum {
  @Field(() => [Int], { description: 'The runs that were added, in ascending order.' })
  runs!: readonly number[];

  @Field(() => Float, { nullable: true, description: 'Number of entries.' })
  entries!: number | null;

  @Field(() => Float, { nullable: true, description: 'Value of the metric.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Lower error of the value.' })
  errorLow!: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper error of the value.' })
  errorHigh!: number | null;

  @Field(() => String, { nullable: true, description: 'Why the metric has no value.' })
  failure!: string | null;

  @Field(() => String, { nullable: true, description: 'ROOT class, e.g. TH1F.' })
  className!: string | null;

  @Field(() => String, { nullable: true, description: "The sum in ROOT's JSON format, for jsroot's parse function." })
  object!: string | null;

  @Field(() => FittedCurve, { nullable: true, description: 'The curve that the metric fitted; null if it fits none.' })
  curve!: FittedCurve | null;
}

@ObjectType({ description: 'The main ME of a trend summed over two sets of runs, and the comparison of the sums.' })
export class TrendSums {
  @Field(() => String, { description: 'Name of the config.' })
  name!: string;

  @Field(() => ElementSum, { description: 'Sum of the first set.' })
  a!: ElementSum;

  @Field(() => ElementSum, { description: 'Sum of the second set.' })
  b!: ElementSum;

  @Field(() => ElementComparison, { description: 'The first sum compared with the second.' })
  comparison!: ElementComparison;

  @Field(() => [RunsLeftOut], { description: 'Runs that are not in the sums.' })
  leftOut!: readonly RunsLeftOut[];
}

@ObjectType({ description: 'How far the reading of runs is, and at the end the sums.' })
export class SumsOverRuns {
  @Field(() => Int, { description: 'Run of which the result is known now.' })
  run!: number;

  @Field(() => Int, { description: 'Number of runs of which the result is known.' })
  done!: number;

  @Field(() => Int, { description: 'Number of runs.' })
  total!: number;

  @Field(() => [TrendSums], {
    nullable: true,
    description: 'In the order of the names, after the last run; null before.',
  })
  sums!: readonly TrendSums[] | null;
}

interface SubscriptionArguments {
  readonly subsystem: string;
  readonly names: readonly string[];
  readonly primaryDataset: string;
  readonly processing: string;
  readonly a: RunSelection;
  readonly b: RunSelection;
}

@Resolver()
export class SumsResolver {
  @Subscription(() => SumsOverRuns, {
    description: `The MEs of trends summed over two sets of runs, with the values of their metrics: up to ${elementRunsLimits.runs} runs in all. Ends with the sums. Runs whose bins or labels differ from those of the first are left out.`,
    subscribe: ({ args, context }: { args: SubscriptionArguments; context: Context }) => readSums(args, context),
    complexity: ({ args }) => runCost * elementRunsLimits.runs + runCost * (args as SubscriptionArguments).names.length,
  })
  sumsOverRuns(
    @Root() sums: SumsOverRuns,
    @Arg('subsystem', () => String, { description: 'Subsystem, e.g. Tracker.' }) _subsystem: string,
    @Arg('names', () => [String], { description: `Names of up to ${maxConfigs} configs. Derived ones are left out.` })
    _names: string[],
    @Arg('primaryDataset', () => String, { description: 'Primary dataset, e.g. ZeroBias.' }) _primaryDataset: string,
    @Arg('processing', () => String, { description: 'Processing, e.g. PromptReco.' }) _processing: string,
    @Arg('a', () => RunSelection, { description: 'The first set of runs.' }) _a: RunSelection,
    @Arg('b', () => RunSelection, { description: 'The second set, which may have the same runs.' }) _b: RunSelection,
  ): SumsOverRuns {
    return sums;
  }
}

async function* readSums(
  { subsystem, names, primaryDataset, processing, a, b }: SubscriptionArguments,
  { database, elementRuns, histograms, jobs, address }: Context,
): AsyncGenerator<SumsOverRuns> {
  if (names.length > maxConfigs)
    throw userError(`${names.length} configs, the maximum is ${maxConfigs}`, 'BAD_USER_INPUT');
  const datasetId = await findDatasetId(database, primaryDataset, processing);
  if (datasetId === undefined) throw userError(`there is no dataset ${primaryDataset} ${processing}`, 'NOT_FOUND');
  const runsOf = async (selection: RunSelection): Promise<Set<number>> =>
    new Set((await selectRuns(database, datasetId, await resolveSelection(database, selection))).map(({ run }) => run));
  const sets = { a: await runsOf(a), b: await runsOf(b) };
  const all = [...new Set([...sets.a, ...sets.b])];
  const max = elementRunsLimits.runs;
  if (all.length > max)
    throw userError(`A and B have ${all.length} runs, the maximum is ${max}: select fewer`, 'BAD_USER_INPUT');
  const files = (await latestFilesOf(database, datasetId, max, all)).map(({ path: file, ...rest }) => ({
    file,
    ...rest,
  }));
  if (files.length === 0) throw userError('no run of A or B has a file that can be read', 'NOT_FOUND');
  const own = (await computedConfigs(database)).filter((config) => config.subsystem === subsystem);
  const { metrics } = await knownMetrics(jobs.app.settings.HDQM_METRICS);
  const configs: SummedConfig[] = [];
  for (const name of names) {
    const config = own.find((each) => each.name === name);
    if (!config) continue; // derived from others
    const { module, name: metric } = parseExpression(config.metric);
    const version = metrics.get(`${module}.${metric}`)?.version;
    if (version === undefined) throw userError(`there is no metric ${module}.${metric}`, 'NOT_FOUND');
    configs.push(await toSummed(config, version));
  }
  if (configs.length === 0)
    throw userError(`${subsystem} has no config ${names.join(' or ')} that is computed from an ME`, 'NOT_FOUND');
  const progress = sumElements(histograms, elementRuns, files, configs, sets, address);
  for await (const each of asUserErrors(progress)) yield toSums(each);

  async function toSummed(
    { name, metric, paths, threshold, referenceRun }: ComputedConfig,
    version: string,
  ): Promise<SummedConfig> {
    const summed = { name, metric: { written: metric, version }, paths, ...(threshold === null ? {} : { threshold }) };
    if (referenceRun === null) return summed;
    const [file] = await latestFilesOf(database, datasetId ?? 0, 1, [referenceRun]);
    if (!file)
      throw userError(
        `no file of the reference run ${referenceRun} of ${name} in this dataset was extracted`,
        'NOT_FOUND',
      );
    const { path, ...rest } = file;
    return { ...summed, reference: { file: path, ...rest } };
  }
}

function toSums({ run, done, total, sums }: SumsProgress): SumsOverRuns {
  return { run, done, total, sums: sums?.map(toTrendSums) ?? null };
}

function toTrendSums({ name, runs, leftOut, compared, problem }: ConfigSums): TrendSums {
  return {
    name,
    leftOut,
    a: toSum(runs.a, compared?.a),
    b: toSum(runs.b, compared?.b),
    comparison: toComparison(compared?.comparison ?? { problem: problem ?? 'not compared' }),
  };
}

function toSum(runs: readonly number[], sum: Sum | undefined): ElementSum {
  const none = {
    entries: null,
    value: null,
    errorLow: null,
    errorHigh: null,
    failure: null,
    className: null,
    object: null,
    curve: null,
  };
  if (!sum) return { runs, ...none };
  const { result, entries, className, object, curve = null } = sum;
  const value = isFailure(result) ? { failure: `${result.failure}: ${result.reason}` } : result;
  return { runs, ...none, entries, className, object, ...value, curve };
}
