import type { Annotations } from '../../../chart/flags/annotations.ts';
import type { DatasetName } from '../../../point/point.ts';
import type { BackTest } from './draft-lines.ts';

/** The alarms of a back-test as flags above the plot, as those of notes are drawn; the tooltip of a run has their texts. */
export function findingNotes(
  backTests: readonly BackTest[],
  { subsystem, dataset }: { readonly subsystem: string; readonly dataset: DatasetName },
): Annotations {
  const notes = backTests.flatMap(({ name, findings }) =>
    findings.map(({ cause, firstRun, lastRun, text }) => ({
      id: `${name} ${cause} ${firstRun}`,
      firstRun,
      lastRun,
      fill: null,
      subsystem,
      config: name,
      ...dataset,
      kind: 'problem' as const,
      text,
      author: backTests.length > 1 ? `${name}, back-test` : 'back-test',
    })),
  );
  return { notes, changes: [] };
}
