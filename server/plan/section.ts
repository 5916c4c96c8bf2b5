import { parseArguments } from '../../metrics/arguments.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { ConfigFile, KnownMetrics } from './configs.ts';
import { type Assignment, combinations, FamilyError, parseValues, substitute, variablesOf } from './family.ts';
import type { Entry, IniSection } from './ini.ts';
import { ExpressionError, parseExpression } from './expression.ts';
import { nearest } from './near.ts';
import type { Computation, ConfigSection, Expression, Paths, Problem } from './plan.ts';

/** Takes a complaint about the config file that is being read. */
export type Complain = (line: number, message: string, more?: Partial<Problem>) => void;

/** What a plot may say. `runOffset` stands in legacy files and never had a meaning. */
const plotKeys = [
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
const known = new Map(plotKeys.map((key) => [key.toLowerCase(), key]));
/** What `[defaults]` may say for all plots of a file. */
export const defaultKeys: ReadonlySet<string> = new Set(known.keys());

/** Reads a `[plot:NAME]` section: one config, or all members of a family; none where something is wrong with it. */
export function readSections(
  section: IniSection,
  file: ConfigFile,
  metrics: KnownMetrics,
  complain: Complain,
): ConfigSection[] {
  const match = /^plot:(.+)$/.exec(section.header);
  const name = match?.[1]?.trim();
  if (name === undefined || name === '') {
    const meant = nearest(section.header.split(':')[0] ?? '', ['plot', 'group', 'defaults']);
    const suggestion =
      meant === undefined ? {} : { suggestion: meant === 'defaults' ? '[defaults]' : `[${meant}:NAME]` };
    complain(section.line, `[${section.header}] is neither [plot:NAME], [group:NAME] nor [defaults]`, suggestion);
    return [];
  }
  const about = name.includes('${') ? {} : { name };
  let sound = section.faults.length === 0;
  for (const { line, message } of section.faults) complain(line, message, about);
  for (const [key, entry] of section.entries) {
    if (known.has(key) || key.startsWith('for.')) continue;
    const near = nearest(entry.key, [...plotKeys]);
    complain(entry.line, `unknown key ${entry.key}`, { ...about, ...(near === undefined ? {} : { suggestion: near }) });
    sound = false;
  }
  const entries = withDefaults(section, file);
  for (const key of ['metric', 'relativePath', 'yTitle'] as const) {
    if ((entries.get(key.toLowerCase())?.value ?? '') !== '') continue;
    complain(section.line, `[${section.header}] has no ${key}`, about);
    sound = false;
  }
  if (!sound) return [];
  try {
    const members = combinations(readVariables(section, name, entries));
    const read = members.map((assignment) => readMember(name, assignment, entries, section, file, metrics));
    const wrong = read.find((member) => 'line' in member && 'message' in member);
    if (wrong && 'message' in wrong) {
      complain(wrong.line, wrong.message, {
        ...about,
        ...(wrong.suggestion === undefined ? {} : { suggestion: wrong.suggestion }),
      });
      return [];
    }
    return read as ConfigSection[];
  } catch (error) {
    if (!(error instanceof FamilyError)) throw error;
    complain(section.line, `[${section.header}]: ${error.message}`, about);
    return [];
  }
}

function withDefaults(section: IniSection, { defaults }: ConfigFile): ReadonlyMap<string, Entry> {
  return defaults ? new Map([...defaults.entries, ...section.entries]) : section.entries;
}

/** The variables of a family, `for.NAME`; each must be used. Throws a FamilyError. */
export function readVariables(
  section: IniSection,
  name: string,
  entries: ReadonlyMap<string, Entry>,
): ReadonlyMap<string, readonly string[]> {
  const variables = new Map<string, readonly string[]>();
  const used = new Set([name, ...[...entries.values()].map(({ value }) => value)].flatMap(variablesOf));
  for (const [key, { key: written, value }] of section.entries) {
    if (!key.startsWith('for.')) continue;
    const variable = key.slice('for.'.length);
    if (!used.has(variable)) throw new FamilyError(`${written} is not used: \${${variable}} stands nowhere`);
    try {
      variables.set(variable, parseValues(value));
    } catch (error) {
      if (error instanceof FamilyError) throw new FamilyError(`${written}: ${error.message}`, { cause: error });
      throw error;
    }
  }
  return variables;
}

interface Wrong {
  readonly line: number;
  readonly message: string;
  readonly suggestion?: string;
}

function readMember(
  template: string,
  assignment: Assignment,
  entries: ReadonlyMap<string, Entry>,
  section: IniSection,
  { subsystem, file }: ConfigFile,
  { metrics }: KnownMetrics,
): ConfigSection | Wrong {
  const text = (key: string): string | undefined => {
    const entry = entries.get(key.toLowerCase());
    return entry === undefined || entry.value === '' ? undefined : substitute(entry.value, assignment);
  };
  const line = (key: string): number => entries.get(key.toLowerCase())?.line ?? section.line;
  const name = substitute(template, assignment);
  const written = text('metric') ?? '';
  let expression: Expression;
  try {
    expression = parseExpression(written);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { line: line('metric'), message: error.message };
  }
  const metricName = `${expression.module}.${expression.name}`;
  const metric = metrics.get(metricName)?.metric;
  if (metric === undefined) {
    const near = nearest(metricName, [...metrics.keys()]);
    return {
      line: line('metric'),
      message: `unknown metric ${metricName}`,
      ...(near === undefined ? {} : { suggestion: near }),
    };
  }
  const args = parseArguments(metric, expression.args);
  if ('problem' in args) return { line: line('metric'), message: `${metricName} ${args.problem}` };

  const threshold = optionalNumber(text('threshold'));
  const referenceRun = optionalNumber(text('referenceRun'));
  const applies = flag(text('applyThreshold'));
  if (threshold === null)
    return { line: line('threshold'), message: `threshold '${text('threshold') ?? ''}' is no number` };
  if (referenceRun === null || (referenceRun !== undefined && !Number.isInteger(referenceRun))) {
    return { line: line('referenceRun'), message: `referenceRun '${text('referenceRun') ?? ''}' is no run number` };
  }
  if (applies === undefined) return { line: line('applyThreshold'), message: 'applyThreshold is either yes or no' };

  const paths = readPaths(text);
  const lacking = missingInput(metric, paths, referenceRun);
  if (lacking !== undefined) return { line: section.line, message: `${metricName} needs ${lacking}` };
  const computation: Computation = {
    metric: written,
    paths,
    ...(threshold !== undefined && applies ? { threshold } : {}),
    ...(referenceRun === undefined ? {} : { referenceRun }),
  };
  const yTitle = text('yTitle') ?? '';
  return {
    subsystem,
    name,
    title: text('plotTitle') ?? yTitle,
    yTitle,
    computation,
    expression,
    file,
    line: section.line,
  };
}

function readPaths(text: (key: string) => string | undefined): Paths {
  const read = (key: string): string[] | undefined =>
    text(key)
      ?.split('\n')
      .map((path) => path.trim().replace(/^\/+/, ''))
      .filter((path) => path !== '');
  const [histo1, histo2, reference] = [read('histo1Path'), read('histo2Path'), read('reference')];
  return {
    main: read('relativePath') ?? [],
    ...(histo1 ? { histo1 } : {}),
    ...(histo2 ? { histo2 } : {}),
    ...(reference ? { reference } : {}),
  };
}

/** The config key of an input that the metric needs and the section does not give. */
function missingInput(metric: Metric, paths: Paths, referenceRun: number | undefined): string | undefined {
  const { histo1, histo2, reference } = metric.inputs;
  if (histo1 && !histo1.optional && !paths.histo1) return 'histo1Path';
  if (histo2 && !histo2.optional && !paths.histo2) return 'histo2Path';
  if (reference && !reference.optional && !paths.reference && referenceRun === undefined)
    return 'reference or referenceRun';
  return undefined;
}

/** undefined: not given; null: no number. */
function optionalNumber(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

/** A yes or no, no where it is not given; undefined for anything else. */
export function flag(text: string | undefined): boolean | undefined {
  if (text === undefined || /^(no|false|off|0)$/i.test(text)) return false;
  return /^(yes|true|on|1)$/i.test(text) ? true : undefined;
}
