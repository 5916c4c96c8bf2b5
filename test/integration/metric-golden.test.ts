/** Compares every metric with its formula evaluated in ROOT, on unusual histograms of every class. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isFailure, type Result } from '../../metrics/metric.ts';
import { parseExpression } from '../../server/plan/expression.ts';
import { loadPlugins } from '../../server/plugins/plugins.ts';
import type { Reading } from '../../server/read/dqm-file.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { prepareReduction, reduce } from '../../server/reduce/reduce.ts';
import { root } from './command.ts';

/** metric, main, histo1, histo2, reference, value, error: the last two are null without a point, error is a pair if asymmetric. */
type Answer = [
  string,
  string,
  string | null,
  string | null,
  string | null,
  number | null,
  number | [number, number] | null,
];

const set = process.env['METRIC_GOLDEN'] ?? path.join(root, 'test/sample/metrics/shapes');
const answers = JSON.parse(readFileSync(`${set}.json`, 'utf8')) as Answer[];

/** Expected numbers of differences from the formula, so that a change is noticed. */
const expectedDifferences: Record<string, number> = {
  'L1T_metrics.EffMean: negative error': 1,
  'basic.Bin2DRatio: negative error': 2,
  'basic.Chi2: INCOMPATIBLE': 4,
  'basic.Chi2: NO_DATA': 7,
  'basic.FED25ErrorFraction: NO_DATA': 2,
  'basic.Kolmogorov: NO_DATA': 4,
  'basic.MaxBin: NO_DATA': 2,
  'basic.Mean2D: WRONG_TYPE': 1,
  'basic.Mean: NO_DATA': 3,
  'basic.MeanDiff: NO_DATA': 19,
  'basic.MeanEntries: NO_DATA': 1,
  'basic.MeanRMS: NO_DATA': 1,
  'basic.MeanYAxis: NO_DATA': 1,
  'basic.MeanYAxis: WRONG_TYPE': 12,
  'basic.MeanZAxis: WRONG_TYPE': 17,
  'basic.NormChi2: INCOMPATIBLE': 4,
  'basic.NormChi2: NO_DATA': 8,
  'basic.PixelDigiPerClusterPix: negative error': 4,
  'basic.ProfileMean: WRONG_TYPE': 1,
  'basic.Quantile: NO_DATA': 2,
  'basic.RMSXAxis: NO_DATA': 1,
  'basic.RMSYAxis: WRONG_TYPE': 8,
  'basic.ROCfraction: NOT_FINITE': 2,
  'basic.StdDev: NO_DATA': 3,
  'fits.GauLand: a flat minimum': 2,
  'fits.GauLand: another minimum': 2,
  'fits.Gaussian: a flat minimum': 1,
  'fits.Gaussian: minimum not found by ROOT': 2,
  'fits.Gaussian: another minimum': 1,
  'fits.Gaussian: opposite sign of the width': 1,
  'fits.LandauAroundMax: a flat minimum': 1,
  'fits.LandauAroundMax: no minimum': 1,
};

describe('every metric on unusual histograms', () => {
  it('agrees with ROOT', async () => {
    const { metrics } = await loadPlugins([]);
    const file = await openDqmFile(`${set}.root`);
    const readings = new Map<string, Reading>();
    for (const name of new Set(answers.flatMap((answer) => answer.slice(1, 5) as (string | null)[])))
      if (name !== null) readings.set(name, await file.read(`Shapes/${name}`));
    await file.close();
    const read = (name: string | null): Reading | undefined => (name === null ? undefined : readings.get(name));

    const unexpected: string[] = [];
    const accepted: Record<string, number> = {};
    for (const answer of answers) {
      const [call, main, histo1, histo2, reference] = answer;
      const reduction = prepareReduction(
        { configId: 1, revision: 1, expression: parseExpression(call), paths: { main: [main] } },
        ({ module, name }) => metrics.get(`${module}.${name}`)?.metric,
      );
      const inputs = Object.entries({ main, histo1, histo2, reference }).flatMap(([input, name]) => {
        const reading = read(name);
        return reading ? [[input, reading] as const] : [];
      });
      const { result } = reduce(reduction, Object.fromEntries(inputs), file.run);
      const difference = judge(answer, result);
      if (difference === undefined) continue;
      const metric = call.slice(0, call.indexOf('('));
      const reason = reasonOf(answer, result);
      if (reason === undefined)
        unexpected.push(`${call} of ${answer.slice(1, 5).filter(Boolean).join(', ')}: ${difference}`);
      else accepted[`${metric}: ${reason}`] = (accepted[`${metric}: ${reason}`] ?? 0) + 1;
    }
    expect(unexpected).toEqual([]);
    expect(accepted).toEqual(expectedDifferences);
  });
});

/** Returns the difference, if any. Tolerances: 1e-6 for exact metrics; for fits 5 % of their error or 0.001, and 5 % for their errors. */
function judge([call, , , , , wanted, wantedError]: Answer, got: Result): string | undefined {
  if (wanted === null || wantedError === null)
    return isFailure(got) ? undefined : `${got.value}, where ROOT has no point`;
  const [low, high] = typeof wantedError === 'number' ? [wantedError, wantedError] : wantedError;
  if (isFailure(got)) return `${got.failure} (${got.reason}), not ${wanted} +- ${high}`;
  const isFit = call.startsWith('fits.') && !call.startsWith('fits.FlatLine');
  const apart = Math.abs(got.value - wanted);
  const near = isFit ? Math.max(0.05 * low, 1e-3 * Math.abs(wanted)) : 1e-6 * Math.max(Math.abs(wanted), Math.abs(low));
  const agrees = (own: number, theirs: number): boolean =>
    Math.abs(own - theirs) <= Math.max((isFit ? 0.05 : 1e-6) * Math.max(own, Math.abs(theirs)), 1e-12);
  if (apart <= Math.max(near, 1e-12) && agrees(got.errorLow, low) && agrees(got.errorHigh, high)) return undefined;
  return `${got.value} -${got.errorLow} +${got.errorHigh}, not ${wanted} -${low} +${high}`;
}

/** Returns the reason of an accepted difference from ROOT. */
function reasonOf([call, , , , , wanted, error]: Answer, got: Result): string | undefined {
  const isFit = call.startsWith('fits.');
  if (isFailure(got)) {
    // Without data or without the axis, ROOT returns zeros, or numbers of the other input.
    if (!isFit) return got.failure;
    return got.failure === 'FIT_FAILED' ? 'no minimum' : undefined;
  }
  if (typeof error === 'number' && error < 0 && Math.abs(got.errorLow + error) <= 1e-6 * -error)
    return 'negative error';
  if (!isFit) return undefined;
  if (wanted === null || typeof error !== 'number') return 'minimum not found by ROOT';
  if (Math.abs(got.value + wanted) < 1e-3 * got.value) return 'opposite sign of the width';
  return error > Math.abs(wanted) ? 'a flat minimum' : 'another minimum';
}
