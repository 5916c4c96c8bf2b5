import type { InputName } from '../../metrics/metric.ts';
import type { Formula } from './formula/formula.ts';

/** A literal of the Python subset for metric arguments; a tuple is an array, None is null. */
export type Literal = number | string | boolean | null | readonly Literal[];

/** A parsed metric expression, e.g. `basic.BinCount('x', True)`. */
export interface Expression {
  readonly module: string;
  readonly name: string;
  readonly args: readonly Literal[];
}

/** ME paths of each input, in order of preference: the first one present in the file is used. */
export type Paths = { readonly main: readonly string[] } & {
  readonly [name in Exclude<InputName, 'main'>]?: readonly string[];
};

/** The part of a config that determines its values: changing any of it makes a new revision. */
export interface Computation {
  /** The metric expression with normalized blanks, e.g. `basic.BinCount('x', True)`; of a derived trend its expression. */
  readonly metric: string;
  /** Revision of what the metric computes, from 1. */
  readonly metricRevision: number;
  readonly paths: Paths;
  /** Minimum number of entries of the main ME. */
  readonly threshold?: number;
  /** Run of the same dataset whose file provides the reference ME. */
  readonly referenceRun?: number;
  /** Of a derived trend, which has no ME and no metric. */
  readonly formula?: Formula;
}

export type LimitSeverity = 'warning' | 'error';

/** The range of good values of a trend; without an end where that is null. Both are null where a limit is switched off for a scope. */
export interface Limit {
  readonly severity: LimitSeverity;
  /** A primary dataset, an era, its year (`Run2023`), or a class of runs with or without its number; null: wherever no other one applies. */
  readonly scope: string | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** What can raise an alarm. */
export const alarmCauses = ['limits', 'steps', 'anomalies'] as const;
export type AlarmCause = (typeof alarmCauses)[number];

/** What the values of a config mean for its readers, and how they are judged. Changing it makes no new revision. */
export interface Guidance {
  /** What the plot shows. */
  readonly description: string | null;
  /** Whom to call. */
  readonly contact: string | null;
  /** What to do when it is bad. */
  readonly action: string | null;
  readonly limits: readonly Limit[];
  /** What raises alarms; empty: nothing does. */
  readonly alarms: readonly AlarmCause[];
  /** Entries of the main ME below which a point is not judged. */
  readonly minEntries: number | null;
}

/** One trend to plot: a `[plot:NAME]` or `[derived:NAME]` section, or one member of a family. */
export interface ConfigSection {
  readonly subsystem: string;
  readonly name: string;
  readonly title: string;
  readonly yTitle: string;
  readonly computation: Computation;
  /** Undefined for a derived trend. */
  readonly expression?: Expression;
  readonly guidance: Guidance;
  /** Path of the .ini file relative to the config folder. */
  readonly file: string;
  /** Line of the section header, from 1. */
  readonly line: number;
}

/** Trends plotted together: a `[group:NAME]` section. */
export interface GroupSection {
  readonly subsystem: string;
  readonly name: string;
  readonly title: string;
  readonly yTitle: string;
  /** Names of configs of the same subsystem. */
  readonly members: readonly string[];
  /** Whether the two members are also plotted against each other. */
  readonly correlation: boolean;
  readonly file: string;
  readonly line: number;
}

/** A problem in a config file. Only its own section is skipped. */
export interface Problem {
  readonly file: string;
  /** From 1; 0 if it concerns the whole file. */
  readonly line: number;
  readonly subsystem: string;
  /** Names of the configs skipped because of it, if known. Their existing points stay. */
  readonly names?: readonly string[];
  readonly message: string;
  /** A similar valid name. */
  readonly suggestion?: string | undefined;
}

/** Everything read from the config folders. */
export interface Configs {
  readonly sections: readonly ConfigSection[];
  readonly groups: readonly GroupSection[];
  readonly problems: readonly Problem[];
  /** Files that could not be read: their configs in the database stay unchanged. */
  readonly unreadableFiles: readonly string[];
}

/** The computation of one config, as needed for extraction. */
export interface PlannedConfig {
  readonly configId: number;
  readonly revision: number;
  readonly expression: Expression;
  readonly paths: Paths;
  readonly threshold?: number;
  readonly referenceRun?: number;
}

/** The configs to compute for each file. */
export interface Plan {
  readonly configs: readonly PlannedConfig[];
}
