/** Robust quantities, which are not sensitive to outliers. */
import {
  axisOf,
  binCenter,
  binWidth,
  counts,
  type Direction,
  effectiveEntries,
  failure,
  finite,
  findBin,
  type Histogram,
  lowEdge,
  metric,
  projection,
  quantile,
  type Result,
  value,
  z,
} from '../metric.ts';

const inputs = { main: counts } as const;
const axis = z.enum(['x', 'y', 'z']).default('x').describe('axis; the contents are summed over the others');
const fraction = z.number().gt(0).lt(1);
const empty = failure('NO_DATA', 'the histogram is empty');

/** Returns the direction of an axis; a failure if the histogram does not have it. */
function directionOf(histogram: Histogram, name: 'x' | 'y' | 'z'): Direction | ReturnType<typeof failure> {
  const direction = 'xyz'.indexOf(name) as Direction;
  return direction < histogram.axes.length
    ? direction
    : failure('WRONG_TYPE', `a ${histogram.className} has no ${name} axis`);
}

/** Returns a quantile on an axis, with its error from the density of the content. */
function positionOf(histogram: Histogram, name: 'x' | 'y' | 'z', part: number): Result {
  const direction = directionOf(histogram, name);
  if (typeof direction === 'object') return direction;
  const found = quantile(histogram, part, direction);
  const effective = effectiveEntries(histogram);
  if (found === undefined || !(effective > 0)) return empty;
  if (!(found.density > 0)) return failure('NOT_FINITE', 'negative content at the quantile: error not defined');
  return value(found.position, Math.sqrt((part * (1 - part)) / effective) / found.density);
}

export const Median = metric({
  summary: 'Median along an axis.',
  parameters: { axis },
  inputs,
  formula: 'TH1::GetQuantiles at 0.5; sqrt(0.25 / effective entries) / density of the content at the quantile',
  example: "basic.Median('x')",
  reduce: ({ main }, parameters) => positionOf(main, parameters.axis, 0.5),
});

export const AxisQuantile = metric({
  summary: 'Position on an axis below which a given fraction of the content lies.',
  parameters: { fraction: fraction.describe('fraction of the content, between 0 and 1'), axis },
  inputs,
  formula: 'TH1::GetQuantiles; sqrt(f (1-f) / effective entries) / density of the content at the quantile',
  example: "basic.AxisQuantile(0.9, 'y')",
  reduce: ({ main }, parameters) => positionOf(main, parameters.axis, parameters.fraction),
});

/** Fraction of the content below a position, including under- and overflow; content is uniform within a bin. */
function partBelow(histogram: Histogram, name: 'x' | 'y' | 'z', position: number): Result {
  const direction = directionOf(histogram, name);
  if (typeof direction === 'object') return direction;
  const along = axisOf(histogram, direction);
  if (position < along.min || position > along.max)
    return failure('NO_SUCH_BIN', `${position} is outside of the ${name} axis (${along.min} to ${along.max})`);
  const contents = projection(histogram, direction);
  const total = finite(
    contents.reduce((sum, content) => sum + content, 0),
    'sum of contents',
  );
  const effective = effectiveEntries(histogram);
  if (!(total > 0) || !(effective > 0)) return empty;
  const last = findBin(along, position);
  const inside = last >= 1 && last <= along.bins;
  const share = inside ? (position - lowEdge(along, last)) / binWidth(along, last) : 0;
  const below = contents.subarray(0, last).reduce((sum, content) => sum + content, 0) + share * (contents[last] ?? 0);
  const part = below / total;
  return value(part, Math.sqrt(Math.max(0, part * (1 - part)) / effective));
}

export const FractionBelow = metric({
  summary: 'Fraction of the content below a position, including underflow.',
  parameters: { position: z.number().describe('position, in units of the axis'), axis },
  inputs,
  formula: 'f = content below / total content, linear within a bin; sqrt(f (1-f) / effective entries)',
  example: 'basic.FractionBelow(5.)',
  reduce: ({ main }, { position, axis: name }) => partBelow(main, name, position),
});

export const FractionAbove = metric({
  summary: 'Fraction of the content above a position, including overflow.',
  parameters: { position: z.number().describe('position, in units of the axis'), axis },
  inputs,
  formula: 'f = content above / total content, linear within a bin; sqrt(f (1-f) / effective entries)',
  example: 'basic.FractionAbove(5.)',
  reduce: ({ main }, { position, axis: name }) => {
    const below = partBelow(main, name, position);
    return 'failure' in below ? below : { ...below, value: 1 - below.value };
  },
});

export const TruncatedMean = metric({
  summary: 'Mean along x of the content between two quantiles, without the tails.',
  parameters: {
    low: z.number().min(0).lt(1).default(0.05).describe('fraction of the content excluded at the lower end'),
    high: z.number().min(0).lt(1).default(0.05).describe('fraction of the content excluded at the upper end'),
  },
  inputs,
  formula:
    'mean of the bin centres, weighted by the content between the quantiles; standard deviation / sqrt(effective entries between them)',
  example: 'basic.TruncatedMean(0.05, 0.05)',
  reduce: ({ main }, { low, high }) => {
    if (low + high >= 1) return failure('NO_DATA', `no content left without fractions ${low} and ${high}`);
    const along = axisOf(main, 0);
    const contents = projection(main, 0)
      .subarray(1, along.bins + 1)
      .map((content) => Math.max(0, content));
    const total = finite(
      contents.reduce((sum, content) => sum + content, 0),
      'sum of contents',
    );
    const effective = effectiveEntries(main);
    if (!(total > 0) || !(effective > 0)) return empty;
    const [from, to] = [low * total, (1 - high) * total];
    let [below, sum, sumX] = [0, 0, 0];
    const parts = contents.map((content, index) => {
      const part = Math.max(0, Math.min(below + content, to) - Math.max(below, from));
      sum += part;
      sumX += part * binCenter(along, index + 1);
      below += content;
      return part;
    });
    const center = sumX / sum;
    const squares = parts.reduce((total, part, index) => total + part * (binCenter(along, index + 1) - center) ** 2, 0);
    const variance = squares / sum;
    return value(center, Math.sqrt(variance / (effective * (1 - low - high))));
  },
});
