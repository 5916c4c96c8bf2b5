/** Relative size of the rounding errors of sums in double precision, which metrics compute over up to millions of bins and entries. */
const precision = 1e-11;

/** Whether two numbers differ by no more than rounding errors. */
export function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= precision * Math.max(Math.abs(a), Math.abs(b));
}

/** Returns the values; all of them as the first where they differ by no more than rounding errors. */
export function withoutRoundingErrors(values: readonly number[]): readonly number[] {
  const [first] = values;
  return first !== undefined && values.every((value) => isSame(value, first)) ? values.map(() => first) : values;
}
