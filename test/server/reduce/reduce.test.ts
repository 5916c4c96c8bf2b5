import { describe, expect, it } from 'vitest';
import type { Histogram, MonitorElement, Scalar } from '../../../metrics/histogram/histogram.ts';
import { failure, type Input, type Metric, metric, type Result, value, z } from '../../../metrics/metric.ts';
import type { PlannedConfig } from '../../../server/plan/plan.ts';
import type { Reading } from '../../../server/read/dqm-file.ts';
import { prepareReduction, reduce, ReductionError } from '../../../server/reduce/reduce.ts';

const anything: Input = { classes: 'anything', accepts: (element): element is MonitorElement => element !== undefined };
const onlyHistograms: Input<Histogram> = {
  classes: 'TH1, TH2, TH3',
  accepts: (element) => element.kind === 'histogram',
};

const declare = (give: (run: number) => Result, more: Partial<Metric> = {}): Metric => ({
  ...metric({
    summary: 'A test.',
    parameters: {},
    inputs: { main: anything },
    formula: '',
    example: '',
    reduce: (_inputs, _parameters, { run }) => give(run),
  }),
  ...more,
});

const config = (more: Partial<PlannedConfig> = {}): PlannedConfig => ({
  configId: 7,
  revision: 1,
  expression: { module: 'm', name: 'N', args: [] },
  paths: { main: ['A/b'] },
  ...more,
});

const scalar: Scalar = { kind: 'scalar', className: 'TObjString', name: 's', value: 1 };
const histogram = (entries: number): MonitorElement =>
  ({ kind: 'histogram', className: 'TH1F', entries }) as unknown as Histogram;

const apply = (subject: Metric, main: Reading | undefined, more: Partial<PlannedConfig> = {}) =>
  reduce(
    prepareReduction(config(more), () => subject),
    main ? { main } : {},
    365850,
  );

describe('reduce', () => {
  it('passes inputs and run to the metric and returns value and entries', () => {
    const seen = apply(
      declare((run) => value(run, { low: 1, high: 2 })),
      { element: histogram(12) },
    );
    expect(seen).toEqual({ result: { value: 365850, errorLow: 1, errorHigh: 2 }, entries: 12 });
  });

  it('separates the curve of a fit from the result, which is sent to other threads', () => {
    const curve = { name: 'constant', low: 0, high: 1, at: () => 3 };
    const seen = apply(
      declare(() => ({ ...value(3, 1), curve })),
      { element: histogram(12) },
    );
    expect(seen).toEqual({ result: { value: 3, errorLow: 1, errorHigh: 1 }, entries: 12, curve });
    expect(structuredClone(seen.result)).toEqual(value(3, 1));
  });

  it.each(['MISSING_HISTOGRAM', 'UNREADABLE', 'WRONG_TYPE'] as const)('passes on the failure %s', (code) => {
    const seen = apply(
      declare(() => value(1)),
      { failure: code, reason: 'the reason' },
    );
    expect(seen).toEqual({ result: failure(code, 'the reason'), entries: null });
  });

  it('names the input that is missing or of an unsupported class', () => {
    const two = declare(() => value(1), { inputs: { main: anything, histo1: onlyHistograms } });
    const given = (histo1?: Reading) =>
      reduce(
        prepareReduction(config(), () => two),
        { main: { element: histogram(5) }, ...(histo1 ? { histo1 } : {}) },
        1,
      ).result;
    expect(given()).toMatchObject({ failure: 'MISSING_HISTOGRAM', reason: expect.stringContaining('histo1Path') });
    expect(given({ failure: 'UNREADABLE', reason: 'bad bytes' })).toEqual(
      failure('UNREADABLE', 'histo1Path: bad bytes'),
    );
    expect(given({ element: scalar })).toEqual(
      failure('WRONG_TYPE', 'histo1Path is a TObjString, expected TH1, TH2, TH3'),
    );
    expect(given({ element: histogram(1) })).toEqual(value(1));
  });

  it('applies the threshold to the entries of the main ME', () => {
    const one = declare(() => value(1));
    expect(apply(one, { element: histogram(9) }, { threshold: 10 }).result).toMatchObject({
      failure: 'TOO_FEW_ENTRIES',
    });
    expect(apply(one, { element: histogram(10) }, { threshold: 10 }).result).toEqual(value(1));
    expect(apply(one, { element: scalar }, { threshold: 10 }).result).toEqual(value(1));
  });

  it.each([
    ['value', value(Number.NaN)],
    ['value', value(Number.POSITIVE_INFINITY)],
    ['lower error', value(1, { low: Number.NaN, high: 0 })],
    ['upper error', value(1, { low: 0, high: Number.NEGATIVE_INFINITY })],
  ])('fails for a %s that is not finite', (name, result) => {
    expect(
      apply(
        declare(() => result),
        { element: scalar },
      ).result,
    ).toMatchObject({
      failure: 'NOT_FINITE',
      reason: expect.stringContaining(name),
    });
  });

  it('fails for a negative error', () => {
    expect(
      apply(
        declare(() => value(1, -0.5)),
        { element: scalar },
      ).result,
    ).toMatchObject({ failure: 'NOT_FINITE' });
  });

  it('turns an exception of a metric into a failure with its location', () => {
    const throwing = declare(() => {
      throw new TypeError('no bins');
    });
    expect(apply(throwing, { element: scalar }).result).toEqual(
      failure('METRIC_THREW', expect.stringMatching(/^no bins \(reduce\/reduce\.test\.ts:\d+\)$/) as unknown as string),
    );
  });
});

describe('prepareReduction', () => {
  const needsBin = declare(() => value(1), { parameters: { bin: z.int().describe('bin number') } });
  const prepare = (args: PlannedConfig['expression']['args'], subject?: Metric) =>
    prepareReduction(config({ expression: { module: 'm', name: 'N', args } }), () => subject);

  it('binds the arguments', () => {
    expect(prepare([3], needsBin).parameters).toEqual({ bin: 3 });
  });

  it('rejects an unknown metric and invalid arguments', () => {
    expect(() => prepare([])).toThrow(new ReductionError('unknown metric m.N'));
    expect(() => prepare(['x'], needsBin)).toThrow(/m\.N: parameter bin \(bin number\): .*, got "x"/);
  });
});
