/** Divides a trend in units of its noise into segments, each with a level or a slope of its own. */

/** Runs in units of the noise: position, value and weight of each. */
export interface Runs {
  readonly positions: Float64Array;
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** A line fitted to the runs from `start` to before `end` (weighted least squares); its slope is 0 where none is significant. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly slope: number;
  /** Value of the line at a position, and its variance. */
  readonly at: (position: number) => number;
  readonly varianceAt: (position: number) => number;
}

/** Reduction of the sum of squares that pays for a segment more, and for the slope of a segment. */
const segmentPenalty = 22;
const slopePenalty = 12;
/** Min. runs of a segment; of the newest one. */
export const minRuns = 5;
export const minNewestRuns = 3;
/** Where a segment may begin: significance of the difference of the means before and after, and over how many runs at most. */
const minContrast = 2;
const contrastRuns = [3, 6, 12, 24];

/** Sums of squares of positions below this fraction of that from the first run on consist of rounding errors. */
const minExtent = 1e-11;

/** Weighted sums over the runs before `start`, and the best division of these runs. */
interface Candidate {
  readonly start: number;
  readonly weight: number;
  readonly x: number;
  readonly xx: number;
  readonly y: number;
  readonly xy: number;
  readonly yy: number;
  cost: number;
  previous: Candidate | undefined;
}

/** The segments that minimize the sum of squares plus penalties: one where there are too few runs for two. */
export function divide(runs: Runs): Segment[] {
  if (runs.values.length < minRuns + minNewestRuns) return [fit(runs, 0, runs.values.length)];
  const [first, ...candidates] = candidatesOf(runs);
  if (!first) return [];
  const reached = [first];
  for (const end of candidates) {
    const latest = end.start - (end === candidates.at(-1) ? minNewestRuns : minRuns);
    for (const start of reached) {
      if (start.start > latest) break;
      // In terms of the differences of sums: the sum of squares around the mean, less what a slope gains.
      const inverse = 1 / (end.weight - start.weight);
      const x = end.x - start.x;
      const y = end.y - start.y;
      const xx = end.xx - start.xx - x * x * inverse;
      const xy = end.xy - start.xy - x * y * inverse;
      let cost = start.cost + segmentPenalty + end.yy - start.yy - y * y * inverse;
      if (xx > minExtent * end.xx && xy * xy > slopePenalty * xx) cost += slopePenalty - (xy * xy) / xx;
      if (cost < end.cost) {
        end.cost = cost;
        end.previous = start;
      }
    }
    reached.push(end);
  }
  const segments: Segment[] = [];
  for (let end = reached.at(-1); end?.previous; end = end.previous)
    segments.push(fit(runs, end.previous.start, end.start));
  return segments.reverse();
}

/** Where segments may begin and end: the first run, those with a contrast, and the end. */
function candidatesOf({ positions, values, weights }: Runs): Candidate[] {
  const count = values.length;
  const last = positions[count - 1] ?? 0;
  const sums: Candidate[] = [];
  let [weight, x, xx, y, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let start = 0; start <= count; start += 1) {
    sums.push({ start, weight, x, xx, y, xy, yy, cost: start === 0 ? 0 : Infinity, previous: undefined });
    const [position, value, factor] = [(positions[start] ?? 0) / last, values[start] ?? 0, weights[start] ?? 0];
    weight += factor;
    x += factor * position;
    xx += factor * position * position;
    y += factor * value;
    xy += factor * position * value;
    yy += factor * value * value;
  }
  const hasContrast = (middle: Candidate): boolean =>
    contrastRuns.some((width) => {
      const [before, after] = [sums[Math.max(0, middle.start - width)], sums[Math.min(count, middle.start + width)]];
      if (!before || !after) return false;
      const [left, right] = [middle.weight - before.weight, after.weight - middle.weight];
      const difference = (after.y - middle.y) / right - (middle.y - before.y) / left;
      return difference * difference >= minContrast ** 2 * (1 / left + 1 / right);
    });
  return sums.filter(
    (sum) =>
      sum.start === 0 ||
      sum.start === count ||
      (sum.start >= minRuns && sum.start <= count - minNewestRuns && hasContrast(sum)),
  );
}

function fit({ positions, values, weights }: Runs, start: number, end: number): Segment {
  let [weight, x, y] = [0, 0, 0];
  for (let run = start; run < end; run += 1) {
    const factor = weights[run] ?? 0;
    weight += factor;
    x += factor * (positions[run] ?? 0);
    y += factor * (values[run] ?? 0);
  }
  const [meanX, meanY] = [x / weight, y / weight];
  let [xx, xy] = [0, 0];
  for (let run = start; run < end; run += 1) {
    const distance = (positions[run] ?? 0) - meanX;
    xx += (weights[run] ?? 0) * distance * distance;
    xy += (weights[run] ?? 0) * distance * ((values[run] ?? 0) - meanY);
  }
  const slope = xy * xy > slopePenalty * xx ? xy / xx : 0;
  return {
    start,
    end,
    slope,
    at: (position) => meanY + slope * (position - meanX),
    varianceAt: (position) => 1 / weight + (slope === 0 ? 0 : (position - meanX) ** 2 / xx),
  };
}

/** Weighted sum of squares of the runs around the line of their segment. */
export function squaresAround({ positions, values, weights }: Runs, { start, end, at }: Segment): number {
  let sum = 0;
  for (let run = start; run < end; run += 1) {
    sum += (weights[run] ?? 0) * ((values[run] ?? 0) - at(positions[run] ?? 0)) ** 2;
  }
  return sum;
}

/** The smallest weighted sum of squares around a line from `start` to before `end` that changes its slope once and has no step. */
export function squaresAroundBrokenLine(runs: Runs, start: number, end: number): number {
  const stride = Math.max(1, Math.floor((end - start) / 40));
  let smallest = Infinity;
  for (let knot = start + 1; knot < end - 1; knot += stride) {
    smallest = Math.min(smallest, squaresWithKnot(runs, start, end, runs.positions[knot] ?? 0));
  }
  return smallest;
}

function squaresWithKnot({ positions, values, weights }: Runs, start: number, end: number, knot: number): number {
  let [weight, y, yy] = [0, 0, 0];
  const before = { x: 0, xx: 0, xy: 0 };
  const after = { x: 0, xx: 0, xy: 0 };
  for (let run = start; run < end; run += 1) {
    const [value, factor, distance] = [values[run] ?? 0, weights[run] ?? 0, (positions[run] ?? 0) - knot];
    weight += factor;
    y += factor * value;
    yy += factor * value * value;
    const side = distance < 0 ? before : after;
    side.x += factor * distance;
    side.xx += factor * distance * distance;
    side.xy += factor * distance * value;
  }
  // Each slope depends on the value at the knot only: eliminate both.
  let [squares, curvature, pull] = [yy, weight, y];
  for (const { x, xx, xy } of [before, after]) {
    squares -= (xy * xy) / xx;
    curvature -= (x * x) / xx;
    pull -= (x * xy) / xx;
  }
  return squares - (pull * pull) / curvature;
}
