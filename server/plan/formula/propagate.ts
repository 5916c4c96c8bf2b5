import type { Value } from '../../../metrics/metric.ts';
import type { Correlation } from './formula.ts';

/**
 * The lower and upper uncertainty of a function of inputs to first order, from its derivatives with respect to them:
 *
 *     σ² = Σᵢ (∂f/∂xᵢ)² σᵢ² + 2 Σᵢ<ⱼ (∂f/∂xᵢ) (∂f/∂xⱼ) ρᵢⱼ σᵢ σⱼ
 *
 * (JCGM 100:2008, "Guide to the expression of uncertainty in measurement", equations 10 and 13). An input contributes to the upper uncertainty
 * with its own upper one where the function increases with it, otherwise with its lower one; to the lower uncertainty the other way round.
 *
 * ρ is 0 for independent inputs. For `same data`, where the entries of one are all or some of those of the other, the covariance of two means or
 * of two counts is the smaller one of the variances, so that ρ is the smaller uncertainty divided by the larger one (R. Barlow, "Systematic
 * errors: facts and fictions", hep-ex/0207026, section 4.2: the variance of the difference is the difference of the variances). The ratio of
 * counts n/N then has the variance of a binomial, (n/N) (1 - n/N) / N.
 */
export function propagate(
  slopes: ReadonlyMap<string, number>,
  values: ReadonlyMap<string, Value>,
  correlation: Correlation,
): { errorLow: number; errorHigh: number } {
  const inputs = [...slopes].flatMap(([key, slope]) => {
    const value = values.get(key);
    return value === undefined || slope === 0 ? [] : { slope, value };
  });
  const side = (upper: boolean): number =>
    combine(
      inputs.map(({ slope, value: { errorLow, errorHigh } }) => ({
        slope,
        error: slope > 0 === upper ? errorHigh : errorLow,
      })),
      correlation,
    );
  return { errorLow: side(false), errorHigh: side(true) };
}

function combine(
  inputs: readonly { readonly slope: number; readonly error: number }[],
  correlation: Correlation,
): number {
  const contributions = inputs.map(({ slope, error }) => (error === 0 ? 0 : slope * error));
  const scale = Math.max(...contributions.map(Math.abs), 0);
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  // Relative to the largest one, so that no square overflows.
  let sum = 0;
  for (const [i, a] of contributions.entries()) {
    sum += (a / scale) ** 2;
    if (correlation === 0) continue;
    for (let j = 0; j < i; j += 1) {
      const b = contributions[j] ?? 0;
      if (a === 0 || b === 0) continue;
      const [errorA, errorB] = [inputs[i]?.error ?? 0, inputs[j]?.error ?? 0];
      const rho = correlation === 'same data' ? Math.min(errorA, errorB) / Math.max(errorA, errorB) : correlation;
      sum += 2 * rho * (a / scale) * (b / scale);
    }
  }
  // The difference of equal terms may be slightly negative.
  return scale * Math.sqrt(Math.max(0, sum));
}
