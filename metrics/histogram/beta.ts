/** The Beta distribution, for confidence intervals of binomial efficiencies. */
import { logGamma } from './gamma.ts';

/** Cumulative distribution at x of the Beta distribution with parameters a, b > 0: the regularised incomplete beta function. */
export function betaCumulative(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

/** Continued fraction of the incomplete beta function, by Lentz's method. */
function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let result = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return result;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** Quantile p of the Beta distribution, by bisection to double precision. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  let [low, high] = [0, 1];
  for (let step = 0; step < 100 && high - low > 1e-16 * high; step += 1) {
    const middle = (low + high) / 2;
    if (betaCumulative(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Shortest interval with probability `level` of the Beta distribution (TEfficiency::BetaShortestInterval). */
export function shortestBetaInterval(level: number, a: number, b: number): { low: number; high: number } {
  // If the density is monotonic, the shortest interval starts at its maximum.
  if (a <= 1 && b <= 1) return { low: betaQuantile((1 - level) / 2, a, b), high: betaQuantile((1 + level) / 2, a, b) };
  if (a <= 1) return { low: 0, high: betaQuantile(level, a, b) };
  if (b <= 1) return { low: betaQuantile(1 - level, a, b), high: 1 };
  // Otherwise the densities at both ends are equal: with more probability below, the lower one rises and the upper one falls.
  const logDensity = (x: number): number => (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x);
  let [left, right] = [0, 1 - level];
  for (let step = 0; step < 60; step += 1) {
    const below = (left + right) / 2;
    if (logDensity(betaQuantile(below, a, b)) < logDensity(betaQuantile(below + level, a, b))) left = below;
    else right = below;
  }
  const below = (left + right) / 2;
  return { low: betaQuantile(below, a, b), high: betaQuantile(below + level, a, b) };
}

/** Interval with probability (1 - level)/2 of the Beta distribution on each side (TEfficiency::BetaCentralInterval). */
export function centralBetaInterval(level: number, a: number, b: number): { low: number; high: number } {
  return { low: betaQuantile((1 - level) / 2, a, b), high: betaQuantile((1 + level) / 2, a, b) };
}

/** Clopper-Pearson interval of an efficiency k/n (TEfficiency::ClopperPearson), which never undercovers. */
export function clopperPearson(level: number, passed: number, total: number): { low: number; high: number } {
  const tail = (1 - level) / 2;
  return {
    low: passed === 0 ? 0 : betaQuantile(tail, passed, total - passed + 1),
    high: passed === total ? 1 : betaQuantile(1 - tail, passed + 1, total - passed),
  };
}
