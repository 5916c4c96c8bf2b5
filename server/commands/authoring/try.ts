import { isFailure, type InputName, type Metric } from '../../../metrics/metric.ts';
import { prepareWritten } from '../../histograms/written-metric.ts';
import { ExpressionError } from '../../plan/expression.ts';
import { nearestName } from '../../names/nearest.ts';
import { loadPlugins } from '../../plugins/plugins.ts';
import type { DqmFile, Reading } from '../../read/dqm-file.ts';
import { reduce, type Reduction, ReductionError } from '../../reduce/reduce.ts';
import type { Settings } from '../../app/settings.ts';
import { openFile } from '../terminal/open-file.ts';
import { type ExitStatus, UsageError } from '../terminal/exit-status.ts';

/** Paths of the MEs by input of the metric. */
export type TryPaths = { readonly main: string } & { readonly [name in Exclude<InputName, 'main'>]?: string };

/** `hdqm try`: applies a metric to MEs of one file and prints value, error, entries, the MEs read, and times. */
export async function tryMetric(
  settings: Settings,
  written: string,
  file: string,
  paths: TryPaths,
): Promise<ExitStatus> {
  const reduction = await prepareTrial(settings, written);
  const start = performance.now();
  const { opened, close } = await openFile(settings, file);
  try {
    const readings: Partial<Record<InputName, Reading>> = {};
    for (const [name, mePath] of Object.entries(paths)) readings[name as InputName] = await opened.read(mePath);
    const read = performance.now();
    const { result, entries } = reduce(reduction, readings, opened.run);
    const done = performance.now();
    const lines = isFailure(result)
      ? [`failure  ${result.failure}: ${result.reason}`]
      : [`value    ${result.value}`, `error    ${describeError(result.errorLow, result.errorHigh)}`];
    lines.push(`entries  ${entries ?? 'not available'}`, `run      ${opened.run}`);
    for (const [name, reading] of Object.entries(readings)) lines.push(`${name.padEnd(8)} ${describeReading(reading)}`);
    for (const [name, reading] of Object.entries(readings))
      if ('failure' in reading && reading.failure === 'MISSING_HISTOGRAM')
        lines.push(...(await suggest(opened, paths[name as InputName])));
    lines.push(
      `read     ${opened.bytesRead} bytes in ${(read - start).toFixed(1)} ms; the metric took ${(done - read).toFixed(2)} ms`,
    );
    process.stdout.write(`${lines.join('\n')}\n`);
    return isFailure(result) ? 1 : 0;
  } finally {
    await close();
  }
}

/** The reduction of a metric as it is written in a config. Throws a UsageError where there is no such metric or its parameters are invalid. */
export async function prepareTrial(settings: Settings, written: string): Promise<Reduction> {
  const { metrics, problems } = await loadPlugins(settings.HDQM_METRICS);
  for (const { file: where, line, message } of problems) process.stderr.write(`${where}:${line}: ${message}\n`);
  return prepare(written, (name) => metrics.get(name)?.metric, [...metrics.keys()]);
}

function prepare(written: string, metricOf: (name: string) => Metric | undefined, names: readonly string[]): Reduction {
  try {
    return prepareWritten(written, metricOf);
  } catch (error) {
    if (error instanceof ExpressionError) throw new UsageError(error.message);
    if (!(error instanceof ReductionError)) throw error;
    const near = nearestName(/^[\w.]+/.exec(written)?.[0] ?? '', names);
    throw new UsageError(`${error.message}${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
}

/** Suggests the ME of the file with the most similar path. */
async function suggest(opened: DqmFile, path = ''): Promise<string[]> {
  const near = nearestName(
    path,
    (await opened.list()).map((each) => each.path),
  );
  return near === undefined ? [] : [`Did you mean ${near}?`];
}

export function describeError(low: number, high: number): string {
  return low === high ? String(low) : `-${low} +${high}`;
}

function describeReading(reading: Reading): string {
  if ('failure' in reading) return `${reading.failure}: ${reading.reason}`;
  const { element } = reading;
  const axes = 'axes' in element ? `, ${element.axes.map(({ bins }) => bins).join(' x ')} bins` : '';
  return `${element.className} ${element.name}${axes}`;
}
