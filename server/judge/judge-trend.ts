/** Finds where a trend leaves its limits, changes its level, or is far from its baseline. */
import type { AlarmCause, LimitSeverity } from '../plan/plan.ts';
import type { TrendLimit } from './limits.ts';
import { missingRuns, type Sample } from './missing-runs.ts';
import { type Column, medianOf } from './noise.ts';
import { type FittedTrend, fitTrend, type TrendSegment } from './steps.ts';

/** A trend as parallel lists, run by run, ascending, with what it is judged by. */
export interface JudgeInput {
  readonly runs: readonly number[];
  /** Null or NaN where the run has no value. */
  readonly values: Column;
  readonly errors?: Column;
  readonly entries?: Column;
  /** Ranges of good values, by runs. */
  readonly limits: readonly TrendLimit[];
  readonly causes: readonly AlarmCause[];
  /** Entries below which a value is not judged; null: none. */
  readonly minEntries: number | null;
  /** The run from which it is judged, for its baseline was set by hand; null: from its first one. */
  readonly baselineRun: number | null;
}

/** Runs in a row in which a trend is not as it should be: what an alarm is raised for. */
export interface Finding {
  readonly cause: AlarmCause;
  readonly severity: LimitSeverity;
  /** The first such run. Of a step: the first run at the new level. */
  readonly firstRun: number;
  /** The last such run so far. */
  readonly lastRun: number;
  /** The run that ended it: the last of 3 good runs, or the run of a further step. Null while it lasts. */
  readonly endRun: number | null;
  /** The worst value; of a step its new level. Null if the trend has no value in these runs. */
  readonly value: number | null;
  /** The limit that was exceeded, the level before the step, or the baseline at the worst value. */
  readonly reference: number | null;
  /** Significance of the step, or distance from the baseline in standard deviations; null for limits and for missing values. */
  readonly significance: number | null;
}

/** A segment by its runs. */
export interface RunSegment extends Omit<TrendSegment, 'start' | 'end' | 'step'> {
  readonly firstRun: number;
  readonly lastRun: number;
  /** Level before the step with which it begins, and significance of that step; null where it begins with none. */
  readonly levelBefore: number | null;
  readonly levelAfter: number | null;
  readonly significance: number | null;
  /** Standard deviation of a typical run around the segment, in units of the trend. */
  readonly noise: number;
  /** The level that its runs are compared with instead of its own: that of the segment before, while it is too short to be a baseline; or null. */
  readonly baseline: number | null;
  /** The runs that are far from the level they are compared with, and for each the distance in standard deviations of that run. */
  readonly farRuns: readonly number[];
  readonly farDistances: readonly number[];
  /** The runs with a value that is an anomaly. */
  readonly anomalousRuns: readonly number[];
}

/** The judgement of a trend. */
export interface TrendJudgement {
  readonly segments: readonly RunSegment[];
  /** In no particular order. */
  readonly findings: readonly Finding[];
}

/** Good runs in a row that end a finding. */
export const runsToRecover = 3;
/** Runs that the tail of a trend does not include: they are judged by it. */
const newestRuns = 20;
/** Min. significance of a step, where medians of 5 runs in a row differ as those of independent runs do; and how these differ, in units of the noise. */
const [minSignificance, blockRuns, blockNoise] = [8, 5, 0.757];
/** Runs of a segment that is a baseline. */
const minBaselineRuns = 5;
/** Min. distance of an anomaly from its baseline in standard deviations: of a single run, and of each of two runs in a row. */
const [minPull, minPairPull] = [8, 5];
/** Quantiles of a trend's own distances that show whether its tails are heavy, each with that of a normal distribution. */
const tailQuantiles = [
  [0.98, 2.33],
  [0.995, 2.81],
] as const;
/**
 * The powers of their ratio by which the distances above grow. For Student's t distribution with 3 degrees of freedom a single run in 100,000
 * is as far, once 500 runs are known.
 */
const [tailPower, pairTailPower] = [3, 1.5];
/** Min. distance in standard deviations, of the run itself or of a typical one, of runs that are far from their level. */
const minFarDistance = 3;
/** A step returns to the level before if this fraction of it, or this many standard deviations of a run, remain. */
const [maxRemainder, maxRemainingNoise] = [0.35, 0.5];

/** Judges a trend, over all its runs. Pure; takes any numbers; does not depend on the unit or zero of the values, limits aside. */
export function judgeTrend(input: JudgeInput): TrendJudgement {
  const { runs, minEntries, baselineRun, causes } = input;
  const { values, isJudged } = judgedValues(input, minEntries);
  const found = baselineRun === null ? -1 : runs.findIndex((run) => run >= baselineRun);
  const start = baselineRun === null ? 0 : found === -1 ? runs.length : found;
  const part = (from: number, to: number): FittedTrend =>
    fitTrend({
      values: values.slice(from, to),
      ...(input.errors && { errors: input.errors.slice(from, to) }),
      ...(input.entries && { entries: input.entries.slice(from, to) }),
    });
  const stepsAreJudged = causes.includes('steps');
  const before = start === 0 ? undefined : part(0, start);
  const current = part(start, runs.length);
  const sample = { runs: runs.slice(start), values: values.slice(start), isJudged: isJudged.slice(start) };
  const distances = distancesOf(sample.values, current, stepsAreJudged);
  const anomalies = causes.includes('anomalies') ? anomalyStates(sample, current, distances) : [];
  return {
    segments: [
      ...(before ? byRuns(before, runs, distancesOf(values, before, stepsAreJudged), []) : []),
      ...byRuns(current, sample.runs, distances, anomalies),
    ],
    findings: [
      ...(causes.includes('limits') ? limitFindings({ runs, values, isJudged }, input.limits) : []),
      ...(stepsAreJudged ? stepFindings(sample, current) : []),
      ...findingsOf('anomalies', sample.runs, anomalies),
    ],
  };
}

function judgedValues({ values, entries }: JudgeInput, minEntries: number | null): Omit<Sample, 'runs'> {
  const isJudged = values.map((_, index) => minEntries === null || (entries?.[index] ?? 0) >= minEntries);
  return {
    values: values.map((value, index) => (isJudged[index] && Number.isFinite(value) ? value : null)),
    // A run without a value has no entries: it counts as missing.
    isJudged: values.map((value, index) => !Number.isFinite(value) || isJudged[index] === true),
  };
}

/** The segments of a trend by its runs. */
function byRuns(
  { segments, noise }: FittedTrend,
  runs: readonly number[],
  distances: readonly Distance[],
  anomalies: readonly RunState[],
): RunSegment[] {
  return segments.map(({ start, end, runs: count, firstLevel, lastLevel, step }): RunSegment => {
    const own = distances.filter(({ index }) => start <= index && index < end);
    const [first] = own;
    const far = own.filter(
      ({ value, baseline, pull }) =>
        Math.max(Math.abs(pull), Math.abs(value - baseline) / noise) >= minFarDistance && value !== baseline,
    );
    const runOf = ({ index }: Distance): number => runs[index] ?? 0;
    return {
      firstRun: runs[start] ?? 0,
      lastRun: runs[end - 1] ?? 0,
      runs: count,
      firstLevel: finite(firstLevel),
      lastLevel: finite(lastLevel),
      levelBefore: step ? finite(step.before) : null,
      levelAfter: step ? finite(step.after) : null,
      significance: step ? finite(step.significance) : null,
      noise: finite(noise),
      baseline: first?.isOfSegmentBefore ? finite(first.baseline) : null,
      farRuns: far.map(runOf),
      farDistances: far.map(({ pull }) => finite(pull)),
      anomalousRuns: own.filter(({ index }) => isBad(anomalies[index])).map(runOf),
    };
  });
}

/** How bad a run is. */
interface Bad {
  readonly severity: LimitSeverity;
  /** Greater is worse. */
  readonly rank: number;
  readonly value: number | null;
  readonly reference: number | null;
  readonly significance: number | null;
}

/** `undefined`: neither good nor bad. */
type RunState = Bad | 'good' | undefined;

const isBad = (state: RunState): state is Bad => state !== undefined && state !== 'good';

const isWorse = (a: Bad, b: Bad): boolean =>
  a.severity === b.severity ? a.rank > b.rank : a.severity === 'error' && b.severity === 'warning';

/** Joins bad runs; 3 good ones in a row end a finding. */
function findingsOf(cause: AlarmCause, runs: readonly number[], states: readonly RunState[]): Finding[] {
  const findings: Finding[] = [];
  let open: { worst: Bad; firstRun: number; lastRun: number; good: number } | undefined;
  const close = (endRun: number | null): void => {
    if (!open) return;
    const { firstRun, lastRun, worst } = open;
    const { severity, value, reference, significance } = worst;
    findings.push({ cause, severity, firstRun, lastRun, endRun, value, reference, significance });
    open = undefined;
  };
  for (const [index, run] of runs.entries()) {
    const state = states[index];
    if (state === undefined) continue;
    if (state !== 'good') {
      const worst = open && !isWorse(state, open.worst) ? open.worst : state;
      open = { worst, firstRun: open?.firstRun ?? run, lastRun: run, good: 0 };
    } else if (open) {
      open.good += 1;
      if (open.good === runsToRecover) close(run);
    }
  }
  close(null);
  return findings;
}

function limitFindings({ runs, values }: Sample, limits: readonly TrendLimit[]): Finding[] {
  if (limits.length === 0) return [];
  const states = runs.map((run, index): RunState => {
    const value = values[index] ?? null;
    const ofRun = limits.filter(({ firstRun, lastRun }) => firstRun <= run && run <= lastRun);
    if (value === null || ofRun.length === 0) return undefined;
    const exceeded = ofRun.flatMap(({ severity, min, max }): Bad[] => {
      const limit = max !== null && value > max ? max : min !== null && value < min ? min : undefined;
      if (limit === undefined) return [];
      return [{ severity, rank: Math.abs(value - limit), value, reference: limit, significance: null }];
    });
    return exceeded.reduce<Bad | 'good'>(
      (worst, bad) => (worst === 'good' || isWorse(bad, worst) ? bad : worst),
      'good',
    );
  });
  return findingsOf('limits', runs, states);
}

/** Each step is a finding that ends with the next one, except a step that returns to a level before. */
function stepFindings({ runs, values }: Sample, { segments, noise }: FittedTrend): Finding[] {
  const findings: Finding[] = [];
  const minimum = minSignificance * Math.max(1, blockScatter(values) / (blockNoise * noise));
  let open: Finding | undefined;
  let levels: number[] = []; // before each step since the last return
  for (const { start, step } of segments) {
    const run = runs[start];
    if (!step || run === undefined) continue;
    const tolerance = Math.max(maxRemainder * Math.abs(step.after - step.before), maxRemainingNoise * noise);
    const returns = levels.some((level) => Math.abs(step.after - level) <= tolerance);
    if (open) findings.push({ ...open, lastRun: runs[start - 1] ?? open.lastRun, endRun: run });
    levels = returns ? [] : [...levels, step.before];
    open =
      returns || step.significance < minimum
        ? undefined
        : {
            cause: 'steps',
            severity: 'warning',
            firstRun: run,
            lastRun: run,
            endRun: null,
            value: finite(step.after),
            reference: finite(step.before),
            significance: finite(step.significance),
          };
  }
  if (open) findings.push({ ...open, lastRun: runs.at(-1) ?? open.lastRun });
  return findings;
}

/**
 * How medians of blocks of runs differ from those of the next block: a robust standard deviation. It is larger than that of independent runs
 * where values depend on something that varies from fill to fill, such as luminosity.
 */
function blockScatter(values: Column): number {
  const present = values.filter((value) => value !== null);
  const medians: number[] = [];
  for (let start = 0; start + blockRuns <= present.length; start += blockRuns)
    medians.push(medianOf(Float64Array.from(present.slice(start, start + blockRuns))));
  const differences = medians.slice(1).map((median, index) => Math.abs(median - (medians[index] ?? median)));
  return 1.4826 * medianOf(Float64Array.from(differences));
}

/** Which runs are anomalies, by their index. */
function anomalyStates(sample: Sample, { pulls }: FittedTrend, distances: readonly Distance[]): RunState[] {
  const tail = tailOf(pulls);
  const [minimum, pairMinimum] = [minPull * tail ** tailPower, minPairPull * tail ** pairTailPower];
  const states = sample.runs.map((): RunState => undefined);
  const isFar = (other: Distance | undefined, { pull }: Distance): boolean =>
    other !== undefined && Math.min(Math.abs(pull), other.pull * Math.sign(pull)) >= pairMinimum;
  for (const index of missingRuns(sample))
    states[index] = { severity: 'warning', rank: 0, value: null, reference: null, significance: null };
  for (const [position, run] of distances.entries()) {
    const { index, value, baseline } = run;
    const distance = Math.abs(run.pull);
    const isPair = isFar(distances[position - 1], run) || isFar(distances[position + 1], run);
    states[index] =
      distance < minimum && !isPair
        ? 'good'
        : { severity: 'warning', rank: distance, value, reference: finite(baseline), significance: finite(distance) };
  }
  return states;
}

/** The distance of a value from its baseline in standard deviations. */
interface Distance {
  readonly index: number;
  readonly value: number;
  readonly baseline: number;
  /** Whether the baseline is the level before that of its own segment. */
  readonly isOfSegmentBefore: boolean;
  /** Negative below the baseline. */
  readonly pull: number;
}

/** The distances of all values, run by run. */
function distancesOf(values: Column, { segments, pulls, noise }: FittedTrend, stepsAreJudged: boolean): Distance[] {
  const distances: Distance[] = [];
  for (const [position, segment] of segments.entries()) {
    // The newest level is too short to be a baseline: its step is a finding already, or else the level before is the baseline.
    const isOfSegmentBefore = segment.runs < minBaselineRuns && !stepsAreJudged && position > 0;
    const before = isOfSegmentBefore ? segments[position - 1] : undefined;
    for (let index = segment.start; index < segment.end; index += 1) {
      const value = values[index];
      if (typeof value !== 'number') continue;
      const baseline = before?.lastLevel ?? levelIn(segment, index);
      const pull = before ? (value - baseline) / noise : (pulls[index] ?? 0);
      distances.push({ index, value, baseline, isOfSegmentBefore, pull });
    }
  }
  return distances;
}

const levelIn = ({ start, end, firstLevel, lastLevel }: TrendSegment, index: number): number => {
  const share = end - start < 2 ? 0 : (index - start) / (end - 1 - start);
  return firstLevel * (1 - share) + lastLevel * share;
};

/**
 * How many times heavier the tails of a trend are than those of a normal distribution, at least 1: from all runs but the newest, which must not
 * hide themselves. Outliers in a row count once, and a single one is no tail: bad data are no reason to miss the next ones.
 */
function tailOf(pulls: Column): number {
  const distances = Float64Array.from(
    pulls.filter((pull) => pull !== null),
    Math.abs,
  );
  const earlier = distances
    .subarray(0, -newestRuns)
    .filter((distance, index) => Math.min(distance, distances[index - 1] ?? 0) < minPairPull)
    .sort();
  const quantile = (share: number): number =>
    earlier[Math.min(Math.floor(share * earlier.length), earlier.length - 2)] ?? 0;
  return Math.max(1, ...tailQuantiles.map(([share, normal]) => quantile(share) / normal));
}

/** The number, or the largest one of its sign. */
const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
