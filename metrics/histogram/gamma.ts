/** The gamma function, and chi-square and Gaussian probabilities based on it. */

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln of the gamma function, for x > 0 (Lanczos approximation, g = 7, to 1e-15). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  const series = lanczos.reduce(
    (sum, coefficient, index) => (index === 0 ? coefficient : sum + coefficient / (x - 1 + index)),
    0,
  );
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

/**
 * The upper regularised incomplete gamma function Q(a, x), a > 0, x >= 0: by its series if x < a + 1, else by its continued fraction
 * (Abramowitz and Stegun 6.5.29 and 6.5.31).
 */
export function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 100_000 && term > sum * 1e-16; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** By Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n < 100_000; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b || 1e-300);
    c = b + numerator / c || 1e-300;
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return result;
}

/** Probability of a chi-square at least as large with `ndf` degrees of freedom (TMath::Prob); 0 if ndf is 0. */
export function chiSquareProbability(chi2: number, ndf: number): number {
  if (!(ndf > 0) || !(chi2 >= 0)) return 0;
  return upperGamma(ndf / 2, chi2 / 2);
}

/** Number of standard deviations above which a Gaussian has the probability `tail`, 0 to 1 (ROOT::Math::normal_quantile_c). */
export function gaussianDeviation(tail: number): number {
  if (tail > 0.5) return -gaussianDeviation(1 - tail);
  if (!(tail > 0)) return tail === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  let [low, high] = [0, 40];
  for (let step = 0; step < 100 && high - low > 1e-16 * high; step += 1) {
    const middle = (low + high) / 2;
    if (upperGamma(0.5, (middle * middle) / 2) / 2 > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
