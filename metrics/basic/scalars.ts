/** Metrics of scalars, quality tests and graphs. */
import { failure, graphs, metric, qualityTests, scalars, value } from '../metric.ts';

export const ScalarValue = metric({
  summary: 'Value of a scalar, without error.',
  parameters: {},
  inputs: { main: scalars },
  formula: 'the stored number',
  example: 'basic.ScalarValue()',
  reduce: ({ main }) => {
    const number = typeof main.value === 'number' ? main.value : Number.NaN;
    return Number.isFinite(number) ? value(number) : failure('WRONG_TYPE', `'${main.value}' is not a number`);
  },
});

export const QualityTestResult = metric({
  summary: 'Result of a quality test (the number compared with its limits), without error.',
  parameters: {},
  inputs: { main: qualityTests },
  formula: 'RESULT of qr=st:STATUS:RESULT:ALGORITHM:MESSAGE',
  example: 'basic.QualityTestResult()',
  reduce: ({ main }) =>
    Number.isFinite(main.result) ? value(main.result) : failure('NO_DATA', `no test result: ${main.message}`),
});

export const QualityTestStatus = metric({
  summary: 'Status of a quality test: 100 OK, 200 warning, 300 error; others if it did not run.',
  parameters: {},
  inputs: { main: qualityTests },
  formula: 'STATUS of qr=st:STATUS:RESULT:ALGORITHM:MESSAGE',
  example: 'basic.QualityTestStatus()',
  reduce: ({ main }) => value(main.status),
});

export const GraphMean = metric({
  summary: 'Mean of y over all points of a graph, with its statistical error.',
  parameters: {},
  inputs: { main: graphs },
  formula: 'TGraph::GetMean(2); standard deviation / sqrt(points)',
  example: 'basic.GraphMean()',
  reduce: ({ main: { y } }) => {
    if (y.length === 0) return failure('NO_DATA', 'the graph has no points');
    const center = y.reduce((sum, at) => sum + at, 0) / y.length;
    const variance = y.reduce((sum, at) => sum + (at - center) ** 2, 0) / y.length;
    return value(center, Math.sqrt(variance / y.length));
  },
});
