/** What the judgement of the values of a draft would have found. */
import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { FlagStatus } from '../../../../enrich/flags.ts';
import { backTest } from '../../../../judge/back-test.ts';
import type { AlarmCause, ConfigSection, LimitSeverity } from '../../../../plan/plan.ts';
import { AlarmCauses, LimitSeverities } from '../../../../store/entities/config.ts';
import { onlineDataset } from '../../../../store/entities/certification/run-flag.ts';
import type { Database } from '../../../../store/connection/database.ts';
import { findPrimaryDatasets } from '../../../../store/datasets.ts';
import { findFlagLists } from '../../../../store/runs/certification/flags.ts';
import { selectRuns } from '../../../../store/runs/run-filter.ts';
import { TrendLimit } from '../trend.ts';

@ObjectType({ description: 'Runs of a back-test between two changes of level.' })
export class BackTestSegment {
  @Field(() => Int, { description: 'First run.' })
  firstRun!: number;

  @Field(() => Int, { description: 'Last run.' })
  lastRun!: number;

  @Field(() => Int, { description: 'Number of runs with a value.' })
  runs!: number;

  @Field(() => Float, { description: 'Level at the first run.' })
  firstLevel!: number;

  @Field(() => Float, { description: 'Level at the last run.' })
  lastLevel!: number;

  @Field(() => Float, { nullable: true, description: 'Level before the step with which it begins; null without one.' })
  levelBefore!: number | null;

  @Field(() => Float, { nullable: true, description: 'Level after that step.' })
  levelAfter!: number | null;

  @Field(() => Float, { nullable: true, description: 'Size of that step in standard deviations.' })
  significance!: number | null;

  @Field(() => Float, { description: 'Standard deviation of a typical run around the segment.' })
  noise!: number;
}

@ObjectType({ description: 'An alarm that a draft would have raised.' })
export class BackTestFinding {
  @Field(() => AlarmCauses, { description: 'What raises it.' })
  cause!: AlarmCause;

  @Field(() => LimitSeverities, { description: 'How bad it is.' })
  severity!: LimitSeverity;

  @Field(() => Int, { description: 'The first run; of a step the first one at the new level.' })
  firstRun!: number;

  @Field(() => Int, { description: 'The last run so far.' })
  lastRun!: number;

  @Field(() => Int, { nullable: true, description: 'The run that ends it; null while it lasts.' })
  endRun!: number | null;

  @Field(() => Float, { nullable: true, description: 'The worst value, or the new level; null if values are missing.' })
  value!: number | null;

  @Field(() => Float, { nullable: true, description: 'The limit, the level before, or the baseline.' })
  reference!: number | null;

  @Field(() => Float, { nullable: true, description: 'Size in standard deviations; null for limits.' })
  significance!: number | null;

  @Field(() => String, { description: 'What is wrong, in a few words.' })
  text!: string;
}

@ObjectType({
  description:
    "How a draft agrees with Run Registry's flags of the runs. A run is BAD if one of the columns is, GOOD if one is and none is BAD.",
})
export class DraftAgreement {
  @Field(() => [String], { description: 'Columns of Run Registry that certify the subsystem.' })
  columns!: readonly string[];

  @Field(() => Int, { description: 'Number of BAD runs.' })
  badRuns!: number;

  @Field(() => Int, { description: 'Of these, those with an alarm or a value beyond a limit.' })
  caught!: number;

  @Field(() => Int, { description: 'Number of GOOD runs.' })
  goodRuns!: number;

  @Field(() => Int, { description: 'Of these, those with an alarm or a value beyond a limit.' })
  disturbed!: number;

  @Field(() => [Int], { description: 'BAD runs with an alarm or a value beyond a limit.' })
  caughtRuns!: readonly number[];

  @Field(() => [Int], { description: 'BAD runs without.' })
  missedRuns!: readonly number[];

  @Field(() => [Int], {
    description: 'GOOD runs with an alarm or a value beyond a limit; of a step that lasts, its first five.',
  })
  disturbedRuns!: readonly number[];
}

@ObjectType({ description: 'What the judgement of the values of a config would have found.' })
export class ConfigBackTest {
  @Field(() => String, { description: 'Name of the config.' })
  name!: string;

  @Field(() => Int, {
    description: 'Number of runs that were judged: those read, without those known not to be significant.',
  })
  runs!: number;

  @Field(() => [TrendLimit], { description: 'The limits of the draft that apply to these runs.' })
  limits!: readonly TrendLimit[];

  @Field(() => [BackTestSegment], { description: 'Segments, in order; a step begins one.' })
  segments!: readonly BackTestSegment[];

  @Field(() => [BackTestFinding], { description: 'Alarms, by their first run.' })
  findings!: readonly BackTestFinding[];

  @Field(() => DraftAgreement, {
    nullable: true,
    description: 'Agreement with flags; null if no column certifies the subsystem, or no run is GOOD or BAD.',
  })
  agreement!: DraftAgreement | null;
}

/** Values of the configs of a draft in a run. */
export interface ValuesOfRun {
  readonly run: number;
  readonly results: readonly {
    readonly value: number | null;
    readonly errorLow: number | null;
    readonly errorHigh: number | null;
    readonly entries: number | null;
  }[];
}

/** The back-tests of configs over the runs of a dataset that were read, in any order. */
export async function backTests(
  database: Database,
  datasetId: number,
  configs: readonly ConfigSection[],
  read: readonly ValuesOfRun[],
): Promise<ConfigBackTest[]> {
  const valuesOf = new Map(read.map((each) => [each.run, each]));
  // The runs that the judgement after a scan takes.
  const runs = await selectRuns(database, datasetId, { numbers: [...valuesOf.keys()] });
  const numbers = runs.map(({ run }) => run);
  const subsystem = configs[0]?.subsystem ?? '';
  const flags = await findFlagLists(database, numbers, subsystem, onlineDataset);
  const names = await findPrimaryDatasets(
    database,
    runs.map((run) => run.datasetId),
  );
  const statusesOf = (index: number): (FlagStatus | null)[] => flags.map(({ statuses }) => statuses[index] ?? null);
  return configs.map(({ name, guidance }, position) => {
    const tested = runs.map(({ run, datasetId, era, runClass }, index) => {
      const primaryDataset = names.get(datasetId) ?? '';
      const none = { value: null, errorLow: null, errorHigh: null, entries: null };
      const { value, errorLow, errorHigh, entries } = valuesOf.get(run)?.results[position] ?? none;
      const statuses = statusesOf(index);
      return { run, era, runClass, primaryDataset, value, errorLow, errorHigh, entries, statuses };
    });
    const { agreement, ...judged } = backTest(tested, guidance);
    return {
      name,
      ...judged,
      agreement: agreement && {
        ...agreement,
        columns: flags.map(({ column }) => column),
        caught: agreement.caughtRuns.length,
        disturbed: agreement.disturbedRuns.length,
      },
    };
  });
}
