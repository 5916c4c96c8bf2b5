// Simulated trends: runs that all of them share, and values of many kinds. The same for the same seed. Nothing here is CMS data.
import { createJiti } from 'jiti';

const { Random } = await createJiti(import.meta.url).import('../../random.ts');

/** Random numbers of some distributions. */
export class Draws extends Random {
  normal() {
    return Math.sqrt(-2 * Math.log(1 - this.fraction())) * Math.cos(2 * Math.PI * this.fraction());
  }

  /** Student's t distribution with 3 degrees of freedom. */
  heavy() {
    const squares = Array.from({ length: 3 }, () => this.normal() ** 2).reduce((sum, square) => sum + square);
    return this.normal() / Math.sqrt(squares / 3);
  }

  poisson(mean) {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let [count, product] = [0, this.fraction()];
    for (const limit = Math.exp(-mean); product > limit; product *= this.fraction()) count += 1;
    return count;
  }

  between(low, high) {
    return low + (high - low) * this.fraction();
  }
}

/** Runs between technical stops, after which saw teeth begin again. */
export const tooth = 140;

/** The runs of a year: fills of one to eight runs along which luminosity falls, with a tenth of short runs. */
export function simulateRuns(count, seed) {
  const draws = new Draws(seed);
  const runs = [];
  let [lumi, left] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    if (left === 0) [lumi, left] = [draws.between(1.6, 2), 1 + draws.below(8)];
    left -= 1;
    lumi *= draws.between(0.88, 0.98);
    const entries = Math.round(1e4 * Math.exp(0.5 * draws.normal()) * (draws.fraction() < 0.1 ? 0.02 : 1));
    runs.push({ lumi, entries });
  }
  return runs;
}

/**
 * Kinds of trends with their share in percent. Each is a function of a source of random numbers that returns the spread of its values and a
 * function of a run and its index: its value without a level of its own, and its error and entries where the kind has them.
 */
const kinds = {
  Gaussian: [14, () => of(1, ({ draws }) => ({ value: draws.normal() }))],
  'Gaussian, with errors': [
    10,
    () => of(1, ({ draws }) => ({ value: draws.normal(), error: draws.between(0.8, 1.2) })),
  ],
  'scatter beyond the errors': [8, () => of(1, ({ draws }) => ({ value: draws.normal(), error: 0.2 }))],
  'heavy tails': [6, () => of(1, ({ draws }) => ({ value: draws.heavy() }))],
  counts: [
    6,
    (draws) => {
      const mean = draws.between(5, 200);
      return of(Math.sqrt(mean), () => {
        const value = draws.poisson(mean);
        return { value, error: Math.sqrt(value) };
      });
    },
  ],
  'rare counts': [
    4,
    (draws) => {
      const mean = draws.between(0.1, 2);
      return of(Math.max(1, Math.sqrt(mean)), () => ({ value: draws.poisson(mean) }));
    },
  ],
  'fraction near 1': [6, (draws) => fraction(draws, (one) => 1 - one)],
  'fraction near 0': [6, (draws) => fraction(draws, (one) => one)],
  drift: [
    8,
    (draws) => {
      const slope = draws.between(-0.02, 0.02);
      return of(1, ({ index }) => ({ value: slope * index + draws.normal() }));
    },
  ],
  'saw teeth': [
    6,
    (draws) => {
      const slope = draws.between(-0.1, 0.1);
      return of(1, ({ index }) => ({ value: slope * (index % tooth) + draws.normal() }));
    },
  ],
  'correlated with luminosity': [
    8,
    (draws) => {
      const slope = draws.between(2, 10);
      return of(1, ({ lumi }) => ({ value: slope * lumi + draws.normal() }));
    },
  ],
  autocorrelated: [
    8,
    (draws) => {
      let state = draws.normal();
      return of(1, () => {
        state = 0.6 * state + 0.8 * draws.normal();
        return { value: state };
      });
    },
  ],
  constant: [3, () => of(1, () => ({ value: 0 }))],
  'short runs with large errors': [
    4,
    (draws) =>
      of(1, ({ entries }) => {
        const error = Math.sqrt(1e4 / Math.max(1, entries));
        return { value: error * draws.normal(), error, entries };
      }),
  ],
  gaps: [3, (draws) => of(1, () => ({ value: draws.fraction() < 0.25 ? null : draws.normal() }))],
};

const of = (spread, valueOf) => ({ spread, valueOf });

/** A fraction of the entries of a run, with its binomial error. */
function fraction(draws, transform) {
  const share = draws.between(0.001, 0.02);
  return of(Math.sqrt((share * (1 - share)) / 1e4), ({ entries }) => {
    const count = Math.max(1, entries);
    const found = Math.min(1, draws.poisson(share * count) / count);
    const error = Math.sqrt(Math.max(found * (1 - found), 1 / count) / count);
    return { value: transform(found), error, entries };
  });
}

const weighted = Object.entries(kinds).flatMap(([kind, [share]]) => Array.from({ length: share }, () => kind));

/** Simulates a trend: its kind and spread, and its values, errors and entries by run. */
export function simulateTrend(runs, seed) {
  const draws = new Draws(seed);
  const kind = draws.one(weighted);
  const { spread, valueOf } = kinds[kind][1](draws);
  const level = kind.startsWith('fraction') || kind.endsWith('counts') ? 0 : draws.between(-100, 100);
  const values = [];
  const errors = [];
  const entries = [];
  for (const [index, run] of runs.entries()) {
    const point = valueOf({ draws, index, ...run });
    values.push(point.value === null ? null : level + point.value);
    errors.push(point.error ?? 0);
    entries.push(point.entries ?? run.entries);
  }
  return { kind, spread, values, errors, entries };
}
