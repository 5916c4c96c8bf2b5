/** A service's answer for a range of runs. A run in neither map is unknown to the service. */
export interface Answer<T> {
  readonly known: ReadonlyMap<number, T>;
  /** Runs with an invalid entry, with the reason. */
  readonly unusable: ReadonlyMap<number, string>;
  /** Known runs of which something is missing. */
  readonly incomplete: ReadonlyMap<number, Incomplete>;
}

/** What is missing of a known run. */
export interface Incomplete {
  readonly reason: string;
  /** Whether the service is to be queried again for it soon. */
  readonly retry: boolean;
}
