import { Field, Float, ObjectType } from 'type-graphql';
import type { CurveProblem, SampledCurve } from '../../../histograms/curve.ts';
import type { Provenance } from '../../../store/trends.ts';

@ObjectType({ description: 'A parameter of a fitted function.' })
export class FitParameter {
  @Field(() => String, { description: 'Name, e.g. location.' })
  name!: string;

  @Field(() => Float, { description: 'Fitted value.' })
  value!: number;

  @Field(() => Float, { description: 'Uncertainty.' })
  error!: number;
}

@ObjectType({
  description: 'The curve that a metric fitted to its main ME, computed from the files. It is not stored.',
})
export class FittedCurve {
  @Field(() => String, { description: 'Name of the function, or its formula.' })
  name!: string;

  @Field(() => [FitParameter], { description: 'Parameters in the order of the function.' })
  parameters!: readonly FitParameter[];

  @Field(() => Float, { description: 'Lower end of the range of the fit within the axis, in units of x.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end of the range of the fit within the axis, in units of x.' })
  high!: number;

  @Field(() => Float, { nullable: true, description: 'Chi-square at the minimum.' })
  chi2!: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees of freedom.' })
  ndf!: number | null;

  @Field(() => [Float], { description: 'Positions from low to high, in units of x.' })
  x!: readonly number[];

  @Field(() => [Float], { description: 'Expected content of a bin of the ME at each position.' })
  y!: readonly number[];
}

/** The curve of a point, or the reason why there is none although the metric fits one. */
export interface PointCurve {
  readonly curve: FittedCurve | null;
  readonly curveProblem: string | null;
}

/** Relative differences below this are those of machines and versions of Node. */
const tolerance = 1e-6;

/** Returns the curve if the metric computes the stored value with it: never that of another fit. */
export function curveOfPoint(
  found: SampledCurve | CurveProblem | undefined,
  { value, errorLow, errorHigh }: Pick<Provenance, 'value' | 'errorLow' | 'errorHigh'>,
): PointCurve {
  if (!found) return { curve: null, curveProblem: null };
  if ('problem' in found) return { curve: null, curveProblem: found.problem };
  const scale = Math.max(Math.abs(value ?? 0), errorLow ?? 0, errorHigh ?? 0);
  const isSame =
    value !== null &&
    Math.abs(found.value - value) <= tolerance * scale &&
    Math.abs(found.errorLow - (errorLow ?? 0)) <= tolerance * scale &&
    Math.abs(found.errorHigh - (errorHigh ?? 0)) <= tolerance * scale;
  if (isSame) return { curve: found, curveProblem: null };
  const now = found.errorLow === found.errorHigh ? `${found.value} ± ${found.errorLow}` : String(found.value);
  return { curve: null, curveProblem: `the metric now computes ${now}: recompute the point to draw the curve` };
}
