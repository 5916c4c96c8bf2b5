/** The curves of fits, which are drawn over the histogram: their chi-square over the bins of the range is that of the fit. */
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../metrics/arguments.ts';
import { binCenter } from '../../../metrics/histogram/axis.ts';
import { axisOf, cellContent, cellError } from '../../../metrics/histogram/bins.ts';
import { makeHistogram } from '../../../metrics/histogram/make.ts';
import { isFailure } from '../../../metrics/metric.ts';
import { parseExpression } from '../../../server/plan/expression.ts';
import { allMetrics } from '../all-metrics.ts';

const contents = [20, 60, 200, 600, 1000, 900, 620, 400, 260, 170, 120, 90, 70, 50, 40, 35, 28, 22, 18, 15];
const peak = makeHistogram({ contents, min: 0, max: 100 });

/** Expressions with the name of the parameter that the value is. */
const fits = [
  ['fits.Landau(0, 5., 80., (30., 5.))', 'location'],
  ['fits.Landau(2, 80., 5., (30., 5.))', 'amplitude'],
  ['fits.LandauAroundMax(1, 0.3, 3., 60000)', 'width'],
  ['fits.LandauAroundMaxBin(1, 20.)', 'location'],
  ['fits.LandauTest(0, 5., 80., 5., 60., 1, (30., 5.))', 'location'],
  ['fits.GauLand(0, 5., 80., (25., 5., 0., 5., 0.))', 'location'],
  ['fits.Gaussian(1, 10., 40., (25., 5., 1000.))', 'width'],
  ['fits.Gaussian(0, 0., 0., (25., 5., 1000.))', 'mean'],
  ['fits.FlatLine(0, 60., 100., 0)', 'height'],
  ['fits.FlatLineXcut(0, 60., 100., 0)', 'height'],
  ['fits.LanGau(1, 5., 80., 0.5, (3., 22., 20000., 3.))', undefined],
] as const;

function fitted(text: string, main = peak) {
  const { module, name, args } = parseExpression(text);
  const found = allMetrics.find((each) => each.name === `${module}.${name}`);
  if (!found) throw new Error(`no metric ${text}`);
  const parsed = parseArguments(found.metric, args);
  if ('problem' in parsed) throw new Error(parsed.problem);
  const result = found.metric.reduce({ main }, parsed.parameters, { run: 1 });
  if (isFailure(result) || !result.curve) throw new Error(`no curve: ${JSON.stringify(result)}`);
  return { value: result.value, error: result.errorLow, curve: result.curve };
}

describe('the curve of a fit', () => {
  it.each(fits)('%s is that of its chi-square, and has the value as %s', (text, parameter) => {
    const { value, error, curve } = fitted(text);
    const axis = axisOf(peak, 0);
    let [chi2, bins] = [0, 0];
    for (let bin = 1; bin <= axis.bins; bin += 1) {
      const x = binCenter(axis, bin);
      if (x < curve.low || x > curve.high) continue;
      chi2 += ((cellContent(peak, bin) - curve.at(x)) / cellError(peak, bin)) ** 2;
      bins += 1;
    }
    expect(chi2 / (curve.chi2 ?? 0)).toBeCloseTo(1, 9);
    const parameters = Object.entries(curve.parameters ?? {});
    expect(bins - parameters.length).toBe(curve.ndf);
    if (parameter) expect(curve.parameters?.[parameter]).toEqual({ value, error });
    else for (const step of [-1, 1]) expect(curve.at(value + step)).toBeLessThan(curve.at(value));
  });

  it('names each metric of the module fits', () => {
    const named = new Set(fits.map(([text]) => text.replace(/\(.*/, '')));
    expect(allMetrics.map(({ name }) => name).filter((name) => name.startsWith('fits.'))).toEqual(
      expect.arrayContaining([...named]),
    );
    expect(allMetrics.filter(({ name }) => name.startsWith('fits.') && !named.has(name))).toEqual([]);
  });

  it('fitted to pairs of bins is that of one bin', () => {
    const few = makeHistogram({ contents: contents.map((content) => Math.round(content / 40)), min: 0, max: 100 });
    const { curve } = fitted('fits.LanGau(1, 0., 80., 0.1, (3., 22., 500., 3.))', few);
    expect(few.entries).toBeLessThan(150);
    expect(curve.name).toBe('Landau convolved with a Gaussian, of pairs of bins');
    const area = Array.from({ length: 20 }, (_, bin) => curve.at(binCenter(axisOf(few, 0), bin + 1)));
    const total = area.reduce((sum, content) => sum + content, 0);
    expect(total / contents.reduce((sum, content) => sum + Math.round(content / 40), 0)).toBeCloseTo(1, 0);
  });
});
