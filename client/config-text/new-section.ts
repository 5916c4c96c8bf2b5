import { plainTitle } from '../format/tlatex.ts';

/** What is known of an ME for which a section is written. */
export interface NewElement {
  readonly path: string;
  /** ROOT class, e.g. TH1F; null where it is unknown. */
  readonly className: string | null;
  /** As the API displays it: jsroot's object; null where there is none. */
  readonly object: unknown;
}

interface Suggestion {
  readonly metric: string;
  /** After the name of the ME, in the name of the config. */
  readonly suffix: string;
  /** What the value is of the ME, before the title of an axis. */
  readonly quantity: string;
  /** The axis whose title names the quantity. */
  readonly axis?: 'fXaxis' | 'fYaxis' | 'fZaxis';
}

const mean = (metric: string, axis: NonNullable<Suggestion['axis']>): Suggestion => ({
  metric,
  suffix: '_mean',
  quantity: 'Mean',
  axis,
});

/** The metric that suits a class of MEs: a mean, along x or of the profiled quantity; of a scalar its value. */
const suggestions: readonly (readonly [classes: RegExp, suggestion: Suggestion])[] = [
  [/^TProfile2D/, mean('basic.MeanZAxis()', 'fZaxis')],
  [/^TProfile/, mean('basic.MeanYAxis()', 'fYaxis')],
  [/^TGraph/, { ...mean('basic.GraphMean()', 'fYaxis') }],
  [/^TObjString$/, { metric: 'basic.ScalarValue()', suffix: '', quantity: 'Value' }],
];

const meanAlongX = mean('basic.Mean()', 'fXaxis');

/** Writes a section for an ME that is complete and valid: the name and titles are those of the ME, the metric suits its class. */
export function sectionOfElement({ path, className, object }: NewElement): string {
  const [, suggestion = meanAlongX] = suggestions.find(([classes]) => classes.test(className ?? '')) ?? [];
  const { metric, suffix, quantity, axis } = suggestion;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const axisTitle = axis === undefined ? '' : titleOf(memberOf(object, axis));
  return [
    `[plot:${name.replaceAll(/[^\w.+-]+/g, '_')}${suffix}]`,
    `metric = ${metric}`,
    `relativePath = ${path}`,
    `plotTitle = ${titleOf(object) || name}`,
    `yTitle = ${quantity} of ${axisTitle || name}`,
    '',
  ].join('\n');
}

const memberOf = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null ? (object as Readonly<Record<string, unknown>>)[name] : undefined;

/** The title of a ROOT object on one line; empty where it has none that is readable. */
function titleOf(object: unknown): string {
  const title = memberOf(object, 'fTitle');
  if (typeof title !== 'string') return '';
  const line = title.replaceAll(/\s+/g, ' ').trim();
  return plainTitle(line) === '' ? '' : line;
}

/** A config of which a copy is written. */
export interface CopiedConfig {
  readonly name: string;
  readonly title: string;
  readonly yTitle: string;
  readonly metric: string;
  /** Of a derived trend, which has no metric. */
  readonly formula: { readonly expression: string; readonly correlation: string } | null;
  /** By input. */
  readonly paths: unknown;
  readonly threshold: number | null;
  readonly referenceRun: number | null;
  readonly description: string | null;
  readonly contact: string | null;
  readonly action: string | null;
  readonly limits: readonly { severity: string; scope: string | null; min: number | null; max: number | null }[];
  readonly minEntries: number | null;
  readonly alarms: readonly string[];
}

const pathKeys = { main: 'relativePath', histo1: 'histo1Path', histo2: 'histo2Path', reference: 'reference' } as const;

/** Writes the section of a config again, under the name with `_copy`. */
export function sectionOfConfig(config: CopiedConfig): string {
  const { formula, threshold, referenceRun, limits, minEntries, alarms } = config;
  const paths = config.paths as Readonly<Partial<Record<keyof typeof pathKeys, readonly string[]>>>;
  const entries: (readonly [key: string, value: string | number | null | undefined])[] = [
    ['metric', formula ? null : config.metric],
    ['expression', formula?.expression],
    ['correlation', formula?.correlation === 'none' ? null : formula?.correlation],
    ...Object.entries(pathKeys).map(
      ([input, key]) => [key, several(paths[input as keyof typeof pathKeys] ?? [])] as const,
    ),
    ['referenceRun', referenceRun],
    ['threshold', threshold],
    ['applyThreshold', threshold === null ? null : 'yes'],
    ['plotTitle', config.title],
    ['yTitle', config.yTitle],
    ['description', indented(config.description)],
    ['contact', indented(config.contact)],
    ['action', indented(config.action)],
    ...limits.map(
      ({ severity, scope, min, max }) =>
        [
          scope === null ? severity : `${severity}.${scope}`,
          min === null && max === null ? 'off' : range(min, max),
        ] as const,
    ),
    ['alarm', alarms.length === allAlarms ? null : alarms.length === 0 ? 'off' : alarms.join(', ')],
    ['minEntries', minEntries],
  ];
  const lines = entries.flatMap(([key, value]) => {
    if (value === null || value === undefined || value === '') return [];
    const text = String(value);
    return [text.startsWith('\n') ? `${key} =${text}` : `${key} = ${text}`];
  });
  return [`[${formula ? 'derived' : 'plot'}:${config.name}_copy]`, ...lines, ''].join('\n');
}

/** All causes of alarms are the default. */
const allAlarms = 3;

const range = (min: number | null, max: number | null): string => `${min ?? ''}..${max ?? ''}`;

const several = (paths: readonly string[]): string =>
  paths.length > 1 ? paths.map((path) => `\n    ${path}`).join('') : (paths[0] ?? '');

const indented = (text: string | null): string | null => text?.replaceAll('\n', '\n    ') ?? null;
