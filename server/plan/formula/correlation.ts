import type { Correlation } from './formula.ts';

/** Parses `none`, `same data` or a coefficient from -1 to 1; undefined for anything else. */
export function readCorrelation(text: string | undefined): Correlation | undefined {
  if (text === undefined || /^(none|no)$/i.test(text)) return 0;
  if (/^same\s+data$/i.test(text)) return 'same data';
  return /^[-+]?(\d+(\.\d*)?|\.\d+)$/.test(text) && Math.abs(Number(text)) <= 1 ? Number(text) : undefined;
}

/** Why a coefficient is impossible for all pairs of this many inputs; undefined if it is possible. n quantities cannot all be anti-correlated by more than 1/(n-1). */
export function impossibleCorrelation(correlation: Correlation, inputs: number): string | undefined {
  if (correlation === 'same data' || inputs < 2 || correlation >= -1 / (inputs - 1)) return undefined;
  return `no ${inputs} inputs can all have the correlation ${correlation} with one another: at least ${(-1 / (inputs - 1)).toFixed(3)}`;
}
