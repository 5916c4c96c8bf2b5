import { GraphQLJSONObject } from 'graphql-scalars';
import { Arg, Args, ArgsType, Ctx, Field, Float, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { suggestRuns } from '../../../../jobs/certification/suggest-runs.ts';
import type { LimitSeverity } from '../../../../plan/plan.ts';
import { LimitSeverities } from '../../../../store/entities/config.ts';
import { FlagFilter, RunSelection, resolveSelection } from '../../../../store/runs/run-filter.ts';
import { Cacheable } from '../../cacheable.ts';
import type { Context } from '../../context.ts';

@InputType({ description: 'What a good run must have. A condition that is null or empty is switched off.' })
export class SuggestionRuleInput {
  @Field(() => LimitSeverities, {
    nullable: true,
    description: 'No value may be beyond a limit of this severity or a worse one.',
  })
  limits: LimitSeverity | null = 'warning';

  @Field(() => LimitSeverities, {
    nullable: true,
    description: 'No alarm of this severity or a worse one that is not resolved may cover the run.',
  })
  alarms: LimitSeverity | null = 'warning';

  @Field(() => [FlagFilter], { nullable: true, description: 'Certification flags; all must hold.' })
  flags?: FlagFilter[] | null;

  @Field(() => Float, { nullable: true, description: 'Minimum recorded luminosity in 1/pb.' })
  minRecordedLumi?: number | null;
}

@ObjectType({ description: 'Whether a run is good by a rule.' })
export class SuggestedRun {
  @Field(() => Int, { description: 'Run number.' })
  run!: number;

  @Field(() => Boolean, { description: 'Whether it is good.' })
  isGood!: boolean;

  @Field(() => [String], { description: 'Why it is not; empty for a good run.' })
  reasons!: readonly string[];
}

@ObjectType({ description: 'A suggested run list. HDQM suggests: Run Registry decides.' })
export class SuggestedRunList {
  @Field(() => [SuggestedRun], { description: 'All selected runs with a file in the scope, in ascending order.' })
  runs!: readonly SuggestedRun[];

  @Field(() => GraphQLJSONObject, { description: 'The good runs in golden form.' })
  golden!: Record<string, unknown>;

  @Field(() => [Int], { description: 'Good runs that are not in it: their number of lumisections is not known.' })
  unknown!: readonly number[];
}

@ArgsType()
class SuggestionArguments {
  @Field(() => String, { nullable: true, description: 'Only limits and alarms of this subsystem.' })
  subsystem?: string | null;

  @Field(() => String, { nullable: true, description: 'Only runs, limits and alarms of this primary dataset.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only runs, limits and alarms of this processing.' })
  processing?: string | null;

  @Field(() => RunSelection, { nullable: true, description: 'Selection of runs. Default: all significant runs.' })
  select?: RunSelection | null;
}

@Resolver()
export class SuggestedRunsResolver {
  @Cacheable()
  @Query(() => SuggestedRunList, {
    description: 'Judges the selected runs by a rule, and returns those that it suggests as good.',
    complexity: 30_000,
  })
  async suggestedRuns(
    @Ctx() { database }: Context,
    @Args(() => SuggestionArguments) { select, ...scope }: SuggestionArguments,
    @Arg('rule', () => SuggestionRuleInput, {
      nullable: true,
      description: 'The rule. Default: that without any value.',
    })
    rule: SuggestionRuleInput | null,
  ): Promise<SuggestedRunList> {
    const { limits, alarms, flags, minRecordedLumi } = rule ?? new SuggestionRuleInput();
    const selection = await resolveSelection(database, select ?? {});
    return suggestRuns(database, scope, selection, {
      limits,
      alarms,
      flags: flags ?? [],
      minRecordedLumi: minRecordedLumi ?? null,
    });
  }
}
