/** A service's answer for a range of runs. A run in neither map is unknown to the service. */
export interface Answer<T> {
  readonly known: ReadonlyMap<number, T>;
  /** Runs with an invalid entry, with the reason. */
  readonly unusable: ReadonlyMap<number, string>;
}
