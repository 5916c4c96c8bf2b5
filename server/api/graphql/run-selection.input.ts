import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { RunSelection as Selection } from '../../store/runs/run-filter.ts';

@InputType({
  description:
    'A selection of runs. A run is selected if it meets all conditions given. A run for which a filtered quantity is unknown is not selected.',
})
export class RunSelection implements Selection {
  @Field(() => Int, { nullable: true, description: 'The latest N runs of the dataset that pass the filters.' })
  latest?: number | null;

  @Field(() => Int, { nullable: true, description: 'First run number, inclusive.' })
  from?: number | null;

  @Field(() => Int, { nullable: true, description: 'Last run number, inclusive.' })
  to?: number | null;

  @Field(() => [Int], { nullable: true, description: 'Run numbers.' })
  numbers?: number[] | null;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'Golden JSON, e.g. {"355100": [[1, 100]]}. Its keys are the runs; lumisections are ignored.',
  })
  goldenJson?: Record<string, unknown> | null;

  @Field(() => ID, { nullable: true, description: 'ID of a golden JSON stored by saveSelection.' })
  saved?: string | null;

  @Field(() => [String], { nullable: true, description: 'Classes in Run Registry, e.g. Collisions23.' })
  classes?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'Whether to exclude runs known not to be significant. Runs of unknown significance are included.',
  })
  significant?: boolean | null;

  @Field(() => Float, { nullable: true, description: 'Minimum duration in seconds.' })
  minDurationSeconds?: number | null;

  @Field(() => Float, { nullable: true, description: 'Minimum recorded luminosity in 1/pb.' })
  minRecordedLumi?: number | null;

  @Field(() => [Int], { nullable: true, description: 'LHC fill numbers.' })
  fills?: number[] | null;

  @Field(() => [String], { nullable: true, description: 'Eras, e.g. Run2023C.' })
  eras?: string[] | null;
}
