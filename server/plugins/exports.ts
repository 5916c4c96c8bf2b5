/** Validates the exports of a plugin, and locates its errors. */
import path from 'node:path';
import { inputNames, isMetric, type Metric } from '../../metrics/metric.ts';

/** The valid metrics of a plugin by name, and the problems of the others. */
export interface Exports {
  readonly metrics: ReadonlyMap<string, { readonly metric: Metric; readonly line: number }>;
  /** `line` is 1-based; 0 if unknown. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** Finds the metrics among the exports of a plugin; `text` is its source, used for line numbers. */
export function inspectExports(exported: object, text: string): Exports {
  const metrics = new Map<string, { metric: Metric; line: number }>();
  const problems: { line: number; message: string }[] = [];
  for (const [name, candidate] of Object.entries(exported) as [string, unknown][]) {
    if (!looksLikeMetric(candidate)) continue;
    const line = lineOfExport(name, text);
    const message = problemOf(name, candidate);
    if (message !== undefined) problems.push({ line, message });
    else if (isMetric(candidate)) metrics.set(name, { metric: candidate, line });
  }
  return { metrics, problems };
}

/** Returns the problem of an export that looks like a metric; undefined if it is valid. */
function problemOf(name: string, candidate: unknown): string | undefined {
  if (name === 'default') return 'default export not supported: use export const Name = metric({…})';
  if (!isMetric(candidate)) return `${name} is not declared with metric(): use export const ${name} = metric({…})`;
  const { summary, formula, example, revision, parameters, inputs, reduce }: Readonly<Record<keyof Metric, unknown>> =
    candidate;
  for (const [key, value] of Object.entries({ summary, formula, example })) {
    if (typeof value !== 'string') return `${name}: missing ${key} (a string)`;
  }
  if (!isRevision(revision)) return `${name}: revision must be an integer from 1 to ${maxRevision}, 1 is the default`;
  if (typeof reduce !== 'function') return `${name}: missing reduce (a function)`;
  if (!isRecord(parameters)) return `${name}: missing parameters (an object of zod types; {} for none)`;
  const untyped = Object.keys(parameters).find((key) => typeof memberOf(parameters[key], 'safeParse') !== 'function');
  if (untyped !== undefined) return `${name}: parameter ${untyped} is not a zod type`;
  if (!isRecord(inputs) || inputs.main === undefined) return `${name}: missing inputs.main`;
  for (const [key, input] of Object.entries(inputs)) {
    if (!inputNames.some((known) => known === key))
      return `${name}: unknown input ${key}, expected one of ${inputNames.join(', ')}`;
    if (typeof memberOf(input, 'accepts') !== 'function') {
      return `${name}: input ${key} is not an input of hdqm/metrics such as oneDimensional`;
    }
  }
  return undefined;
}

/** The range of the database's integers. */
const maxRevision = 2 ** 31 - 1;

function isRevision(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxRevision;
}

function looksLikeMetric(candidate: unknown): boolean {
  return isMetric(candidate) || typeof memberOf(candidate, 'reduce') === 'function';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function lineOfExport(name: string, text: string): number {
  const declared = name === 'default' ? /^export default\b/ : new RegExp(`^export\\s+(const|let|var)\\s+${name}\\b`);
  return text.split('\n').findIndex((line) => declared.test(line)) + 1;
}

/** Returns the first line of an error thrown by an import, with the generated names replaced by those in the source of the plugin. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [first = text] = text.split('\n');
  return first
    .trim()
    .replace(/^\w*ParseError: /, '')
    .replaceAll(/\(0 , _metrics\.(\w+)\)/g, '$1 (of hdqm/metrics)')
    .replaceAll(/_metrics\.(\w+)/g, '$1 (of hdqm/metrics)');
}

/** Returns the line of a plugin file where its import failed, from the message or stack of the error; 0 if unknown. */
export function lineOfError(error: unknown, file: string): number {
  if (!(error instanceof Error)) return 0;
  const names = [file, path.basename(file)].map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  for (const name of names) {
    const match = new RegExp(`${name}[^\\d\\n]{0,3}(\\d+)`).exec(`${error.message}\n${error.stack ?? ''}`);
    if (match) return Number(match[1]);
  }
  return Number(/\((\d+):\d+\)/.exec(error.message)?.[1] ?? 0);
}
