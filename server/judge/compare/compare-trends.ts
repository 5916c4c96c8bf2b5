/** Comparison of a trend in two processings, datasets or eras, A and B. */
import { commonRuns, type ComparedPoints, measuredIn, type Values } from './compared-points.ts';
import { difference, errorOfMean, errorOfScatter, meanOf, quadraticSum, weightsOf } from './weighted-mean.ts';

/** How a trend differs between two sides. What cannot be computed is null: also where numbers are too large for double precision. */
export interface TrendComparison {
  /** Runs with a value that are compared; the same for both sides where these are compared run by run. */
  readonly runsA: number;
  readonly runsB: number;
  readonly meanA: number | null;
  readonly meanB: number | null;
  /** Mean of B minus mean of A, and its error. */
  readonly shift: number | null;
  readonly shiftError: number | null;
  /** Shift in units of its error, within ±`maxSignificance`; positive where B is larger. */
  readonly significance: number | null;
  /** Mean of B divided by mean of A; null near zero, see `hasRatio`. */
  readonly ratio: number | null;
  readonly ratioError: number | null;
  /** Share of the runs that are farther apart than three standard deviations, from 0 to 1; null where no run has an error. */
  readonly shareBeyond: number | null;
}

/** Largest significance: that of values without errors that all differ by the same. */
export const maxSignificance = 1e6;
/** Standard deviations beyond which a run counts as different. */
const farSigmas = 3;
/** Smallest share of the values of a side that have the sign of all others, for a ratio. */
const signShare = 0.95;
/** Fewest values whose scatter alone gives the error of their mean. */
const minScattered = 5;

/**
 * Compares the values of the runs that both sides have, run by run. With a, b the values of a run and σa, σb their errors:
 *
 * - d = b − a, 0 where it is a rounding error, and σ² = σa² + σb². This is the error of independent measurements. Two processings of the same
 *   events share their statistical fluctuations: there σ is too large, and distances in units of it are too small.
 * - Means are weighted with w = (m / max(σ, m))², m being the median of σ, or all the same where m = 0: as 1/σ² for runs of large errors, while
 *   no run weighs more than a typical one. Mean of A = Σwa/Σw, mean of B = Σwb/Σw, shift = Σwd/Σw.
 * - Error of the shift: the larger of √Σw²σ²/Σw, which the errors give, and √(Σw(d − shift)²/((n − 1)Σw)), which the scatter gives. This is the
 *   scale factor of the Particle Data Group (Review of Particle Physics, "Unconstrained averaging").
 * - Ratio R = mean of B / mean of A, which is 1/R with the sides swapped. Its error is that of the mean of r = b − Ra, with σ² = σb² + R²σa², over
 *   the mean of A (Cochran, Sampling Techniques, chapter 6).
 * - Share beyond 3σ: of the runs with an error, those with |d| > 3σ.
 */
export function compareRuns(a: ComparedPoints, b: ComparedPoints): TrendComparison {
  const { first, second } = commonRuns(a, b);
  const count = first.values.length;
  if (count === 0) return { ...nothing, runsA: 0, runsB: 0 };
  const distances = first.values.map((value, index) => difference(second.values[index] ?? 0, value));
  const sigmas = first.errors.map((error, index) => quadraticSum(error, second.errors[index] ?? 0));
  const weights = weightsOf(sigmas);
  const meanA = meanOf(first.values, weights);
  const meanB = meanOf(second.values, weights);
  const shift = meanOf(distances, weights);
  const shiftError = errorOfMean(distances, sigmas, weights, shift);
  const ratio = hasRatio(first.values, second.values) ? meanB / meanA : Number.NaN;
  const residuals = first.values.map((value, index) => difference(second.values[index] ?? 0, ratio * value));
  const residualErrors = first.errors.map((error, index) => quadraticSum(second.errors[index] ?? 0, ratio * error));
  const measured = sigmas.filter((sigma) => sigma > 0).length;
  const far = distances.filter((distance, index) => isFar(distance, sigmas[index] ?? 0)).length;
  return {
    runsA: count,
    runsB: count,
    meanA: finite(meanA),
    meanB: finite(meanB),
    ...significanceOf(shift, shiftError, measured > 0 ? Infinity : count),
    ratio: finite(ratio),
    ratioError: finite(errorOfMean(residuals, residualErrors, weights, 0) / Math.abs(meanA)),
    shareBeyond: measured === 0 ? null : far / measured,
  };
}

/**
 * Compares all values of two sides that have no runs in common, as two eras. Each mean, its weights and its error are those of `compareRuns`, of
 * the side's own values and errors:
 *
 * - shift = mean of B − mean of A, with σ² = σA² + σB², the errors of the means;
 * - ratio R = mean of B / mean of A, with σ² = (σB² + R²σA²) / (mean of A)²;
 * - share beyond 3σ: of the runs of B, those with |b − mean of A| > 3√(σb² + s²), s² = Σw(a − mean of A)²/Σw · n/(n − 1) being the scatter of A.
 *
 * Slow drifts within a side are part of its scatter, but not that neighbouring runs resemble each other: then errors of means are too small.
 */
export function compareSamples(a: ComparedPoints, b: ComparedPoints): TrendComparison {
  const [first, second] = [sampleOf(a), sampleOf(b)];
  const [runsA, runsB] = [first.values.length, second.values.length];
  if (runsA === 0 || runsB === 0) return { ...nothing, runsA, runsB };
  const shift = difference(second.mean, first.mean);
  const ratio = hasRatio(first.values, second.values) ? second.mean / first.mean : Number.NaN;
  const sigmas = second.errors.map((error) => quadraticSum(error, first.scatter));
  const measured = runsA < 2 ? 0 : sigmas.filter((sigma) => sigma > 0).length;
  const far = second.values.filter((value, index) => isFar(difference(value, first.mean), sigmas[index] ?? 0)).length;
  return {
    runsA,
    runsB,
    meanA: finite(first.mean),
    meanB: finite(second.mean),
    ...significanceOf(
      shift,
      quadraticSum(first.error, second.error),
      hasErrors(first) || hasErrors(second) ? Infinity : Math.min(runsA, runsB),
    ),
    ratio: finite(ratio),
    ratioError: finite(quadraticSum(second.error, ratio * first.error) / Math.abs(first.mean)),
    shareBeyond: measured === 0 ? null : far / measured,
  };
}

/** What a comparison has besides the numbers of runs, where nothing is compared. */
export const nothing = {
  meanA: null,
  meanB: null,
  shift: null,
  shiftError: null,
  significance: null,
  ratio: null,
  ratioError: null,
  shareBeyond: null,
} as const;

/** The values of a side with their mean, its error, and their scatter. */
function sampleOf(points: ComparedPoints): Values & { mean: number; error: number; scatter: number } {
  const measured = measuredIn(points);
  const [values, errors] = [measured.map(({ value }) => value), measured.map(({ error }) => error)];
  const weights = weightsOf(errors);
  const mean = meanOf(values, weights);
  return {
    values,
    errors,
    mean,
    error: errorOfMean(values, errors, weights, mean),
    scatter: errorOfScatter(values, weights, mean) * Math.sqrt(values.length),
  };
}

const isFar = (distance: number, sigma: number): boolean => sigma > 0 && Math.abs(distance) > farSigmas * sigma;

/** Whether nearly all values of both sides have the same sign: otherwise they are near zero, and a ratio says nothing. */
function hasRatio(a: readonly number[], b: readonly number[]): boolean {
  const signed = (values: readonly number[], sign: number): boolean =>
    values.filter((value) => Math.sign(value) === sign).length >= signShare * values.length;
  return [1, -1].some((sign) => signed(a, sign) && signed(b, sign));
}

const hasErrors = ({ errors }: Values): boolean => errors.some((error) => error > 0);

/** A shift with its error and significance; the latter is null where the error is that of the scatter of too few values (`scattered`). */
function significanceOf(
  shift: number,
  error: number,
  scattered: number,
): Pick<TrendComparison, 'shift' | 'shiftError' | 'significance'> {
  const known = { shift: finite(shift), shiftError: finite(error) };
  if (known.shift === null || known.shiftError === null) return { ...known, significance: null };
  if (shift === 0) return { ...known, significance: 0 };
  if (scattered < minScattered) return { ...known, significance: null };
  return { ...known, significance: Math.sign(shift) * Math.min(maxSignificance, Math.abs(shift) / error) };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
