import type { Alarm } from '../store/entities/index.ts';

/** Significant digits of values. */
const digits = 4;

/** What is wrong, in a few words, e.g. "level from 15,020 to 14,310 (-4.7 %, 12 σ)". */
export function describeAlarm({
  cause,
  severity,
  value,
  reference,
  significance,
  run,
}: Pick<Alarm, 'cause' | 'severity' | 'value' | 'reference' | 'significance' | 'run'>): string {
  if (value === null || reference === null) return `no value since run ${run}`;
  const [shown, compared] = [format(value), format(reference)];
  if (cause === 'limits')
    return `${shown} is ${value > reference ? 'above' : 'below'} the ${severity} limit ${compared}`;
  const details = [relative(value, reference), significance === null ? undefined : `${format(significance, 2)} σ`];
  const suffix = details.flatMap((detail) => detail ?? []).join(', ');
  const text = cause === 'steps' ? `level from ${compared} to ${shown}` : `${shown} instead of ${compared}`;
  return suffix === '' ? text : `${text} (${suffix})`;
}

/** The difference in percent of the reference's size; undefined where it says nothing: the reference is close to zero, or of the other sign. */
function relative(value: number, reference: number): string | undefined {
  const ratio = (value - reference) / Math.abs(reference);
  if (reference === 0 || !(Math.abs(ratio) < 10) || value / reference < 0) return undefined;
  return `${ratio > 0 ? '+' : ''}${format(100 * ratio, 2)} %`;
}

function format(value: number, significant = digits): string {
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(significant - 1).replace('+', '');
  return value.toLocaleString('en', {
    maximumSignificantDigits: Math.max(significant, Math.ceil(Math.log10(size + 1))),
  });
}
