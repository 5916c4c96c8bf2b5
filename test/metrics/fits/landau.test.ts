import { expect, it } from 'vitest';
import { Gaussian, Landau } from '../../../metrics/fits/landau.ts';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import { isFailure } from '../../../metrics/metric.ts';

const bins = 100;
/** A narrow peak at 91 on a wide background, as of an invariant mass. */
const mass = makeHistogram({
  min: 0,
  max: 200,
  contents: Array.from({ length: bins }, (_, index) => {
    const x = 2 * index + 1;
    return x > 20 && x < 180 ? Math.round(6 + 170 * Math.exp(-0.5 * ((x - 91) / 3) ** 2)) : 0;
  }),
});

it('finds the lowest minimum of a narrow Gaussian on a background, as ROOT does from the best start', () => {
  const parameters = [0, 1, 2].map((parameter) =>
    Gaussian.reduce({ main: mass }, { parameter, lo: 0, hi: 200, start: [95, 40] }, { run: 1 }),
  );
  const ofRoot = [
    { value: 91, error: 0.127 },
    { value: 3.351, error: 0.116 },
    { value: 165.88, error: 8.517 },
  ];
  for (const [index, { value, error }] of ofRoot.entries()) {
    const found = parameters[index];
    if (found === undefined || isFailure(found)) throw new Error('no fit');
    expect(Math.abs(found.value - value)).toBeLessThan(0.05 * error);
    expect(Math.abs(found.errorLow / error - 1)).toBeLessThan(0.05);
  }
});

it.each([0, 40, 91, 300])('does not depend on the start values of the config: %d', (location) => {
  const fit = (start: readonly number[]) =>
    Gaussian.reduce({ main: mass }, { parameter: 0, lo: 0, hi: 200, start }, { run: 1 });
  const [own, other] = [fit([]), fit([location, 30])];
  if (isFailure(own) || isFailure(other)) throw new Error('no fit');
  expect(Math.abs(own.value - other.value)).toBeLessThan(0.01 * own.errorLow);
});

it('has no value where a flat curve describes the points better than a local minimum', () => {
  const contents = Array.from({ length: 50 }, () => 0);
  for (const [bin, content] of [
    [2, 1],
    [18, 1],
    [19, 2],
    [20, 1],
    [24, 1],
    [25, 1],
    [26, 1],
    [27, 1],
    [28, 2],
    [48, 1],
  ] as const)
    contents[bin] = content;
  const main = makeHistogram({ min: -10, max: 10, contents });
  expect(Gaussian.reduce({ main }, { parameter: 0, lo: -5, hi: 5, start: [0, 1] }, { run: 1 })).toMatchObject({
    failure: 'FIT_FAILED',
  });
});

it('finds the same Landau from each start, with few entries', () => {
  // 37 entries; the location is that of ROOT 6.40.
  const contents = [0, 0, 0, 1, 5, 9, 7, 4, 3, 1, 2, 1, 0, 1, 1, 0, 1, 0, 0, 1];
  const main = makeHistogram({ min: 0, max: 120, contents });
  const locations = [
    [35, 5],
    [20, 20],
    [80, 1],
    [10, 40],
  ].map((start) => Landau.reduce({ main }, { parameter: 0, lo: 0, hi: 120, start }, { run: 1 }));
  for (const location of locations) expect(location).toMatchObject({ value: expect.closeTo(33.345, 1) as number });
});
