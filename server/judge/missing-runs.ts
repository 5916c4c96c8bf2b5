/** Finds runs in which a trend has lost its values. */
import type { Column } from './noise.ts';

/** The runs that are judged, from the baseline on. A run that is not judged has no value and is not missing either. */
export interface Sample {
  readonly runs: readonly number[];
  readonly values: Column;
  readonly isJudged: readonly boolean[];
}

/** Runs in a row without a value that are a finding at least, and probability of as many by chance, from the share in this many runs before. */
const [minMissing, maxMissingChance, presenceRuns, minPresenceRuns] = [3, 1e-5, 100, 20];

/** Indices of runs without a value, more in a row than are likely given the runs before. */
export function missingRuns({ values, isJudged }: Sample): number[] {
  const judged = [...values.keys()].filter((index) => isJudged[index]);
  const missing: number[] = [];
  let streak: number[] = [];
  let minimum = Infinity;
  for (const [position, index] of judged.entries()) {
    if (values[index] !== null) {
      streak = [];
      continue;
    }
    if (streak.length === 0) minimum = minStreak(values, judged.slice(Math.max(0, position - presenceRuns), position));
    streak.push(index);
    if (streak.length >= minimum) missing.push(...(streak.length - 1 < minimum ? streak : [index]));
  }
  return missing;
}

/** How many runs in a row without a value are a finding, after these runs. */
function minStreak(values: Column, before: readonly number[]): number {
  if (before.length < minPresenceRuns) return Infinity;
  const share = (before.filter((index) => values[index] === null).length + 1) / (before.length + 2);
  return Math.max(minMissing, Math.ceil(Math.log(maxMissingChance) / Math.log(share)));
}
