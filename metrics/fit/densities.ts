/** Densities of fitted curves. */

type Coefficients = readonly [number, number, number, number, number];

function ratio(p: Coefficients, q: Coefficients, x: number): number {
  const above = p[0] + (p[1] + (p[2] + (p[3] + p[4] * x) * x) * x) * x;
  return above / (q[0] + (q[1] + (q[2] + (q[3] + q[4] * x) * x) * x) * x);
}

/** Derivative of `ratio` by x. */
function ratioSlope(p: Coefficients, q: Coefficients, x: number): number {
  const above = p[0] + (p[1] + (p[2] + (p[3] + p[4] * x) * x) * x) * x;
  const below = q[0] + (q[1] + (q[2] + (q[3] + q[4] * x) * x) * x) * x;
  const aboveSlope = p[1] + (2 * p[2] + (3 * p[3] + 4 * p[4] * x) * x) * x;
  const belowSlope = q[1] + (2 * q[2] + (3 * q[3] + 4 * q[4] * x) * x) * x;
  return (aboveSlope - (above / below) * belowSlope) / below;
}

const p1: Coefficients = [0.4259894875, -0.124976255, 0.039842437, -0.006298287635, 0.001511162253];
const q1: Coefficients = [1, -0.3388260629, 0.09594393323, -0.01608042283, 0.003778942063];
const p2: Coefficients = [0.1788541609, 0.1173957403, 0.01488850518, -0.001394989411, 0.0001283617211];
const q2: Coefficients = [1, 0.7428795082, 0.3153932961, 0.06694219548, 0.008790609714];
const p3: Coefficients = [0.1788544503, 0.09359161662, 0.006325387654, 0.00006611667319, -0.000002031049101];
const q3: Coefficients = [1, 0.6097809921, 0.2560616665, 0.04746722384, 0.006957301675];
const p4: Coefficients = [0.9874054407, 118.6723273, 849.279436, -743.7792444, 427.0262186];
const q4: Coefficients = [1, 106.8615961, 337.6496214, 2016.712389, 1597.063511];
const p5: Coefficients = [1.003675074, 167.5702434, 4789.711289, 21217.86767, -22324.9491];
const q5: Coefficients = [1, 156.9424537, 3745.310488, 9834.698876, 66924.28357];
const p6: Coefficients = [1.000827619, 664.9143136, 62972.92665, 475554.6998, -5743609.109];
const q6: Coefficients = [1, 651.4101098, 56974.73333, 165917.4725, -2815759.939];

/**
 * Landau density at v, in the approximation of CERNLIB (DENLAN; K. S. Koelbig and B. Schorr, Comput. Phys. Commun. 31 (1984) 97), which ROOT
 * uses too. Its peak is 0.1807 at v = -0.2228.
 */
export function landauDensity(v: number): number {
  if (v < -5.5) {
    const u = Math.exp(v + 1);
    if (u < 1e-10) return 0;
    return (
      0.3989422803 *
      (Math.exp(-1 / u) / Math.sqrt(u)) *
      (1 + (0.04166666667 + (-0.01996527778 + 0.02709538966 * u) * u) * u)
    );
  }
  if (v < -1) {
    const u = Math.exp(-v - 1);
    return Math.exp(-u) * Math.sqrt(u) * ratio(p1, q1, v);
  }
  if (v < 1) return ratio(p2, q2, v);
  if (v < 5) return ratio(p3, q3, v);
  if (v < 300) {
    const u = 1 / v;
    if (v < 12) return u * u * ratio(p4, q4, u);
    return u * u * (v < 50 ? ratio(p5, q5, u) : ratio(p6, q6, u));
  }
  const u = 1 / (v - (v * Math.log(v)) / (v + 1));
  return u * u * (1 + (-1.84556867 - 4.284640743 * u) * u);
}

/** Derivative of the Landau density at v, that of its approximation; `density` is `landauDensity(v)`, which callers know. */
export function landauSlope(v: number, density: number): number {
  if (v < -5.5) {
    const u = Math.exp(v + 1);
    if (u < 1e-10) return 0;
    const series = 1 + (0.04166666667 + (-0.01996527778 + 0.02709538966 * u) * u) * u;
    const seriesSlope = 0.04166666667 + (2 * -0.01996527778 + 3 * 0.02709538966 * u) * u;
    return density * (1 / u - 0.5 + (u * seriesSlope) / series);
  }
  if (v < -1) {
    const u = Math.exp(-v - 1);
    return Math.exp(-u) * Math.sqrt(u) * ratioSlope(p1, q1, v) + density * (u - 0.5);
  }
  if (v < 1) return ratioSlope(p2, q2, v);
  if (v < 5) return ratioSlope(p3, q3, v);
  if (v < 300) {
    const u = 1 / v;
    const slope = v < 12 ? ratioSlope(p4, q4, u) : v < 50 ? ratioSlope(p5, q5, u) : ratioSlope(p6, q6, u);
    return -u * (2 * density + u ** 3 * slope);
  }
  const u = 1 / (v - (v * Math.log(v)) / (v + 1));
  const inverseSlope = 1 - (Math.log(v) + v + 1) / (v + 1) ** 2;
  return -(u ** 3) * inverseSlope * (2 + (3 * -1.84556867 - 4 * 4.284640743 * u) * u);
}

/** TMath::Landau(x, location, width, false): not divided by the width; 0 unless the width is positive. */
export function landau(x: number, location: number, width: number): number {
  return width > 0 ? landauDensity((x - location) / width) : 0;
}

/** A Gaussian of height 1. */
export function gauss(x: number, mean: number, width: number): number {
  const v = (x - mean) / width;
  return Math.exp(-0.5 * v * v);
}

/** Position of the peak of a Landau relative to its location, in widths. */
export const landauPeak = -0.22278298;
const steps = 100;
const maxSigma = 5;

/** Nodes of the convolution sum, in Gaussian widths, with their weights. */
const nodes = Array.from({ length: steps }, (_, index) => {
  const at = -maxSigma + ((index + 0.5) * 2 * maxSigma) / steps;
  return { at, weight: ((2 * maxSigma) / steps) * 0.3989422804014 * gauss(at, 0, 1) };
});

/**
 * A Landau density (location p1 + shift p0, width p0, divided by p0) convolved with a normalised Gaussian of width p3, times p2: the sum of
 * 100 midpoints over 5 Gaussian widths on each side. It is symmetric in p3; p3 = 0 gives the Landau.
 */
export function landauGauss(
  x: number,
  [p0 = 0, p1 = 0, p2 = 0, p3 = 0]: ArrayLike<number> & Iterable<number>,
  shift: number,
): number {
  const location = p1 + shift * p0;
  let sum = 0;
  for (const { at, weight } of nodes) sum += weight * landau(x + at * p3, location, p0);
  return (p2 * sum) / p0;
}
