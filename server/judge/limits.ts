import type { Limit, LimitSeverity } from '../plan/plan.ts';

/** What decides which limits apply to a point. */
export interface Scope {
  readonly primaryDataset: string;
  /** Era of the file, e.g. Run2023C. */
  readonly era: string;
  /** Class of the run in Run Registry, e.g. Cosmics23; null where it is not known. */
  readonly runClass: string | null;
}

/** The limits of a trend that hold from a run to another one. */
export interface TrendLimit extends Pick<Limit, 'severity' | 'min' | 'max'> {
  readonly firstRun: number;
  readonly lastRun: number;
}

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

/** The limits of a trend over its runs, which are in ascending order: runs in a row with the same limits make one entry. */
export function trendLimits(
  limits: readonly Limit[],
  runs: readonly (Scope & { readonly run: number })[],
): TrendLimit[] {
  if (limits.length === 0) return [];
  return severities.flatMap((severity) => {
    const found: TrendLimit[] = [];
    let last: Limit | undefined;
    for (const run of runs) {
      const limit = limitsOf(limits, run).find((one) => one.severity === severity);
      if (limit && limit === last) found.push({ ...(found.pop() as TrendLimit), lastRun: run.run });
      else if (limit) found.push({ severity, min: limit.min, max: limit.max, firstRun: run.run, lastRun: run.run });
      last = limit;
    }
    return found;
  });
}

/** The worst severity of the limits that a value violates; undefined if none is. An end of a range belongs to it. */
export function violation(value: number, limits: readonly Limit[]): LimitSeverity | undefined {
  const violated = limits.filter(({ min, max }) => value < (min ?? -Infinity) || value > (max ?? Infinity));
  return severities.findLast((severity) => violated.some((limit) => limit.severity === severity));
}
