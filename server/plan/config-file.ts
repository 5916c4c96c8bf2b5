import type { Metric } from '../../metrics/metric.ts';
import type { Loop } from './family.ts';
import type { IniSection } from './ini.ts';

/** The metrics that configs may name, `module.Name`. */
export interface KnownMetrics {
  readonly metrics: ReadonlyMap<string, { readonly metric: Metric }>;
}

/** A config file while it is read. */
export interface ConfigFile {
  readonly subsystem: string;
  /** `Subsystem/name.ini`: what the database and the client show. */
  readonly file: string;
  /** For messages: as one would open it from here. */
  readonly place: string;
  /** What its `[defaults]` say for all of its sections. */
  readonly defaults: IniSection | undefined;
  /** The variables of its `[defaults]`. */
  readonly loops: readonly Loop[];
}
