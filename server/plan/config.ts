import { parseArguments } from '../../metrics/arguments.ts';
import type { InputName, Metric } from '../../metrics/metric.ts';
import type { ConfigFile, KnownMetrics } from './config-file.ts';
import { ExpressionError, normalizeExpression, parseExpression } from './expression.ts';
import type { Diagnostic } from './ini.ts';
import { nearestName } from '../names/nearest.ts';
import { isNumber, lineOf, type Member, type PlotKey, textOf } from './member.ts';
import { readGuidance } from './guidance.ts';
import type { Computation, ConfigSection, Expression, Paths } from './plan.ts';

/** Config key of each input. */
const pathKeys = {
  main: 'relativePath',
  histo1: 'histo1Path',
  histo2: 'histo2Path',
  reference: 'reference',
} as const satisfies Record<InputName, PlotKey>;

/** Interprets the entries of a config; returns a diagnostic for the first invalid one. */
export function readConfig(
  member: Member,
  { subsystem, file }: ConfigFile,
  metrics: KnownMetrics,
): ConfigSection | Diagnostic {
  const { name, line } = member;
  const metric = readMetric(member, metrics);
  if ('message' in metric) return metric;
  const conditions = readConditions(member);
  if ('message' in conditions) return conditions;
  const { threshold, referenceRun } = conditions;
  const compares = metric.metric.inputs.reference !== undefined;
  const paths = readPaths(member);
  const missing = missingInput(metric.metric, paths, referenceRun);
  if (missing !== undefined) return { line, message: `${nameOf(metric.expression)} requires ${missing}` };
  const computation: Computation = {
    metric: metric.text,
    metricRevision: metric.metric.revision,
    paths,
    ...(threshold === undefined ? {} : { threshold }),
    ...(referenceRun === undefined || !compares ? {} : { referenceRun }),
  };
  const guidance = readGuidance(member);
  if ('message' in guidance) return guidance;
  const title = oneLine(textOf(member, 'plotTitle') ?? name);
  const yTitle = oneLine(textOf(member, 'yTitle') ?? '');
  return { subsystem, name, title, yTitle, computation, expression: metric.expression, guidance, file, line };
}

/** Collapses white space, such as an empty variable leaves in a title. */
export function oneLine(title: string): string {
  return title.replaceAll(/\s+/g, ' ').trim();
}

function nameOf({ module, name }: Expression): string {
  return `${module}.${name}`;
}

function readMetric(
  config: Member,
  { metrics }: KnownMetrics,
): { metric: Metric; expression: Expression; text: string } | Diagnostic {
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
    return { line, message: `unknown metric ${name}`, suggestion: nearestName(name, [...metrics.keys()]) };
  }
  const args = parseArguments(metric, expression.args);
  if ('problem' in args) return { line, message: `${name}: ${args.problem}` };
  return { metric, expression, text: normalizeExpression(text) };
}

/** Reads the threshold, if it is applied, and the reference run. */
function readConditions(config: Member): { threshold?: number; referenceRun?: number } | Diagnostic {
  const applies = flag(textOf(config, 'applyThreshold'));
  if (applies === undefined)
    return { line: lineOf(config, 'applyThreshold'), message: 'applyThreshold must be yes or no' };
  const threshold = textOf(config, 'threshold');
  if (applies && !isNumber(threshold)) {
    const message =
      threshold === undefined ? 'applyThreshold requires a threshold' : `threshold '${threshold}' is not a number`;
    return { line: lineOf(config, threshold === undefined ? 'applyThreshold' : 'threshold'), message };
  }
  const referenceRun = textOf(config, 'referenceRun');
  if (referenceRun !== undefined && !/^[1-9]\d{0,8}$/.test(referenceRun)) {
    return { line: lineOf(config, 'referenceRun'), message: `referenceRun '${referenceRun}' is not a run number` };
  }
  return {
    ...(applies ? { threshold: Number(threshold) } : {}),
    ...(referenceRun === undefined ? {} : { referenceRun: Number(referenceRun) }),
  };
}

/** Parses yes or no, with default no; returns undefined for anything else. */
export function flag(text: string | undefined): boolean | undefined {
  if (text === undefined || /^(no|false|off|0)$/i.test(text)) return false;
  return /^(yes|true|on|1)$/i.test(text) ? true : undefined;
}

/** Reads the paths of each input, one per line; a leading `/` is ignored. */
function readPaths(config: Member): Paths {
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

/** Returns the config key of a required input without a path; undefined if none is missing. */
function missingInput({ inputs }: Metric, paths: Paths, referenceRun: number | undefined): string | undefined {
  for (const input of ['histo1', 'histo2'] as const) {
    if (inputs[input] && !inputs[input].optional && !paths[input]) return pathKeys[input];
  }
  const { reference } = inputs;
  const given = paths.reference !== undefined || referenceRun !== undefined;
  return reference && !reference.optional && !given ? 'reference or referenceRun' : undefined;
}
