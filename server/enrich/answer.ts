/** What a service said of the runs of a range. A run that is in neither map is unknown there. */
export interface Answer<T> {
  readonly known: ReadonlyMap<number, T>;
  /** Runs of which something came that cannot be used, with what is wrong. */
  readonly unusable: ReadonlyMap<number, string>;
}
