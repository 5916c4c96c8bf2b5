import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { RunSelection as Selection } from '../../store/run-filter.ts';

/** The API's form of a selection of runs; what it means is told at the store's RunSelection. */
@InputType({
  description:
    'Which runs. latest, from, to, numbers and goldenJson choose them; the others filter. A run of which a filtered quantity is not known is left out.',
})
export class RunSelection implements Selection {
  @Field(() => Int, { nullable: true, description: 'The latest so many runs of the dataset that pass the filters.' })
  latest?: number | null;

  @Field(() => Int, { nullable: true, description: 'First run.' })
  from?: number | null;

  @Field(() => Int, { nullable: true, description: 'Last run.' })
  to?: number | null;

  @Field(() => [Int], { nullable: true, description: 'These runs.' })
  numbers?: number[] | null;

  @Field(() => GraphQLJSONObject, { nullable: true, description: 'The runs of a golden JSON, {"355100": [[1, 100]]}.' })
  goldenJson?: Record<string, unknown> | null;

  @Field(() => ID, { nullable: true, description: 'The runs of a selection that saveSelection keeps.' })
  saved?: string | null;

  @Field(() => [String], { nullable: true, description: "Run Registry's classes, e.g. Collisions23." })
  classes?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'Leave out runs that are known not to be significant. A run that is not known yet stays.',
  })
  significant?: boolean | null;

  @Field(() => Float, { nullable: true, description: 'Least duration in seconds.' })
  minDurationSeconds?: number | null;

  @Field(() => Float, { nullable: true, description: 'Least recorded luminosity in 1/pb.' })
  minRecordedLumi?: number | null;

  @Field(() => [Int], { nullable: true, description: 'LHC fills.' })
  fills?: number[] | null;

  @Field(() => [String], { nullable: true, description: 'Eras, e.g. Run2023C.' })
  eras?: string[] | null;
}
