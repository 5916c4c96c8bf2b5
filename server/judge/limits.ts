import type { Limit, LimitSeverity } from '../plan/plan.ts';

/** What decides which limits apply to a point. */
export interface Scope {
  readonly primaryDataset: string;
  /** Era of the file, e.g. Run2023C. */
  readonly era: string;
  /** Class of the run in Run Registry, e.g. Cosmics23; null where it is not known. */
  readonly runClass: string | null;
}

/** The first and the last of some runs in a row. */
interface RunRange {
  readonly firstRun: number;
  readonly lastRun: number;
}

/** Runs in a row with the same scope. */
export type ScopedRuns = Scope & RunRange;

/** The limits of a trend in runs in a row. */
export type TrendLimit = Pick<Limit, 'severity' | 'min' | 'max'> & RunRange;

const severities: readonly LimitSeverity[] = ['warning', 'error'];

/**
 * The limits that apply in a scope, at most one of each severity. The most specific one counts: that of the dataset, then that of the era, of its
 * year, of the class of runs, and the one without a scope.
 */
export function limitsOf(limits: readonly Limit[], scope: Scope): Limit[] {
  return severities.flatMap((severity) => {
    const [best] = limits
      .filter((limit) => limit.severity === severity)
      .map((limit) => ({ limit, rank: specificity(limit.scope, scope) }))
      .filter(({ rank }) => rank > 0)
      .toSorted((a, b) => b.rank - a.rank);
    return best === undefined || (best.limit.min === null && best.limit.max === null) ? [] : [best.limit];
  });
}

/** Whether a value is outside the range of a limit. */
export function isBeyond({ min, max }: Pick<Limit, 'min' | 'max'>, value: number): boolean {
  return (min !== null && value < min) || (max !== null && value > max);
}

/** How specific a scope is that applies; 0 if it does not. Scopes are compared without regard to case. */
function specificity(name: string | null, { primaryDataset, era, runClass }: Scope): number {
  if (name === null) return 1;
  const lower = name.toLowerCase();
  if (lower === primaryDataset.toLowerCase()) return 5;
  if (lower === era.toLowerCase()) return 4;
  if (/^run\d{4}$/.test(lower) && era.toLowerCase().startsWith(lower)) return 3;
  const ofRun = runClass?.toLowerCase();
  return lower === ofRun || lower === ofRun?.replace(/\d+$/, '') ? 2 : 0;
}

/** Divides the runs of a dataset or chain, which are in ascending order, where their scope changes. */
export function scopesOf(runs: readonly (Scope & { readonly run: number })[]): ScopedRuns[] {
  const starts = runs.flatMap(({ primaryDataset, era, runClass }, index) => {
    const before = runs[index - 1];
    const isSame = before?.era === era && before.runClass === runClass && before.primaryDataset === primaryDataset;
    return isSame ? [] : [index];
  });
  return starts.flatMap((start, position) => {
    const [first, last] = [runs[start], runs[(starts[position + 1] ?? runs.length) - 1]];
    if (!first || !last) return [];
    const { primaryDataset, era, runClass } = first;
    return { primaryDataset, era, runClass, firstRun: first.run, lastRun: last.run };
  });
}

/** The limits of a trend in the scopes of its runs: scopes in a row with the same limit make one entry. */
export function trendLimits(limits: readonly Limit[], scopes: readonly ScopedRuns[]): TrendLimit[] {
  if (limits.length === 0) return [];
  const ofScopes = scopes.map((scope) => limitsOf(limits, scope));
  return severities.flatMap((severity) => {
    const chosen = ofScopes.map((ofScope) => ofScope.find((limit) => limit.severity === severity));
    return scopes.flatMap(({ firstRun }, index) => {
      const limit = chosen[index];
      if (!limit || limit === chosen[index - 1]) return [];
      const others = chosen.slice(index).findIndex((other) => other !== limit);
      const { lastRun = firstRun } = scopes[others === -1 ? scopes.length - 1 : index + others - 1] ?? {};
      return { severity, min: limit.min, max: limit.max, firstRun, lastRun };
    });
  });
}
