import { parseArguments } from '../../metrics/arguments.ts';
import type { InputName, Metric } from '../../metrics/metric.ts';
import type { ConfigFile, KnownMetrics } from './config-file.ts';
import { ExpressionError, parseExpression, tidyExpression } from './expression.ts';
import { type Assignment, substitute } from './family.ts';
import type { Entry } from './ini.ts';
import { nearestName } from '../names/nearest.ts';
import type { Computation, ConfigSection, Expression, Paths } from './plan.ts';
import type { Wrong } from './problem.ts';

/** What a plot may say. `runOffset` stands in legacy files and never had a meaning. */
export const plotKeys = [
  'metric',
  'relativePath',
  'yTitle',
  'plotTitle',
  'histo1Path',
  'histo2Path',
  'reference',
  'referenceRun',
  'threshold',
  'applyThreshold',
  'runOffset',
] as const;

/** A config as the file has it: a section, or one member of a family. */
export interface Written {
  readonly name: string;
  readonly assignment: Assignment;
  /** By key in lower case, the file's defaults included. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Of the section. */
  readonly line: number;
}

type Key = (typeof plotKeys)[number];

/** The config key that gives each input's path. */
const pathKeys = {
  main: 'relativePath',
  histo1: 'histo1Path',
  histo2: 'histo2Path',
  reference: 'reference',
} as const satisfies Record<InputName, Key>;

/** Takes a config's keys for what they mean; or says what is wrong with the first that cannot be. */
export function readConfig(
  written: Written,
  { subsystem, file }: ConfigFile,
  metrics: KnownMetrics,
): ConfigSection | Wrong {
  const { name, line } = written;
  const metric = readMetric(written, metrics);
  if ('message' in metric) return metric;
  const conditions = readConditions(written);
  if ('message' in conditions) return conditions;
  const { threshold, referenceRun } = conditions;
  const compares = metric.metric.inputs.reference !== undefined;
  const paths = readPaths(written);
  const lacking = missingInput(metric.metric, paths, referenceRun);
  if (lacking !== undefined) return { line, message: `${nameOf(metric.expression)} needs ${lacking}` };
  const computation: Computation = {
    metric: metric.written,
    paths,
    ...(threshold === undefined ? {} : { threshold }),
    ...(referenceRun === undefined || !compares ? {} : { referenceRun }),
  };
  const title = oneLine(textOf(written, 'plotTitle') ?? name);
  const yTitle = oneLine(textOf(written, 'yTitle') ?? '');
  return { subsystem, name, title, yTitle, computation, expression: metric.expression, file, line };
}

/** A key's value with the member's variables; undefined where it is not given or empty. */
function textOf({ entries, assignment }: Written, key: Key): string | undefined {
  const value = entries.get(key.toLowerCase())?.value;
  return value === undefined || value === '' ? undefined : substitute(value, assignment);
}

/** A title without the blanks that an empty variable leaves. */
export function oneLine(title: string): string {
  return title.replaceAll(/\s+/g, ' ').trim();
}

function lineOf({ entries, line }: Written, key: Key): number {
  return entries.get(key.toLowerCase())?.line ?? line;
}

function nameOf({ module, name }: Expression): string {
  return `${module}.${name}`;
}

function readMetric(
  config: Written,
  { metrics }: KnownMetrics,
): { metric: Metric; expression: Expression; written: string } | Wrong {
  const line = lineOf(config, 'metric');
  const text = textOf(config, 'metric') ?? '';
  let expression: Expression;
  try {
    expression = parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { line, message: error.message };
  }
  const name = nameOf(expression);
  const metric = metrics.get(name)?.metric;
  if (metric === undefined) {
    return { line, message: `there is no metric ${name}`, suggestion: nearestName(name, [...metrics.keys()]) };
  }
  const args = parseArguments(metric, expression.args);
  if ('problem' in args) return { line, message: `${name}: ${args.problem}` };
  return { metric, expression, written: tidyExpression(text) };
}

/** The fewest entries, where they are asked for, and the run to compare with. */
function readConditions(config: Written): { threshold?: number; referenceRun?: number } | Wrong {
  const applies = flag(textOf(config, 'applyThreshold'));
  if (applies === undefined) return { line: lineOf(config, 'applyThreshold'), message: 'applyThreshold is yes or no' };
  const threshold = textOf(config, 'threshold');
  if (applies && !isNumber(threshold)) {
    const message =
      threshold === undefined ? 'applyThreshold needs a threshold' : `threshold '${threshold}' is no number`;
    return { line: lineOf(config, threshold === undefined ? 'applyThreshold' : 'threshold'), message };
  }
  const referenceRun = textOf(config, 'referenceRun');
  if (referenceRun !== undefined && !/^[1-9]\d{0,8}$/.test(referenceRun)) {
    return { line: lineOf(config, 'referenceRun'), message: `referenceRun '${referenceRun}' is no run number` };
  }
  return {
    ...(applies ? { threshold: Number(threshold) } : {}),
    ...(referenceRun === undefined ? {} : { referenceRun: Number(referenceRun) }),
  };
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d+(\.\d*)?([eE]\+?\d+)?$/.test(text);
}

/** A yes or no, no where it is not given; undefined for anything else. */
export function flag(text: string | undefined): boolean | undefined {
  if (text === undefined || /^(no|false|off|0)$/i.test(text)) return false;
  return /^(yes|true|on|1)$/i.test(text) ? true : undefined;
}

/** One path a line; a leading `/` does not count. */
function readPaths(config: Written): Paths {
  const read = (input: InputName): string[] =>
    (textOf(config, pathKeys[input]) ?? '')
      .split('\n')
      .map((path) => path.trim().replace(/^\/+/, ''))
      .filter((path) => path !== '');
  const optional = (['histo1', 'histo2', 'reference'] as const)
    .map((input) => [input, read(input)] as const)
    .filter(([, paths]) => paths.length > 0);
  return { main: read('main'), ...Object.fromEntries(optional) };
}

/** The config key of an input that the metric needs and the section does not give. */
function missingInput({ inputs }: Metric, paths: Paths, referenceRun: number | undefined): string | undefined {
  for (const input of ['histo1', 'histo2'] as const) {
    if (inputs[input] && !inputs[input].optional && !paths[input]) return pathKeys[input];
  }
  const { reference } = inputs;
  const given = paths.reference !== undefined || referenceRun !== undefined;
  return reference && !reference.optional && !given ? 'reference or referenceRun' : undefined;
}
