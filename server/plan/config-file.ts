import type { Metric } from '../../metrics/metric.ts';
import type { Expansion, Loop } from './family.ts';
import type { IniSection } from './ini.ts';

/** What configs may name: metrics, by `module.Name`, and quantities of runs. */
export interface KnownMetrics {
  readonly metrics: ReadonlyMap<string, { readonly metric: Metric }>;
  /** Names of the quantities of runs that expressions may use; default: those of every installation. */
  readonly quantities?: readonly string[];
}

/** Context in which the sections of a config file are read. */
export interface ConfigFile {
  readonly subsystem: string;
  /** `Subsystem/name.ini`, as in the database and the client. */
  readonly file: string;
  /** Path for messages, relative to the working directory. */
  readonly displayPath: string;
  /** The `[defaults]` section. */
  readonly defaults: IniSection | undefined;
  /** Loops declared in `[defaults]`. */
  readonly loops: readonly Loop[];
  /** Names of the quantities of runs that expressions may use. */
  readonly quantities: readonly string[];
  /** Counts what its sections expand to; without one, only each family is limited. */
  readonly expansion?: Expansion | undefined;
}
