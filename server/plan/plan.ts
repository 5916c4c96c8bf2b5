import type { InputName } from '../../metrics/metric.ts';

/** A literal of the small Python grammar that configs write their parameters in; a tuple is an array, None is null. */
export type Literal = number | string | boolean | null | readonly Literal[];

/** A metric as a config writes it: `basic.BinCount('x', True)`. */
export interface Expression {
  readonly module: string;
  readonly name: string;
  readonly args: readonly Literal[];
}

/** For each input the ME paths to try, in order: the first that a file has is taken. */
export type Paths = { readonly main: readonly string[] } & {
  readonly [name in Exclude<InputName, 'main'>]?: readonly string[];
};

/** What is computed: a change of any of it is a new revision of its config. */
export interface Computation {
  /** The expression as written, but for its blanks, e.g. `basic.BinCount('x', True)`. */
  readonly metric: string;
  readonly paths: Paths;
  /** Fewest entries of the main ME for a point. */
  readonly threshold?: number;
  /** The run whose file of the same dataset gives `reference`. */
  readonly referenceRun?: number;
}

/** One trend to plot: a `[plot:NAME]` section, or one member of a family. */
export interface ConfigSection {
  readonly subsystem: string;
  readonly name: string;
  readonly title: string;
  readonly yTitle: string;
  readonly computation: Computation;
  readonly expression: Expression;
  /** Path of the .ini file relative to the configs folder, and the line of its section header (from 1). */
  readonly file: string;
  readonly line: number;
}

/** Trends that are drawn together: a `[group:NAME]` section. */
export interface GroupSection {
  readonly subsystem: string;
  readonly name: string;
  readonly title: string;
  readonly yTitle: string;
  /** Names of configs of the same subsystem. */
  readonly members: readonly string[];
  /** Whether the two members are also drawn one against the other. */
  readonly correlation: boolean;
  readonly file: string;
  readonly line: number;
}

/** Something wrong in a config file, for the person who wrote it. Costs only its own section. */
export interface Problem {
  readonly file: string;
  /** From 1; 0 where it is about the whole file. */
  readonly line: number;
  readonly subsystem: string;
  /** Names of the configs that are left out because of it, where they are known: what was computed of them stays. */
  readonly names?: readonly string[];
  readonly message: string;
  /** What to write instead, where a near name is known. */
  readonly suggestion?: string;
}

/** All that the config folders say. */
export interface Configs {
  readonly sections: readonly ConfigSection[];
  readonly groups: readonly GroupSection[];
  readonly problems: readonly Problem[];
  /** Files that could not be read at all: their configs in the database stay as they are. */
  readonly unreadableFiles: readonly string[];
}

/** One config's computation, as extraction needs it. */
export interface PlannedConfig {
  readonly configId: number;
  readonly revision: number;
  readonly expression: Expression;
  readonly paths: Paths;
  readonly threshold?: number;
  readonly referenceRun?: number;
}

/** What to compute for each file. */
export interface Plan {
  readonly configs: readonly PlannedConfig[];
}
