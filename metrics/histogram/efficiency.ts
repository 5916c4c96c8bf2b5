import { betaCumulative, centralBetaInterval, clopperPearson, shortestBetaInterval } from './beta.ts';
import { gaussianDeviation, logGamma } from './gamma.ts';

/** Methods for the interval of an efficiency, in the order of TEfficiency::EStatOption. */
export const efficiencyMethods = [
  'Clopper-Pearson',
  'normal',
  'Wilson',
  'Agresti-Coull',
  'Feldman-Cousins',
  'Jeffreys',
  'uniform prior',
  'Bayesian',
  'mid-P',
] as const;
export type EfficiencyMethod = (typeof efficiencyMethods)[number];

/** Probability of a Gaussian within one standard deviation: the default confidence level of TEfficiency. */
export const oneSigma = 0.682689492137;

/** Options of an efficiency; the defaults are those of TEfficiency. */
export interface EfficiencyOptions {
  readonly method?: EfficiencyMethod;
  /** Confidence level of the interval, 0 to 1. */
  readonly level?: number;
  /** Parameters of the Beta prior of 'Bayesian'. */
  readonly alpha?: number;
  readonly beta?: number;
  /** Bayesian methods: use the mode instead of the mean, and the shortest interval instead of the central one. */
  readonly mode?: boolean;
}

/** An efficiency with its interval, all between 0 and 1. */
export interface EfficiencyInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Efficiency of `passed` of `total` events, 0 <= passed <= total, with the interval of TEfficiency (formulas in the class reference of
 * ROOT). Without events, a frequentist efficiency is 0 with the interval 0 to 1; a Bayesian one is given by its prior.
 */
export function efficiencyOf(
  passed: number,
  total: number,
  { method = 'Clopper-Pearson', level = oneSigma, alpha = 1, beta = 1, mode = false }: EfficiencyOptions = {},
): EfficiencyInterval {
  const prior = { Jeffreys: [0.5, 0.5], 'uniform prior': [1, 1], Bayesian: [alpha, beta] }[method as string];
  if (prior) {
    const [a, b] = [passed + (prior[0] ?? 1), total - passed + (prior[1] ?? 1)];
    return mode
      ? { value: betaMode(a, b), ...shortestBetaInterval(level, a, b) }
      : { value: a / (a + b), ...centralBetaInterval(level, a, b) };
  }
  if (total === 0) return { value: 0, low: 0, high: 1 };
  const interval = frequentist[method as keyof typeof frequentist](passed, total, level);
  const value = passed / total;
  // Searching and rounding may give an end on the wrong side of the value, by about 1e-9.
  return { value, low: Math.min(Math.max(interval.low, 0), value), high: Math.max(Math.min(interval.high, 1), value) };
}

/** Mode of the Beta distribution (TEfficiency::BetaMode), which is 0 or 1 for a monotonic density. */
function betaMode(a: number, b: number): number {
  if (a <= 1 || b <= 1) return a < b ? 0 : a > b ? 1 : 0.5;
  return (a - 1) / (a + b - 2);
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

const frequentist = {
  'Clopper-Pearson': (passed: number, total: number, level: number): Interval => clopperPearson(level, passed, total),
  normal,
  Wilson: wilson,
  'Agresti-Coull': agrestiCoull,
  'Feldman-Cousins': feldmanCousins,
  'mid-P': midP,
};

function normal(passed: number, total: number, level: number): Interval {
  const value = passed / total;
  return around(value, gaussianDeviation((1 - level) / 2) * Math.sqrt((value * (1 - value)) / total));
}

function wilson(passed: number, total: number, level: number): Interval {
  const kappa = gaussianDeviation((1 - level) / 2);
  const value = passed / total;
  const center = (passed + kappa ** 2 / 2) / (total + kappa ** 2);
  return around(center, (kappa / (total + kappa ** 2)) * Math.sqrt(total * value * (1 - value) + kappa ** 2 / 4));
}

function agrestiCoull(passed: number, total: number, level: number): Interval {
  const kappa = gaussianDeviation((1 - level) / 2);
  const center = (passed + kappa ** 2 / 2) / (total + kappa ** 2);
  return around(center, kappa * Math.sqrt((center * (1 - center)) / (total + kappa ** 2)));
}

function around(center: number, delta: number): Interval {
  return { low: center - delta, high: center + delta };
}

/** Tolerance of the searches of TEfficiency. */
const tolerance = 1e-9;

/**
 * The efficiencies whose acceptance set contains `passed`. A set contains the outcomes in the order of P(k | e) / P(k | k/n) up to a total
 * probability of `level` (G. J. Feldman and R. D. Cousins, Phys. Rev. D 57 (1998) 3873). Counts are rounded down.
 */
function feldmanCousins(passed: number, total: number, level: number): Interval {
  const n = Math.floor(total);
  return {
    low: search((efficiency) => acceptance(efficiency, n, level).last < passed),
    high: search((efficiency) => acceptance(efficiency, n, level).first <= passed),
  };
}

/** First and last outcome of n trials in an acceptance set. The ratio falls on both sides of its maximum, so that the set has no gaps. */
function acceptance(efficiency: number, n: number, level: number): { first: number; last: number } {
  const logRatio = (k: number): number => {
    if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
    const ofPassed = k === 0 ? 0 : k * Math.log((efficiency * n) / k);
    return ofPassed + (k === n ? 0 : (n - k) * Math.log(((1 - efficiency) * n) / (n - k)));
  };
  const logCount = logGamma(n + 1);
  const probability = (k: number): number =>
    Math.exp(
      logCount - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(efficiency) + (n - k) * Math.log1p(-efficiency),
    );
  const near = Math.min(Math.floor(efficiency * n), n);
  const best = logRatio(near + 1) > logRatio(near) ? near + 1 : near;
  let [first, last, sum] = [best, best, probability(best)];
  while (sum < level && (first > 0 || last < n)) {
    if (logRatio(first - 1) > logRatio(last + 1)) {
      first -= 1;
      sum += probability(first);
    } else {
      last += 1;
      sum += probability(last);
    }
  }
  return { first, last };
}

/**
 * Like the Clopper-Pearson interval, but the tails contain half of the probability of the observed count (H. O. Lancaster, J. Am. Stat.
 * Assoc. 56 (1961) 223). Uses the relation of the binomial and the Beta distribution.
 */
function midP(passed: number, total: number, level: number): Interval {
  const tail = (1 - level) / 2;
  if (passed > 0 && passed < 1) {
    // A fraction of an event: interpolate between the intervals of none and one, as TEfficiency does for the upper end.
    const [none, one] = [midP(0, total, level), midP(1, total, level)];
    return { low: passed * one.low, high: none.high + passed * (one.high - none.high) };
  }
  const atLeast = (k: number, efficiency: number): number =>
    k <= 0 ? 1 : k > total ? 0 : betaCumulative(efficiency, k, total - k + 1);
  const above = (efficiency: number): number => (atLeast(passed, efficiency) + atLeast(passed + 1, efficiency)) / 2;
  return {
    low: passed === 0 ? 0 : search((efficiency) => above(efficiency) < tail),
    high: passed === total ? 1 : search((efficiency) => above(efficiency) < 1 - tail),
  };
}

/** Finds by bisection the end, between 0 and 1, of the efficiencies for which a condition holds. */
function search(holds: (efficiency: number) => boolean): number {
  let [low, high] = [0, 1];
  while (high - low > tolerance) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
