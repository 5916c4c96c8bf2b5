/** The run under the pointer or the keyboard's cursor, which all plots of the page mark. */
export interface HoveredRun {
  readonly run: number;
  /** The plot that shows the tooltip. */
  readonly plot: object;
}

let current: HoveredRun | null = null;
const listeners = new Set<(hovered: HoveredRun | null) => void>();

/** Sets the run that a plot marks. */
export function hoverRun(run: number, plot: object): void {
  current = { run, plot };
  for (const listener of listeners) listener(current);
}

/** Ends the mark of a plot; has no effect if another plot has set its own since. */
export function leaveRun(plot: object): void {
  if (current?.plot !== plot) return;
  current = null;
  for (const listener of listeners) listener(current);
}

/** Calls the listener with each change. Returns a function that unsubscribes it. */
export function onHoveredRun(listener: (hovered: HoveredRun | null) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
