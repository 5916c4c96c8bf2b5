import { substitute } from '../family.ts';
import type { Diagnostic } from '../ini.ts';
import type { Member } from '../member.ts';
import type { Limit, LimitSeverity } from '../plan.ts';

const severities = ['warning', 'error'] as const satisfies readonly LimitSeverity[];

const number = String.raw`[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
const rangePattern = new RegExp(String.raw`^\s*(${number})?\s*\.\.\s*(${number})?\s*$`);

/** Returns the key of which a key, in lower case, is a variant for some runs: `error` for `error.cosmics`; any other key itself. */
export function withoutScope(key: string): string {
  return severities.find((severity) => key.startsWith(`${severity}.`)) ?? key;
}

/** Reads the limits of a config; returns a diagnostic for the first invalid one. */
export function readLimits({ entries, assignment }: Member): readonly Limit[] | Diagnostic {
  const limits: Limit[] = [];
  for (const [lowerKey, { key, value, line }] of entries) {
    if (!severities.some((severity) => severity === withoutScope(lowerKey)) || value === '') continue;
    const [first = '', ...rest] = key.split('.');
    const scope = rest.length === 0 ? null : rest.join('.').trim();
    if (scope === '') return { line, message: `${key} has no era, class or dataset after the dot` };
    const range = readRange(substitute(value, assignment));
    if (range === undefined) {
      return { line, message: `${key} '${value}' is not a range: write MIN..MAX, MIN.., ..MAX or off` };
    }
    limits.push({ severity: first.toLowerCase() as LimitSeverity, scope, ...range });
  }
  return limits;
}

/** Parses `MIN..MAX`, either end of which may be missing, or `off`; undefined for anything else, also for an empty range. */
function readRange(text: string): Pick<Limit, 'min' | 'max'> | undefined {
  if (/^(off|no)$/i.test(text.trim())) return { min: null, max: null };
  const [, low, high] = rangePattern.exec(text) ?? [];
  const bound = (part: string | undefined): number | null => (part === undefined ? null : Number(part));
  const [min, max] = [bound(low), bound(high)];
  if (min === null && max === null) return undefined;
  if (![min ?? 0, max ?? 0].every(Number.isFinite) || (min !== null && max !== null && min > max)) return undefined;
  return { min, max };
}
