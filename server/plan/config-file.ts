import type { Metric } from '../../metrics/metric.ts';
import type { Expansion, Loop } from './family.ts';
import type { IniSection } from './ini.ts';

/** Metrics available to configs, by `module.Name`. */
export interface KnownMetrics {
  readonly metrics: ReadonlyMap<string, { readonly metric: Metric }>;
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
  /** Counts what its sections expand to; without one, only each family is limited. */
  readonly expansion?: Expansion | undefined;
}
