import { Arg, Ctx, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { ComparedBins } from '../../../../../metrics/histogram/compare.ts';
import { type InputName, inputNames } from '../../../../../metrics/metric.ts';
import { readReferenceRuns } from '../../../../app/rules/reference-runs.ts';
import type { Compared } from '../../../../histograms/comparison/compared.ts';
import { enumType } from '../../../../store/entities/graphql-decorators.ts';
import { findReferenceRun, type ReferenceRule } from '../../../../store/files/reference-run.ts';
import { findProvenance, findTrendNames, type Provenance } from '../../../../store/trends.ts';
import { rowId } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { problemOf } from '../monitor-element.ts';

const ReferenceRules = enumType<ReferenceRule | 'PINNED'>(
  'ReferenceRule',
  "By which rule the run is found that a run's histograms are compared with. Only runs with a file that can be read are found.",
  {
    PREVIOUS_SIGNIFICANT: 'The nearest significant run before it.',
    SAME_FILL: 'The other run of its fill with most entries of the ME.',
    SEGMENT: 'The other run with most entries of the ME in its segment of the trend.',
    PINNED: "The subsystem's run in reference-runs.ini.",
  },
);

/** Cost of reading MEs of two files. */
const comparisonCost = 4_000;
/** Bytes of an ME that is compared. */
const maxBytes = 8 * 1024 * 1024;

@ObjectType({ description: 'The bins of two MEs compared, without underflow and overflow.' })
export class BinComparison {
  @Field(() => [Float], { nullable: 'items', description: 'First divided by second; null where the second is 0.' })
  ratios!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Errors of the ratios.' })
  errors!: readonly (number | null)[];

  @Field(() => [Float], { nullable: 'items', description: 'Differences divided by their errors; null without error.' })
  pulls!: readonly (number | null)[];
}

@ObjectType({ description: 'Two MEs of the same bins compared, as ROOT does.' })
export class ElementComparison {
  @Field(() => String, { nullable: true, description: 'Why they were not compared.' })
  problem!: string | null;

  @Field(() => BinComparison, { nullable: true, description: 'Bins of MEs of one dimension.' })
  bins!: BinComparison | null;

  @Field(() => BinComparison, {
    nullable: true,
    description: 'The same after the first was scaled to the integral of the second; null of means and ratios.',
  })
  shapes!: BinComparison | null;

  @Field(() => String, { nullable: true, description: 'Options of TH1::Chi2Test: UU NORM for counts, otherwise WW.' })
  chi2Option!: string | null;

  @Field(() => Float, { nullable: true, description: 'Chi-square; null if an ME is empty, or a bin has no error.' })
  chi2!: number | null;

  @Field(() => Int, { nullable: true, description: 'Its degrees of freedom.' })
  ndf!: number | null;

  @Field(() => Float, { nullable: true, description: 'Probability of a chi-square at least as large.' })
  chi2Probability!: number | null;

  @Field(() => Float, { nullable: true, description: 'Kolmogorov distance, of MEs of one or two dimensions.' })
  kolmogorovDistance!: number | null;

  @Field(() => Float, { nullable: true, description: 'Probability of a distance at least as large.' })
  kolmogorovProbability!: number | null;
}

@ObjectType({ description: 'An input of the metric of a point compared with that of another run.' })
export class InputComparison {
  @Field(() => String, { description: 'Name of the input: main, histo1, histo2 or reference.' })
  input!: InputName;

  @Field(() => ElementComparison, { description: 'The comparison.' })
  comparison!: ElementComparison;
}

@Resolver()
export class ElementComparisonResolver {
  @Query(() => Int, {
    nullable: true,
    description: "The run that a run's histograms are compared with; null where the rule gives none.",
  })
  async referenceRun(
    @Ctx() { database, jobs }: Context,
    @Arg('trend', () => ID, { description: 'ID of the trend.' }) trend: string,
    @Arg('run', () => Int, { description: 'Run number.' }) run: number,
    @Arg('rule', () => ReferenceRules, { description: 'The rule.' }) rule: ReferenceRule | 'PINNED',
  ): Promise<number | null> {
    const id = rowId(trend);
    if (id === undefined) return null;
    if (rule !== 'PINNED') return findReferenceRun(database, id, run, rule);
    const name = await findTrendNames(database, id);
    const { runs } = await readReferenceRuns(jobs.app.settings.HDQM_CONFIGS);
    return (name && runs.get(name.subsystem)) ?? null;
  }

  @Query(() => [InputComparison], {
    nullable: true,
    description:
      'The MEs that a point was computed from compared with those of another run of the trend. Null if no file of one of the runs was read for it.',
    complexity: comparisonCost,
  })
  async comparedElements(
    @Ctx() { database, histograms }: Context,
    @Arg('trend', () => ID, { description: 'ID of the trend.' }) trend: string,
    @Arg('run', () => Int, { description: 'Run number.' }) run: number,
    @Arg('reference', () => Int, { description: 'The other run.' }) reference: number,
  ): Promise<InputComparison[] | null> {
    const id = rowId(trend);
    if (id === undefined) return null;
    const [own, other] = await Promise.all([
      findProvenance(database, id, run),
      findProvenance(database, id, reference),
    ]);
    if (!own || !other) return null;
    const inputs = inputNames.filter((name) => own.paths[name] && !(name === 'reference' && own.referenceRun !== null));
    const pathsOf = ({ paths }: Provenance) => inputs.map((name) => paths[name] ?? []);
    const answer = await histograms.compareRuns(
      { file: own.file, run },
      { mePaths: pathsOf(own), maxBytes },
      { file: other.file, run: reference, mePaths: pathsOf(other) },
    );
    return inputs.map((input, index) => {
      const compared: Compared | undefined = answer.outcome === 'read' ? answer.comparisons[index] : undefined;
      const problem = answer.outcome === 'read' ? 'not compared' : problemOf(answer).reason;
      return { input, comparison: toComparison(compared ?? { problem }) };
    });
  }
}

/** A comparison as the API has it. */
export function toComparison(compared: Compared): ElementComparison {
  const [problem, found] = 'problem' in compared ? [compared.problem, undefined] : [null, compared];
  const { chiSquare, kolmogorov, bins, shapes } = found ?? {};
  return {
    problem,
    bins: bins ? toBins(bins) : null,
    shapes: shapes ? toBins(shapes) : null,
    chi2Option: chiSquare?.option ?? null,
    chi2: chiSquare?.chi2 ?? null,
    ndf: chiSquare?.ndf ?? null,
    chi2Probability: chiSquare?.probability ?? null,
    kolmogorovDistance: kolmogorov?.distance ?? null,
    kolmogorovProbability: kolmogorov?.probability ?? null,
  };
}

function toBins({ ratios, errors, pulls }: ComparedBins): BinComparison {
  const list = (numbers: Float64Array) => Array.from(numbers, (value) => (Number.isFinite(value) ? value : null));
  return { ratios: list(ratios), errors: list(errors), pulls: list(pulls) };
}
