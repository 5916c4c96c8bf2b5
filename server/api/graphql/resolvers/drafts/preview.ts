/** Values of the configs of a draft in one file. */
import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { isFailure } from '../../../../../metrics/metric.ts';
import type { ReducedConfig, ReduceRequest } from '../../../../histograms/reduce-configs.ts';
import type { ConfigSection, PlannedConfig } from '../../../../plan/plan.ts';
import { findDatasetId } from '../../../../store/datasets.ts';
import { referenceFiles } from '../../../../store/files/files.ts';
import { latestFilesOf } from '../../../../store/files/readable-files.ts';
import { clamp } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { knownMetrics } from '../../known-metrics.ts';
import { MonitorElementState, problemOf, type State } from '../monitor-element.ts';
import { ConfigDraft } from './draft.ts';

/** Cost of reading a file, and of a config. */
const [fileCost, configCost] = [20_000, 50];
/** Members of a preview. */
const maxMembers = 200;
/** Members for whose missing MEs similar ones are found: each search reads folders. */
const maxSimilar = 20;

@ObjectType({ description: 'What a scan would store for a config of a draft.' })
export class DraftMember {
  @Field(() => String, { description: 'Name of the config.' })
  name!: string;

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

  @Field(() => [String], { description: 'Paths of inputs that the file does not have.' })
  missing!: readonly string[];

  @Field(() => [String], {
    description: `Paths of MEs of the file that resemble the first missing one; of the first ${maxSimilar} members with missing MEs.`,
  })
  similar!: readonly string[];
}

@ObjectType({ description: 'The configs of a draft, computed for one file.' })
export class DraftPreview {
  @Field(() => String, { description: 'Path of the file, relative to the root of the DQM files.' })
  file!: string;

  @Field(() => Int, { description: 'Run number of the file.' })
  run!: number;

  @Field(() => MonitorElementState, { description: 'Outcome of reading the file.' })
  state!: State;

  @Field(() => String, { nullable: true, description: 'Why the file could not be read.' })
  reason!: string | null;

  @Field(() => Int, { description: 'Number of valid configs of the draft, without derived trends.' })
  total!: number;

  @Field(() => Int, { description: 'Number of members with a value.' })
  valueCount!: number;

  @Field(() => Int, { description: 'Number of members with an ME that the file does not have.' })
  missingCount!: number;

  @Field(() => [DraftMember], { description: 'The first configs; empty if the file could not be read.' })
  members!: readonly DraftMember[];
}

@Resolver(() => ConfigDraft)
export class DraftPreviewResolver {
  @FieldResolver(() => DraftPreview, {
    nullable: true,
    description:
      'The configs computed for the latest file of a dataset, or of a run, as a scan would. Null if there is no such file.',
    complexity: ({ args, childComplexity }) =>
      fileCost + clamp((args as { limit: number }).limit, 0, maxMembers) * configCost + childComplexity,
  })
  async preview(
    @Root() { draft }: ConfigDraft,
    @Ctx() context: Context,
    @Arg('primaryDataset', () => String, { description: 'Primary dataset, e.g. ZeroBias.' }) primaryDataset: string,
    @Arg('processing', () => String, { description: 'Processing, e.g. PromptReco.' }) processing: string,
    @Arg('run', () => Int, { nullable: true, description: 'Run number; default: the latest.' }) run: number | null,
    @Arg('limit', () => Int, {
      defaultValue: maxMembers,
      description: `Maximum number of configs, up to ${maxMembers}.`,
    })
    limit: number,
  ): Promise<DraftPreview | null> {
    const { database, histograms } = context;
    const datasetId = await findDatasetId(database, primaryDataset, processing);
    if (datasetId === undefined) return null;
    const [file] = await latestFilesOf(database, datasetId, 1, typeof run === 'number' ? [run] : null);
    if (!file) return null;
    const ofFiles = draft.configs.filter(isOfFiles);
    const configs = ofFiles.slice(0, clamp(limit, 0, maxMembers));
    const request = await reduceRequest(context, datasetId, configs, maxSimilar);
    const answer = await histograms.reduceFile({ ...file, file: file.path }, request);
    const head = { file: file.path, run: file.run, total: ofFiles.length, valueCount: 0, missingCount: 0 };
    if (answer.outcome !== 'read') return { ...head, ...problemOf(answer), members: [] };
    const members = answer.configs.map((reduced, index) => ({
      name: configs[index]?.name ?? '',
      ...valueOf(reduced),
      missing: reduced.missing,
      similar: reduced.similar,
    }));
    return {
      ...head,
      state: 'READ',
      reason: null,
      valueCount: members.filter(({ value }) => value !== null).length,
      missingCount: members.filter(({ missing }) => missing.length > 0).length,
      members,
    };
  }
}

/** A config whose values are computed from files: no derived trend. */
export type ConfigOfFiles = ConfigSection & Required<Pick<ConfigSection, 'expression'>>;

export function isOfFiles(config: ConfigSection): config is ConfigOfFiles {
  return config.expression !== undefined;
}

/** What reading files for configs of a draft needs. */
export async function reduceRequest(
  { database, jobs }: Pick<Context, 'database' | 'jobs'>,
  datasetId: number,
  configs: readonly ConfigOfFiles[],
  similar: number,
): Promise<ReduceRequest> {
  const { metrics } = await knownMetrics(jobs.app.settings.HDQM_METRICS);
  const runs = [...new Set(configs.flatMap(({ computation }) => computation.referenceRun ?? []))];
  const files = runs.length === 0 ? [] : await referenceFiles(database, datasetId, runs);
  const names = new Set(configs.map(({ expression: { module, name } }) => `${module}.${name}`));
  return {
    configs: configs.map(toPlanned),
    references: Object.fromEntries(files.map(({ run, path }) => [run, path])),
    versions: Object.fromEntries([...names].map((name) => [name, metrics.get(name)?.version ?? ''])),
    maxSimilar: similar,
  };
}

/** A config of a draft as one of the plan; it has no ID and no revision. */
function toPlanned({ expression, computation: { paths, threshold, referenceRun } }: ConfigOfFiles): PlannedConfig {
  return {
    configId: 0,
    revision: 0,
    expression,
    paths,
    ...(threshold === undefined ? {} : { threshold }),
    ...(referenceRun === undefined ? {} : { referenceRun }),
  };
}

/** The value of a config in the form of the API. */
export function valueOf({
  result,
  entries,
}: Pick<ReducedConfig, 'result' | 'entries'>): Pick<
  DraftMember,
  'value' | 'errorLow' | 'errorHigh' | 'entries' | 'failure'
> {
  if (isFailure(result)) {
    const failure = `${result.failure}: ${result.reason}`;
    return { value: null, errorLow: null, errorHigh: null, entries, failure };
  }
  const { value, errorLow, errorHigh } = result;
  return { value, errorLow, errorHigh, entries, failure: null };
}
