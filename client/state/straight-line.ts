/** The straight line that is nearest to points by least squares, each counting alike; undefined for fewer than two places on x. */
export function straightLine(
  xs: readonly number[],
  ys: readonly (number | null)[],
): { slope: number; intercept: number } | undefined {
  let [count, sumX, sumY] = [0, 0, 0];
  for (const [index, y] of ys.entries()) {
    if (y === null) continue;
    count += 1;
    sumX += xs[index] ?? 0;
    sumY += y;
  }
  const [meanX, meanY] = [sumX / count, sumY / count];
  let [sxx, sxy] = [0, 0];
  for (const [index, y] of ys.entries()) {
    if (y === null) continue;
    const dx = (xs[index] ?? 0) - meanX;
    sxx += dx * dx;
    sxy += dx * (y - meanY);
  }
  return sxx > 0 ? { slope: sxy / sxx, intercept: meanY - (sxy / sxx) * meanX } : undefined;
}
