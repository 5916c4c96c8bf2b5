/** Uncertainties of derived trends, compared with numpy. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isFailure, value } from '../../metrics/metric.ts';
import { evaluate } from '../../server/plan/formula/evaluate.ts';
import type { Correlation } from '../../server/plan/formula/formula.ts';
import { parseFormula } from '../../server/plan/formula/parse.ts';
import { Random } from '../random.ts';
import { unknownQuantities } from '../server/plan/formula/inputs.ts';
import { hasPythonModules, python } from '../tools/python.ts';
import { root } from './command.ts';

const hasNumpy = hasPythonModules('numpy');
if (!hasNumpy)
  process.stdout.write(
    'Errors of derived trends are not compared: Python has no numpy (test/tools/python-requirements.txt)\n',
  );

/** In our notation and in Python's; `a`, `b` and `c` are the inputs. */
const expressions = [
  'a / b',
  'a - b',
  '(a - b) / (a + b)',
  'a * b / c',
  'sqrt(a * a + b * b) - c',
  'log(a / b) + log10(c)',
  'exp(-a / b) * c',
  'a ** (b / c)',
  '-a ** 2 / (b + 3 * c)',
] as const;
const correlations: readonly Correlation[] = [0, 0.9, -0.4, 1, 'same data'];
const dataset = { primaryDataset: 'ZeroBias', processing: 'PromptReco' };

it.skipIf(!hasNumpy)('uncertainties of derived values are those of numpy', () => {
  const random = new Random(20_261_201);
  const list = (low: number, high: number): number[] =>
    Array.from({ length: 3 }, () => low + (high - low) * random.fraction());
  const cases = expressions.flatMap((expression) =>
    correlations.flatMap((correlation) =>
      Array.from({ length: 20 }, () => ({
        expression,
        correlation,
        values: list(0.5, 5),
        low: list(0.01, 0.5),
        high: list(0.01, 0.5),
      })),
    ),
  );
  const inPython = cases.map((one) => ({
    ...one,
    expression: one.expression.replaceAll(/\b[abc]\b/g, (name) => `x[${'abc'.indexOf(name)}]`),
  }));
  const { status, stdout, stderr } = spawnSync(python, [path.join(root, 'test/tools/check-derived-errors.py')], {
    input: JSON.stringify(inPython),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const expected = JSON.parse(stdout) as [number, number, number][];
  expect(expected).toHaveLength(cases.length);
  for (const [index, { expression, correlation, values, low, high }] of cases.entries()) {
    const trend = (name: string) => {
      const at = 'abc'.indexOf(name);
      return value(values[at] ?? 0, { low: low[at] ?? 0, high: high[at] ?? 0 });
    };
    const term = parseFormula(expression.replaceAll(/\b[abc]\b/g, (name) => `\${${name}}`));
    const result = evaluate(term, dataset, { trend, quantities: unknownQuantities }, correlation);
    if (isFailure(result)) throw new Error(`${expression}: ${result.reason}`);
    const found = [result.value, result.errorLow, result.errorHigh];
    for (const [item, number] of (expected[index] ?? []).entries()) {
      // The difference of nearly equal variances loses digits in both.
      const precision = correlation === 1 || correlation === 'same data' ? 1e-6 : 1e-9;
      const size = Math.max(Math.abs(number), 1e-3);
      expect(Math.abs((found[item] ?? Number.NaN) - number) / size, `${expression} ${correlation}`).toBeLessThan(
        precision,
      );
    }
  }
});
