/** Values of configs of a draft over runs. */
import { Arg, Args, Field, Float, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { isFailure } from '../../../../../metrics/metric.ts';
import type { ReducedAnswer } from '../../../../histograms/histogram.thread.ts';
import type { RunReading } from '../../../../histograms/preview-answers.ts';
import type { ReduceRequest } from '../../../../histograms/reduce-configs.ts';
import { userError } from '../../../errors.ts';
import type { Context } from '../../context.ts';
import { asUserErrors, filesToRead, maxRunsToRead, RunsToRead } from '../../runs-to-read.ts';
import { MonitorElementState, problemOf, type State } from '../monitor-element.ts';
import { backTests, ConfigBackTest, type ValuesOfRun } from './back-test.ts';
import { checkDraft } from './draft.ts';
import { type ConfigOfFiles, isOfFiles, reduceRequest, valueOf } from './preview.ts';

/** Cost of reading a run. */
const runCost = 2_000;
/** Configs that are computed at a time. */
const maxNames = 4;

@ObjectType({ description: 'What a scan would store for a config of a draft in a run.' })
export class DraftResult {
  @Field(() => Float, { nullable: true, description: 'Value; null if there is none.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'Lower error of the value.' })
  errorLow!: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper error of the value.' })
  errorHigh!: number | null;

  @Field(() => Float, { nullable: true, description: 'Number of entries of the main ME.' })
  entries!: number | null;

  @Field(() => String, { nullable: true, description: 'Code of the failure, and why there is no value.' })
  failure!: string | null;

  @Field(() => Float, {
    description:
      'Time in milliseconds that reading and reducing took when the file was read; what several configs need counts for the first.',
  })
  milliseconds!: number;
}

@ObjectType({ description: 'Values of configs of a draft in a run.' })
export class DraftRun {
  @Field(() => Int, { description: 'Run number.' })
  run!: number;

  @Field(() => Int, { description: 'Number of runs of which the result is known.' })
  done!: number;

  @Field(() => Int, { description: 'Number of runs.' })
  total!: number;

  @Field(() => MonitorElementState, { description: 'Outcome of reading the file.' })
  state!: State;

  @Field(() => String, { nullable: true, description: 'Why the file was not read.' })
  reason!: string | null;

  @Field(() => [DraftResult], { description: 'In the order of the names; empty if the file was not read.' })
  results!: readonly DraftResult[];

  @Field(() => [ConfigBackTest], {
    nullable: true,
    description: 'With the last run: what judging all runs would have found, in the order of the names. Null before.',
  })
  backTests!: readonly ConfigBackTest[] | null;
}

interface SubscriptionArguments extends RunsToRead {
  readonly subsystem: string;
  readonly text: string;
  readonly names: readonly string[];
}

@Resolver()
export class DraftRunResolver {
  @Subscription(() => DraftRun, {
    description:
      'Values of configs of a draft in the files of the latest runs of a dataset, as they are read, and then what judging them would have found. Ends after the last run.',
    subscribe: ({ args, context }: { args: SubscriptionArguments; context: Context }) => readRuns(args, context),
    complexity: ({ args }) => runCost * maxRunsToRead(args as SubscriptionArguments),
  })
  draftOverRuns(
    @Root() draftRun: DraftRun,
    @Arg('subsystem', () => String, { description: 'Subsystem, e.g. Tracker.' }) _subsystem: string,
    @Arg('text', () => String, { description: 'The text of the draft.' }) _text: string,
    @Arg('names', () => [String], { description: `Names of its configs, up to ${maxNames}.` }) _names: string[],
    @Args(() => RunsToRead) _runs: RunsToRead,
  ): DraftRun {
    return draftRun;
  }
}

async function* readRuns(
  { subsystem, text, names, ...selected }: SubscriptionArguments,
  context: Context,
): AsyncGenerator<DraftRun> {
  const { database, elementRuns, address } = context;
  const configs = await namedConfigs(context, { subsystem, text, names });
  const { datasetId, files } = await filesToRead(database, selected);
  const reading = readingOf(context, await reduceRequest(context, datasetId, configs, 0));
  const read: ValuesOfRun[] = [];
  for await (const { run, done, total, answer } of asUserErrors(elementRuns.readEach(files, reading, address))) {
    const results =
      answer.outcome === 'read'
        ? answer.configs.map((reduced) => ({ ...valueOf(reduced), milliseconds: reduced.milliseconds }))
        : [];
    if (answer.outcome === 'read') read.push({ run, results });
    const outcome = answer.outcome === 'read' ? { state: 'READ' as const, reason: null } : problemOf(answer);
    const judged = done === total ? await backTests(database, datasetId, configs, read) : null;
    yield { run, done, total, ...outcome, results, backTests: judged };
  }
}

/** The named configs of a draft. Throws a user error if one is not valid. */
async function namedConfigs(
  context: Context,
  { subsystem, text, names }: Pick<SubscriptionArguments, 'subsystem' | 'text' | 'names'>,
): Promise<ConfigOfFiles[]> {
  if (names.length === 0 || names.length > maxNames)
    throw userError(`names has ${names.length} configs: give 1 to ${maxNames}`, 'BAD_USER_INPUT');
  const { draft } = await checkDraft(context, subsystem, text);
  return names.map((name) => {
    const config = draft.configs.find((each) => each.name === name);
    if (!config) {
      const problem = draft.problems.find((each) => each.names?.includes(name));
      const reason = problem ? `: line ${problem.line}: ${problem.message}` : '';
      throw userError(`the draft has no valid config ${name}${reason}`, 'BAD_USER_INPUT');
    }
    if (!isOfFiles(config))
      throw userError(
        `${name} is a derived trend: it is computed from stored points, not from files`,
        'BAD_USER_INPUT',
      );
    return config;
  });
}

/** Reads files; stores what depends on a file alone: values, and that an ME is missing. */
function readingOf({ histograms }: Context, request: ReduceRequest): RunReading<ReducedAnswer> {
  const hasReferences = request.configs.some(({ referenceRun }) => referenceRun !== undefined);
  return {
    key: ['configs', request],
    read: (file) => histograms.reduceFile(file, request),
    isFact: ({ configs }) =>
      !hasReferences && configs.every(({ result }) => !isFailure(result) || result.failure === 'MISSING_HISTOGRAM'),
  };
}
