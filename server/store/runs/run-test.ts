/** One condition of a selection on the table `run`. */
export interface RunTest {
  /** SQL that a run passes. */
  readonly sql: string;
  /** Why a run that does not pass is excluded, in words. */
  readonly reason: string;
  /** The column it tests, which may be unknown for a run, and its label. */
  readonly known?: { readonly column: string; readonly name: string };
}
