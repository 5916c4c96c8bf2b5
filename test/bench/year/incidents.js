// Known incidents of a simulated year: what happened, at which runs, to which trends.
import { Draws, tooth } from './trends.js';

/** Trends of a group, of all kinds, that have something in common. */
export const groupSize = 20;
/** Limits of a trend that has some, around its median: in spreads, or in units of the largest distance of an undisturbed value. */
export const [limitSpreads, limitDistances] = [15, 1.5];

/** Kinds of incidents: the sizes in spreads, the number of runs concerned (undefined: all later ones), and how often they are. */
const kinds = [
  { kind: 'step', weight: 8, sizes: [1, 2, 3, 4, 6, 10], runs: () => undefined },
  { kind: 'step that returns', weight: 4, sizes: [3, 4, 6, 10], runs: (draws) => 15 + draws.below(60) },
  { kind: 'outlier', weight: 3, sizes: [6, 10, 20, 40], runs: () => 1 },
  { kind: 'bad data', weight: 4, sizes: [3, 6, 10, 20], runs: (draws) => 2 + draws.below(4) },
  { kind: 'lost ME', weight: 2, sizes: [null], runs: (draws) => 3 + draws.below(20) },
  { kind: 'limit', weight: 2, sizes: [null], runs: (draws) => 1 + draws.below(4) },
];
const weighted = kinds.flatMap((one) => Array.from({ length: one.weight }, () => one));
/** Incidents of each group in a year. */
const perGroup = 6;
/** Runs between incidents of a group, so that they do not overlap. */
const distance = 60;

/**
 * Incidents of a year, from run `from` on: of a group of trends in one dataset or in all, or of one trend. `trends` gives the indices of the
 * affected trends of a dataset. `size` is in spreads, null where values are lost or violate limits.
 */
export function planIncidents({ datasets, trends, runs, from, seed }) {
  const draws = new Draws(seed);
  const groups = trends / groupSize;
  return Array.from({ length: groups }, (_, group) => {
    let first = from + draws.below(distance);
    return Array.from({ length: perGroup }, () => {
      const { kind, sizes, runs: lengthOf } = draws.one(weighted);
      const size = draws.one(sizes);
      const length = lengthOf(draws);
      const scope = draws.one(['group', 'group', 'all datasets', 'trend']);
      const dataset = scope === 'all datasets' ? null : draws.below(datasets);
      const member = scope === 'trend' ? draws.below(groupSize) : null;
      const incident = {
        kind,
        size,
        sign: draws.one([-1, 1]),
        first,
        last: length && first + length - 1,
        group,
        dataset,
        member,
        scope,
      };
      const isInYear = first < runs - 10;
      first += distance + (length ?? 0) + draws.below(Math.max(1, (runs - from) / perGroup - distance - 50));
      return isInYear ? incident : [];
    }).flat();
  }).flat();
}

/** Whether an incident concerns a trend of a dataset. */
export const isAffected = ({ group, dataset, member }, ofDataset, trend) =>
  (dataset === null || dataset === ofDataset) &&
  Math.floor(trend / groupSize) === group &&
  (member === null || trend % groupSize === member);

/** Writes an incident into the values of a trend. */
export function applyIncident({ kind, size, sign, first, last }, { values, spread, limit }) {
  const end = Math.min(values.length, (last ?? values.length - 1) + 1);
  for (let run = first; run < end; run += 1) {
    if (kind === 'lost ME') values[run] = null;
    else if (values[run] !== null) values[run] += sign * (kind === 'limit' ? 2 * limit : size * spread);
  }
}

/** Runs by which an alarm may be off; a step of few spreads cannot be located as well. */
const tolerance = 3;
const stepTolerance = (size) => tolerance + Math.ceil(15 / size ** 2);

/** Whether an alarm is explained by an incident of its trend: by its beginning, its runs, or its end. */
export function explains({ kind, size, first, last }, { run, cause }) {
  // After a step values are closer to limits than before.
  if (cause !== 'limits' && kind.startsWith('step'))
    return [first, ...(last === undefined ? [] : [last + 1])].some((at) => Math.abs(run - at) <= stepTolerance(size));
  return first - tolerance <= run && run <= (last ?? Infinity) + tolerance;
}

/** Whether an alarm of saw teeth is at the beginning of one. */
export const isAtTooth = (run) => (run + tolerance) % tooth <= 2 * tolerance && run >= tooth - tolerance;
