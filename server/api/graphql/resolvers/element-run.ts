import { Arg, Args, Field, Float, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { isFailure } from '../../../../metrics/metric.ts';
import type { ElementRun } from '../../../histograms/element-runs.ts';
import type { Slice, SliceAxis } from '../../../histograms/slice.ts';
import { prepareWritten, type WrittenMetric } from '../../../histograms/written-metric.ts';
import { ExpressionError } from '../../../plan/expression.ts';
import { ReductionError } from '../../../reduce/reduce.ts';
import { enumType } from '../../../store/entities/graphql-decorators.ts';
import { userError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { knownMetrics } from '../known-metrics.ts';
import { asUserErrors, filesToRead, maxRunsToRead, RunsToRead } from '../runs-to-read.ts';
import { failureStates, MonitorElementState, problemOf, type State } from './monitor-element.ts';

const SliceAxes = enumType<SliceAxis>('SliceAxis', 'The axis along which the contents of an ME are shown.', {
  x: 'The x axis.',
  y: 'The y axis, of an ME with two or three.',
  z: 'The z axis, of an ME with three.',
});

/** Cost of reading an ME of a run. */
const runCost = 2_000;

@ObjectType({ description: 'Contents of an ME along one axis, in up to 200 bins.' })
export class ElementSlice {
  @Field(() => String, { description: 'ROOT class of the ME, e.g. TH1F.' })
  className!: string;

  @Field(() => String, { description: 'Title of the axis.' })
  title!: string;

  @Field(() => [Float], { description: 'Edges of the bins, one more than bins.' })
  edges!: readonly number[];

  @Field(() => [Float], {
    nullable: 'items',
    description:
      'Contents of the bins: sums over the other axes, of a profile means, of an efficiency ratios; null without entries.',
  })
  contents!: readonly (number | null)[];

  @Field(() => [String], { nullable: true, description: 'Labels of the bins; null if they have none or were merged.' })
  labels!: readonly string[] | null;
}

@ObjectType({ description: 'An ME of a run along one axis, and the value of a metric of it.' })
export class ElementOfRun {
  @Field(() => Int, { description: 'Run number.' })
  run!: number;

  @Field(() => Int, { description: 'Number of runs of which the result is known.' })
  done!: number;

  @Field(() => Int, { description: 'Number of runs.' })
  total!: number;

  @Field(() => MonitorElementState, { description: 'Outcome of reading the ME.' })
  state!: State;

  @Field(() => String, { nullable: true, description: 'Why there are no contents.' })
  reason!: string | null;

  @Field(() => ElementSlice, { nullable: true, description: 'Contents along the axis.' })
  slice!: Slice | null;

  @Field(() => Float, { nullable: true, description: 'Number of entries of the ME.' })
  entries!: number | null;

  @Field(() => Float, { nullable: true, description: 'Value of the metric.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Lower error of the value.' })
  errorLow!: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper error of the value.' })
  errorHigh!: number | null;

  @Field(() => String, { nullable: true, description: 'Why the metric has no value.' })
  failure!: string | null;
}

interface SubscriptionArguments extends RunsToRead {
  readonly paths: readonly string[];
  readonly along: SliceAxis;
  readonly metric?: string | null;
}

@Resolver()
export class ElementRunResolver {
  @Subscription(() => ElementOfRun, {
    description:
      'An ME in the files of the latest runs of a dataset, as they are read, and the value of a metric of which it is the main input. Ends after the last run.',
    subscribe: ({ args, context }: { args: SubscriptionArguments; context: Context }) => readRuns(args, context),
    complexity: ({ args }) => runCost * maxRunsToRead(args as SubscriptionArguments),
  })
  elementOverRuns(
    @Root() elementOfRun: ElementOfRun,
    @Args(() => RunsToRead) _runs: RunsToRead,
    @Arg('paths', () => [String], {
      description: 'Path of the ME, Subsystem/Folder/Name, or several to try in order, as in a config.',
    })
    _paths: string[],
    @Arg('along', () => SliceAxes, { defaultValue: 'x', description: 'The axis.' }) _along: SliceAxis,
    @Arg('metric', () => String, {
      nullable: true,
      description: 'A metric as in a config, e.g. basic.Mean().',
    })
    _metric: string | null,
  ): ElementOfRun {
    return elementOfRun;
  }
}

async function* readRuns(
  { paths, along, metric, ...selected }: SubscriptionArguments,
  { database, elementRuns, jobs, address }: Context,
): AsyncGenerator<ElementOfRun> {
  const trial = metric ? { metric: await checkMetric(metric, jobs.app.settings.HDQM_METRICS) } : {};
  const { files } = await filesToRead(database, selected);
  const results = elementRuns.read(files, { mePaths: paths, along, ...trial }, address);
  for await (const each of asUserErrors(results)) yield toElementOfRun(each);
}

/** The metric with its version. Throws a user error if there is no such metric, or it does not accept its parameters. */
async function checkMetric(written: string, folders: readonly string[]): Promise<WrittenMetric> {
  const { metrics } = await knownMetrics(folders);
  try {
    const { module, name } = prepareWritten(written, (name) => metrics.get(name)?.metric).config.expression;
    return { written, version: metrics.get(`${module}.${name}`)?.version ?? '' };
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ReductionError)
      throw userError(error.message, 'BAD_USER_INPUT');
    throw error;
  }
}

function toElementOfRun({ run, done, total, answer }: ElementRun): ElementOfRun {
  const none = { slice: null, entries: null, value: null, errorLow: null, errorHigh: null, failure: null };
  if (answer.outcome !== 'read') return { run, done, total, ...none, ...problemOf(answer) };
  const { slice, entries, result } = answer;
  const contents =
    'failure' in slice
      ? { state: failureStates[slice.failure], reason: slice.reason }
      : { state: 'READ' as const, reason: null, slice };
  const value =
    result === undefined ? {} : isFailure(result) ? { failure: `${result.failure}: ${result.reason}` } : result;
  return { run, done, total, ...none, ...contents, entries, ...value };
}
