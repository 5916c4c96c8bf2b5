/** What a plugin exports, and where it went wrong. */
import path from 'node:path';
import { inputNames, isMetric, type Metric } from '../../metrics/metric.ts';

/** What is wrong at a line of a plugin (from 1; 0 where it is not known). */
interface Wrong {
  readonly line: number;
  readonly message: string;
}

/** The metrics of a plugin by name, and its exports that were meant as metrics but are none. */
export interface Exports {
  readonly metrics: ReadonlyMap<string, { readonly metric: Metric; readonly line: number }>;
  readonly wrong: readonly Wrong[];
}

/** Tells the metrics among a plugin's exports; `text` is its source, for the lines. */
export function inspectExports(exported: object, text: string): Exports {
  const metrics = new Map<string, { metric: Metric; line: number }>();
  const wrong: Wrong[] = [];
  for (const [name, candidate] of Object.entries(exported) as [string, unknown][]) {
    const line = lineOfExport(name, text);
    const message = name === 'default' ? wrongDefault(candidate) : wrongMetric(name, candidate);
    if (message !== undefined) wrong.push({ line, message });
    else if (isMetric(candidate)) metrics.set(name, { metric: candidate, line });
  }
  return { metrics, wrong };
}

function wrongDefault(candidate: unknown): string | undefined {
  return looksLikeMetric(candidate) ? 'a metric needs a name: export const Name = metric({…})' : undefined;
}

/** Why an export cannot be used as the metric that it seems to be; undefined for a sound one, and for what is none. */
function wrongMetric(name: string, candidate: unknown): string | undefined {
  if (!looksLikeMetric(candidate)) return undefined;
  if (!isMetric(candidate)) return `${name} is not declared with metric: export const ${name} = metric({…})`;
  const { summary, formula, example, parameters, inputs, reduce }: { readonly [key in keyof Metric]: unknown } =
    candidate;
  for (const [key, value] of Object.entries({ summary, formula, example })) {
    if (typeof value !== 'string') return `${name} has no ${key} (a text)`;
  }
  if (typeof reduce !== 'function') return `${name} has no reduce (a function)`;
  if (!isRecord(parameters)) return `${name} has no parameters (an object of zod types; {} for none)`;
  const untyped = Object.keys(parameters).find((key) => typeof memberOf(parameters[key], 'safeParse') !== 'function');
  if (untyped !== undefined) return `${name}: the parameter ${untyped} is no zod type`;
  if (!isRecord(inputs) || inputs.main === undefined) return `${name} has no inputs.main`;
  for (const [key, input] of Object.entries(inputs)) {
    if (!inputNames.some((known) => known === key))
      return `${name}: the input ${key} is none of ${inputNames.join(', ')}`;
    if (typeof memberOf(input, 'accepts') !== 'function') {
      return `${name}: the input ${key} is not one of hdqm/metrics, such as oneDimensional`;
    }
  }
  return undefined;
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

/** The first line of what an import threw, in words of the plugin's source. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [first = text] = text.split('\n');
  return first
    .trim()
    .replace(/^\w*ParseError: /, '')
    .replaceAll(/\(0 , _metrics\.(\w+)\)/g, '$1 (of hdqm/metrics)')
    .replaceAll(/_metrics\.(\w+)/g, '$1 (of hdqm/metrics)');
}

/** The line of a plugin's file where its import failed, from the error's message or its stack; 0 where they do not tell. */
export function lineOfError(error: unknown, file: string): number {
  if (!(error instanceof Error)) return 0;
  const places = [file, path.basename(file)].map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  for (const place of places) {
    const match = new RegExp(`${place}[^\\d\\n]{0,3}(\\d+)`).exec(`${error.message}\n${error.stack ?? ''}`);
    if (match) return Number(match[1]);
  }
  return Number(/\((\d+):\d+\)/.exec(error.message)?.[1] ?? 0);
}
