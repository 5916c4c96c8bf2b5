import type { PlotChangeFragment, PlotNoteFragment } from '../../generated/operations.ts';

/** What flags above a plot stand for. */
export interface Annotations {
  readonly notes: readonly PlotNoteFragment[];
  /** Changes of conditions at the first run that has them. */
  readonly changes: readonly PlotChangeFragment[];
}

export const noAnnotations: Annotations = { notes: [], changes: [] };

/** The notes that the tooltip of a run has: those that begin at it, and of ranges with an end also those that include it. */
export function notesOfRun({ notes }: Annotations, run: number, previousRun: number | undefined): PlotNoteFragment[] {
  return notes.filter(({ firstRun, lastRun }) => {
    if (firstRun === null || firstRun > run) return false;
    // The run of the flag may be the first one that is shown after the note's.
    return lastRun === null ? previousRun === undefined || previousRun < firstRun : run <= lastRun;
  });
}
