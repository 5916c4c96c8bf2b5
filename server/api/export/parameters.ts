/** Parameters of the URLs of exports: the same words as those of pages. An invalid one is an error, since nobody sees what was exported. */
import { z } from 'zod';
import type { ExportSelection } from '../../store/export.ts';
import type { SuggestionRule } from '../../judge/suggest-runs.ts';
import { parseFlagFilter } from '../../store/runs/certification/flag-text.ts';
import { parseLabelFilter } from '../../store/runs/labels/label-filter.ts';
import { parseQuantityFilter } from '../../store/runs/quantities/quantity-filter.ts';
import type { SuggestionScope } from '../../store/runs/certification/run-facts.ts';
import type { RunSelection } from '../../store/runs/run-filter.ts';
import type { ComparisonRequest, Side } from '../graphql/resolvers/compared-trends/compare-trends.ts';
import { parseRunList } from './run-list.ts';

/** The parameters of a URL are invalid. The message is for the user. */
export class ParameterError extends Error {
  override name = 'ParameterError';
}

const list = (text: string): string[] => text.split(',').filter((part) => part !== '');
const wholeNumbers = z
  .string()
  .transform(list)
  .pipe(z.array(z.coerce.number<string>().int().min(0).max(999_999_999)));
const words = z.string().transform(list);
const amount = z.coerce.number().min(0);
const text = z.string().min(1);

/** The latest runs of a dataset where a URL does not say which, as on pages. */
const defaultLatest = 50;

const runParameters = {
  latest: z.union([z.literal('all'), z.coerce.number().int().min(1).max(10_000)]).optional(),
  runs: text.optional(),
  golden: text.optional(),
  goldenShare: amount.max(100).optional(),
  significant: z.enum(['0', '1']).optional(),
  class: words.optional(),
  era: words.optional(),
  fill: wholeNumbers.optional(),
  exclude: wholeNumbers.optional(),
  duration: amount.optional(),
  lumi: amount.optional(),
  /** As pages have them: `tracker-strip:GOOD|STANDBY:0.9`. */
  flag: z.array(text).optional(),
  /** As pages have them: `pileup:20:60`. */
  quantity: z.array(text).optional(),
  /** As pages have them: `apv-mode:PEAK|DECO`. */
  label: z.array(text).optional(),
};
/** Parameters of runs that may be given several times. */
const repeatedRunParameters = ['flag', 'quantity', 'label'];
const runsSchema = z.strictObject(runParameters);
const pointsSchema = z.strictObject({
  ...runParameters,
  subsystem: text,
  pd: text.optional(),
  ps: text.optional(),
  name: z.array(text).optional(),
  search: text.optional(),
  with: words.optional(),
});

const severity = z.enum(['warning', 'error', 'off']).default('warning');
const suggestionSchema = z.strictObject({
  ...runParameters,
  subsystem: text.optional(),
  pd: text.optional(),
  ps: text.optional(),
  ruleLimits: severity,
  ruleAlarms: severity,
  ruleFlag: z.array(text).optional(),
  ruleLumi: amount.optional(),
});
/** `pd,ps` or `pd,ps,era`, as pages have it. */
const side = z.string().transform((written, context): Side => {
  const [primaryDataset, processing, era, ...rest] = written.split(',');
  if (primaryDataset && processing && era !== '' && rest.length === 0) return { primaryDataset, processing, era };
  context.addIssue({
    code: 'custom',
    message: `'${written}' is not PRIMARY_DATASET,PROCESSING or PRIMARY_DATASET,PROCESSING,ERA`,
  });
  return z.NEVER;
});
const comparisonSchema = z.strictObject({
  ...runParameters,
  subsystem: text,
  a: side,
  b: side,
  search: text.optional(),
});

/** Which points a URL exports, with which attributes of their runs. */
export interface PointParameters {
  readonly selection: ExportSelection;
  /** Names of attributes. */
  readonly with: readonly string[];
}

/** Reads the parameters of an export of points. Throws a ParameterError. */
export function readPointParameters(parameters: URLSearchParams): PointParameters {
  const {
    subsystem,
    pd,
    ps,
    name,
    search,
    with: attributes = [],
    ...runs
  } = parseParameters(pointsSchema, parameters, ['name', ...repeatedRunParameters]);
  return {
    selection: { subsystem, primaryDataset: pd, processing: ps, names: name, search, select: toSelection(runs) },
    with: attributes,
  };
}

/** Reads the parameters of an export of runs. Throws a ParameterError. */
export function readRunParameters(parameters: URLSearchParams): RunSelection {
  return toSelection(parseParameters(runsSchema, parameters, repeatedRunParameters));
}

/** Reads the parameters of a comparison. Throws a ParameterError. */
export function readComparisonParameters(
  parameters: URLSearchParams,
): ComparisonRequest & { readonly select: RunSelection } {
  const { subsystem, a, b, search, ...runs } = parseParameters(comparisonSchema, parameters, repeatedRunParameters);
  return { subsystem, a, b, search, select: toSelection(runs) };
}

/** Reads the parameters of a suggested run list: its runs, whose values and alarms count, and its rule. Throws a ParameterError or SelectionError. */
export function readSuggestionParameters(parameters: URLSearchParams): {
  readonly scope: SuggestionScope;
  readonly select: RunSelection;
  readonly rule: SuggestionRule;
} {
  const { subsystem, pd, ps, ruleLimits, ruleAlarms, ruleFlag, ruleLumi, ...runs } = parseParameters(
    suggestionSchema,
    parameters,
    ['ruleFlag', ...repeatedRunParameters],
  );
  return {
    scope: { subsystem, primaryDataset: pd, processing: ps },
    select: toSelection(runs),
    rule: {
      limits: ruleLimits === 'off' ? null : ruleLimits,
      alarms: ruleAlarms === 'off' ? null : ruleAlarms,
      flags: (ruleFlag ?? []).map(parseFlagFilter),
      minRecordedLumi: ruleLumi ?? null,
    },
  };
}

/** Reads parameters by a schema; those in `repeated` may be given several times. Throws a ParameterError. */
export function parseParameters<T>(
  schema: z.ZodType<T>,
  parameters: URLSearchParams,
  repeated: readonly string[] = [],
): T {
  const given: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    if (!repeated.includes(name) && values.length > 1)
      throw new ParameterError(`${name} is given ${values.length} times`);
    given[name] = repeated.includes(name) ? values : (values[0] ?? '');
  }
  const { data, error } = schema.safeParse(given);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  if (issue?.code === 'unrecognized_keys')
    throw new ParameterError(`unknown parameter ${issue.keys.join(', ')}; known ones are ${knownNames(schema)}`);
  const where = issue?.path[0] === undefined ? '' : `${String(issue.path[0])}: `;
  throw new ParameterError(`${where}${issue?.message ?? 'invalid'}`);
}

function knownNames(schema: z.ZodType): string {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape).join(', ') : '';
}

/** The selection of runs that a page with these parameters has. Throws a ParameterError. */
function toSelection({
  latest,
  runs,
  golden,
  significant,
  class: classes,
  era: eras,
  fill: fills,
  exclude = [],
  duration,
  lumi,
  flag: flags = [],
  quantity: quantities = [],
  label: labels = [],
  goldenShare,
}: z.output<typeof runsSchema>): RunSelection {
  const { excluded = [], ...source } = runsOf(latest, runs, golden);
  const exclusions = [...new Set([...exclude, ...excluded])];
  return {
    ...source,
    significant: significant !== '0',
    ...(exclusions.length > 0 ? { exclude: exclusions } : {}),
    ...(classes && classes.length > 0 ? { classes } : {}),
    ...(eras && eras.length > 0 ? { eras } : {}),
    ...(fills && fills.length > 0 ? { fills } : {}),
    ...(duration !== undefined && duration > 0 ? { minDurationSeconds: duration } : {}),
    ...(lumi !== undefined && lumi > 0 ? { minRecordedLumi: lumi } : {}),
    ...(flags.length > 0 ? { flags: flags.map(parseFlagFilter) } : {}),
    ...(quantities.length > 0 ? { quantities: quantities.map(parseQuantityFilter) } : {}),
    ...(labels.length > 0 ? { labels: labels.map(parseLabelFilter) } : {}),
    ...(golden !== undefined && goldenShare !== undefined && goldenShare > 0
      ? { minGoldenShare: goldenShare / 100 }
      : {}),
  };
}

/** As on pages, a golden JSON goes before a list, and a list before the latest runs. */
function runsOf(
  latest: number | 'all' | undefined,
  runs: string | undefined,
  golden: string | undefined,
): Pick<RunSelection, 'saved' | 'latest' | 'from' | 'to' | 'numbers'> & { readonly excluded?: readonly number[] } {
  if (golden !== undefined) return { saved: golden };
  if (runs === undefined) return latest === 'all' ? {} : { latest: latest ?? defaultLatest };
  const { ranges, excluded, isAll, problem } = parseRunList(runs);
  if (problem !== undefined) throw new ParameterError(`runs: ${problem}`);
  const numbers = (of: typeof ranges): number[] =>
    of.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  const [only] = ranges;
  if (isAll) return { excluded: numbers(excluded) };
  if (only && ranges.length === 1) return { from: only.from, to: only.to, excluded: numbers(excluded) };
  return { numbers: numbers(ranges), excluded: numbers(excluded) };
}
