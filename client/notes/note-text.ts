/** What notes say in words. */
import type { NoteKind, ShownNoteFragment } from '../generated/operations.ts';

type NoteEvent = ShownNoteFragment['events'][number];
type Runs = Pick<ShownNoteFragment, 'firstRun' | 'lastRun' | 'fill'>;
type Scope = Pick<ShownNoteFragment, 'subsystem' | 'config' | 'primaryDataset' | 'processing'>;

/** The kinds of notes, in the order in which they are offered. */
export const noteKinds: readonly NoteKind[] = ['intervention', 'conditions', 'problem', 'remark'];

/** The names of the kinds. */
export const kindNames: Readonly<Record<NoteKind, string>> = {
  intervention: 'Intervention',
  conditions: 'Conditions',
  problem: 'Problem',
  remark: 'Remark',
};

/** Returns `run 366409`, `runs 366409–366414`, `from run 366409 on`, `fill 8700, runs 366409–366414`. */
export function describeRuns({ firstRun, lastRun, fill }: Runs): string {
  const ofFill = fill === null ? '' : `fill ${fill}`;
  if (firstRun === null) return `${ofFill}, no runs yet`;
  const runs =
    lastRun === null
      ? `from run ${firstRun} on`
      : lastRun === firstRun
        ? `run ${firstRun}`
        : `runs ${firstRun}–${lastRun}`;
  return [ofFill, runs].filter((part) => part !== '').join(', ');
}

/** Returns e.g. `Tracker / NumberOfTracks, ZeroBias PromptReco`; `everywhere` without a scope. */
export function describeScope({ subsystem, config, primaryDataset, processing }: Scope): string {
  const [trend, dataset] = [
    [subsystem, config].filter((part) => part !== null).join(' / '),
    [primaryDataset, processing].filter((part) => part !== null).join(' '),
  ];
  return [trend, dataset].filter((part) => part !== '').join(', ') || 'everywhere';
}

const eventNames: Readonly<Record<NoteEvent['kind'], string>> = {
  edited: 'edited',
  retired: 'retired',
  restored: 'restored',
};

const fieldNames: Readonly<Record<string, string>> = {
  firstRun: 'first run',
  lastRun: 'last run',
  primaryDataset: 'primary dataset',
  newBaseline: 'new baseline',
};

/** What an event says, after its time, e.g. `Ada: edited`. */
export function describeEvent({ kind, by, comment }: NoteEvent): string {
  return `${by}: ${eventNames[kind]}${comment === null ? '' : ` (${comment})`}`;
}

/** What the fields that an edit changed were before, each as name and value. */
export function valuesBefore({ before }: NoteEvent): [name: string, value: string][] {
  return Object.entries(before ?? {}).map(([field, value]) => [fieldNames[field] ?? field, describeValue(value)]);
}

function describeValue(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value as string | number);
}
