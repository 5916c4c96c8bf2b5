/** Drafts of configs: the text of a config file as a user types it. Nothing of it is stored. */
import { GraphQLJSON, GraphQLJSONObject } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type Draft, maxDraftLength, readDraft } from '../../../../plan/draft.ts';
import type { AlarmCause, ConfigSection, Literal, Paths } from '../../../../plan/plan.ts';
import { configNames } from '../../../../store/configs/configs.ts';
import { AlarmCauses, ConfigLimit } from '../../../../store/entities/config.ts';
import { userError } from '../../../errors.ts';
import type { Context } from '../../context.ts';
import { findQuantities } from '../../../../store/runs/quantities/quantities.ts';
import { knownMetrics } from '../../known-metrics.ts';
import { listComplexity } from '../../query-cost.ts';
import { editUrl } from './edit-url.ts';

/** Cost of checking a draft, of which the longest takes some tenths of a second. */
const checkCost = 2_000;
/** Problems of a draft that are listed. */
const maxProblems = 200;
/** Configs of a draft that are listed by default. */
const defaultConfigs = 200;

@ObjectType({ description: 'A problem of a draft, as hdqm check prints it.' })
export class DraftProblem {
  @Field(() => Int, { description: 'Line of the text, from 1; 0 if it concerns the whole text.' })
  line!: number;

  @Field(() => String, { description: 'What is wrong.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'A similar valid name.' })
  suggestion!: string | null;

  @Field(() => [String], { description: 'Names of the configs that are skipped because of it.' })
  names!: readonly string[];
}

@ObjectType({ description: 'One key = value of a section.' })
export class DraftEntry {
  @Field(() => String, { description: 'The key as it is written; keys are case-insensitive.' })
  key!: string;

  @Field(() => String, { description: 'The value, its lines trimmed and joined by newlines.' })
  value!: string;

  @Field(() => Int, { description: 'Line of the key, from 1.' })
  line!: number;
}

@ObjectType({ description: 'A section of a draft as it is written, valid or not.' })
export class DraftSection {
  @Field(() => String, { description: 'plot, derived, limits, group or defaults; or what is written instead.' })
  kind!: string;

  @Field(() => String, { description: 'Name after the colon, with its variables; empty for defaults.' })
  name!: string;

  @Field(() => Int, { description: 'Line of the header, from 1.' })
  line!: number;

  @Field(() => Int, { description: 'The last line before the next section.' })
  endLine!: number;

  @Field(() => [DraftEntry], { description: 'Its entries, in order.', complexity: listComplexity(10) })
  entries!: readonly DraftEntry[];

  @Field(() => String, { nullable: true, description: 'ID of the metric that it names, which may not exist.' })
  metricId!: string | null;

  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The parameters of the metric, accepted or not; null where they cannot be parsed.',
  })
  arguments!: readonly Literal[] | null;
}

@ObjectType({ description: 'A valid config of a draft: a section, or one member of a family.' })
export class DraftConfig {
  @Field(() => String, { description: 'Name, without variables.' })
  name!: string;

  @Field(() => String, { description: 'Title of the plot.' })
  title!: string;

  @Field(() => String, { description: 'Title of the y axis, with the unit.' })
  yTitle!: string;

  @Field(() => String, {
    description: "Metric with its parameters, e.g. basic.BinCount('x', True); the expression of a derived trend.",
  })
  metric!: string;

  @Field(() => String, { description: 'ID of the metric, e.g. basic.BinCount; empty for a derived trend.' })
  metricId!: string;

  @Field(() => GraphQLJSON, { description: 'The parameters that are given, in order: numbers, strings, lists.' })
  arguments!: readonly Literal[];

  @Field(() => GraphQLJSONObject, { description: 'ME paths by input (main, histo1, histo2, reference).' })
  paths!: Paths;

  @Field(() => Float, { nullable: true, description: 'Minimum number of entries of the main ME.' })
  threshold!: number | null;

  @Field(() => Int, { nullable: true, description: 'Run of the reference ME.' })
  referenceRun!: number | null;

  @Field(() => String, { nullable: true, description: 'What the plot shows.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Whom to call when it is bad.' })
  contact!: string | null;

  @Field(() => String, { nullable: true, description: 'What to do when it is bad.' })
  action!: string | null;

  @Field(() => [ConfigLimit], { description: 'The ranges of good values, by scope.' })
  limits!: readonly ConfigLimit[];

  @Field(() => [AlarmCauses], { description: 'What raises alarms; empty if nothing does.' })
  alarms!: readonly AlarmCause[];

  @Field(() => Float, { nullable: true, description: 'Entries of the main ME below which a point is not judged.' })
  minEntries!: number | null;

  @Field(() => Int, { description: 'Line of the header of its section.' })
  line!: number;

  @Field(() => Boolean, { description: 'Whether the config files have a config of this name in the subsystem.' })
  isDefined!: boolean;
}

/** What fields of a draft need besides their own. */
export interface CheckedDraft {
  readonly text: string;
  readonly draft: Draft;
  /** Names of configs of the subsystem that the config files have. */
  readonly defined: ReadonlySet<string>;
}

@ObjectType({
  description: 'The text of a config file of a subsystem, checked as hdqm check does. It is not stored.',
})
export class ConfigDraft implements CheckedDraft {
  readonly text!: string;
  readonly draft!: Draft;
  readonly defined!: ReadonlySet<string>;

  @Field(() => [DraftProblem], {
    description: `Problems, in the order in which hdqm check finds them; the first ${maxProblems}.`,
    complexity: listComplexity(20),
  })
  problems!: readonly DraftProblem[];

  @Field(() => Int, { description: 'Number of valid configs.' })
  configCount!: number;

  @Field(() => [String], { description: 'Names of valid groups.' })
  groups!: readonly string[];

  @Field(() => [DraftSection], {
    description: 'All sections as they are written.',
    complexity: listComplexity(20),
  })
  sections!: readonly DraftSection[];
}

@Resolver(() => ConfigDraft)
export class DraftResolver {
  @Query(() => ConfigDraft, {
    description:
      'Checks the text of a config file: sections [plot:NAME], [derived:NAME], [limits:NAME], [group:NAME] and [defaults] of a subsystem. Problems are part of the answer.',
    complexity: ({ childComplexity }) => checkCost + childComplexity,
  })
  async draft(
    @Ctx() context: Context,
    @Arg('subsystem', () => String, { description: 'Subsystem, e.g. Tracker.' }) subsystem: string,
    @Arg('text', () => String, { description: `The text, up to ${maxDraftLength} characters.` }) text: string,
  ): Promise<ConfigDraft> {
    const checked = await checkDraft(context, subsystem, text);
    const { configs, groups, problems, sections } = checked.draft;
    return {
      ...checked,
      problems: problems
        .slice(0, maxProblems)
        .map(({ line, message, suggestion = null, names = [] }) => ({ line, message, suggestion, names })),
      configCount: configs.length,
      groups: groups.map(({ name }) => name),
      sections,
    };
  }

  @FieldResolver(() => [DraftConfig], {
    description: 'The valid configs, in the order of the text.',
    complexity: listComplexity(defaultConfigs),
  })
  configs(
    @Root() { draft, defined }: ConfigDraft,
    @Arg('names', () => [String], { nullable: true, description: 'Only configs of these names.' })
    names: readonly string[] | null,
    @Arg('limit', () => Int, { defaultValue: defaultConfigs, description: 'Maximum number of configs.' })
    limit: number,
  ): DraftConfig[] {
    const wanted = names && new Set(names);
    return draft.configs
      .filter(({ name }) => !wanted || wanted.has(name))
      .slice(0, limit)
      .map((config) => toDraftConfig(config, defined));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Link to the page of the repository of the configs that makes a file of the text, which is left out if it is too long for a link. Null without the setting CONFIG_EDIT_URL.',
  })
  editUrl(
    @Root() { draft, text }: ConfigDraft,
    @Ctx() { jobs }: Context,
    @Arg('name', () => String, {
      nullable: true,
      description: 'Name of the file, without .ini; default: that of the first section.',
    })
    name: string | null,
  ): string | null {
    const { CONFIG_EDIT_URL: template } = jobs.app.settings;
    return template === undefined ? null : editUrl(template, draft, text, name);
  }
}

/** Checks the text of a draft. Throws a user error if it is too long. */
export async function checkDraft(
  { database, jobs }: Pick<Context, 'database' | 'jobs'>,
  subsystem: string,
  text: string,
): Promise<CheckedDraft> {
  if (text.length > maxDraftLength)
    throw userError(
      `the draft has ${text.length} characters, max. ${maxDraftLength}: use variables, or fewer sections`,
      'BAD_USER_INPUT',
    );
  const plugins = await knownMetrics(jobs.app.settings.HDQM_METRICS);
  const quantities = (await findQuantities(database)).map(({ name }) => name);
  const names = subsystem.includes('\0') ? [] : await configNames(database, subsystem); // PostgreSQL has no such texts
  return { text, draft: readDraft(subsystem, text, names, { ...plugins, quantities }), defined: new Set(names) };
}

function toDraftConfig(
  { name, title, yTitle, line, computation, expression, guidance }: ConfigSection,
  defined: ReadonlySet<string>,
): DraftConfig {
  const { metric, paths, threshold = null, referenceRun = null } = computation;
  const metricId = expression ? `${expression.module}.${expression.name}` : '';
  const fields = { name, title, yTitle, line, metric, metricId, paths, threshold, referenceRun };
  return { ...fields, ...guidance, arguments: expression?.args ?? [], isDefined: defined.has(name) };
}
