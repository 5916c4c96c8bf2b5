import type { PlotLimitFragment } from '../../../generated/operations.ts';
import type { DraftOverRunsSubscription, DraftQuery } from '../../../generated/operations.ts';
import type { PlotLine } from '../../../chart/series.ts';

/** The values of a draft's configs for a run. */
export type DraftRun = DraftOverRunsSubscription['draftOverRuns'];
export type DraftConfig = DraftQuery['draft']['configs'][number];
export type BackTest = NonNullable<DraftRun['backTests']>[number];

/** The back-test of each config, which the last run has; undefined before. */
export function backTestsOf(runs: readonly DraftRun[]): readonly BackTest[] | undefined {
  return runs.find(({ backTests }) => backTests !== null)?.backTests ?? undefined;
}

/**
 * The line of a config over the runs that were read, `index` being its own among the configs that are read. Its limits and segments are those
 * of the back-test; before it, limits are the general ones of the config.
 */
export function draftLine(runs: readonly DraftRun[], config: DraftConfig, index: number): PlotLine {
  const read = runs.map(({ run, state, reason, results }) => ({
    run,
    reason: reason ?? state,
    result: results[index],
  }));
  const column = <T>(of: (result: (typeof read)[number]['result']) => T | null | undefined): (T | null)[] =>
    read.map(({ result }) => of(result) ?? null);
  const backTest = backTestsOf(runs)?.[index];
  return {
    name: config.name,
    trendIndex: index,
    limits: backTest?.limits ?? generalLimits(config, runs),
    segments: backTest?.segments ?? [],
    columns: {
      runs: read.map(({ run }) => run),
      values: column((result) => result?.value),
      errorsLow: column((result) => result?.errorLow),
      errorsHigh: column((result) => result?.errorHigh),
      entries: column((result) => result?.entries),
      failures: column((result) => result?.failure),
      reasons: read.map(({ reason, result }) => (result ? result.failure : reason)),
      revisions: read.map(() => 1),
    },
  };
}

/** The limits without a scope, over all runs. */
function generalLimits({ limits }: DraftConfig, runs: readonly DraftRun[]): PlotLimitFragment[] {
  const [firstRun, lastRun] = [runs[0]?.run ?? 0, runs.at(-1)?.run ?? 0];
  return limits.flatMap(({ severity, scope, min, max }) =>
    scope === null ? [{ severity, min, max, firstRun, lastRun }] : [],
  );
}

/** The failures of a config in the files that were read, with a text before each; null for a run with a value. */
export function failuresOf(
  runs: readonly DraftRun[],
  index: number,
  before = '',
): { readonly run: number; readonly reason: string | null }[] {
  return runs.map(({ run, results }) => {
    const failure = results[index]?.failure ?? null;
    return { run, reason: failure === null ? null : before + failure };
  });
}

/** Median and maximum of the time that reading and reducing took a run, in milliseconds; undefined before the first run. */
export function timing(runs: readonly DraftRun[]): { readonly median: number; readonly max: number } | undefined {
  const times = runs
    .filter(({ results }) => results.length > 0)
    .map(({ results }) => results.reduce((sum, { milliseconds }) => sum + milliseconds, 0))
    .sort((a, b) => a - b);
  const [lower, upper, max] = [times[(times.length - 1) >> 1], times[times.length >> 1], times.at(-1)];
  if (lower === undefined || upper === undefined || max === undefined) return undefined;
  return { median: (lower + upper) / 2, max };
}

/** Whether a config is computed from files: a derived trend is computed from points, which a draft does not have. */
export const isComputed = ({ metricId }: Pick<DraftConfig, 'metricId'>): boolean => metricId !== '';

/** The configs that are read over runs: those that are named, else the first that is computed from files. */
export function selectConfigs(configs: readonly DraftConfig[], names: readonly string[]): DraftConfig[] {
  const computed = configs.filter(isComputed);
  const named = names.flatMap((name) => computed.find((config) => config.name === name) ?? []);
  return named.length > 0 ? named : computed.slice(0, 1);
}

/** What of a config decides its values and its back-test. */
export function computedPart({
  metric,
  paths,
  threshold,
  referenceRun,
  limits,
  alarms,
  minEntries,
}: DraftConfig): unknown {
  return { metric, paths, threshold, referenceRun, limits, alarms, minEntries };
}
