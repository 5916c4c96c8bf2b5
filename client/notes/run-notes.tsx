import { useQuery } from '@apollo/client/react';
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { NotesOfRunDocument } from '../generated/operations.ts';
import { Failure } from '../ui/message.tsx';
import { usePermission } from '../ui/mutation-button.tsx';
import { Section } from '../ui/panel.tsx';
import { NoteDialog } from './note-dialog.tsx';
import type { NoteTarget } from './note-draft.ts';
import { NoteItem } from './note-item.tsx';

/** A trend, in whose scope notes are shown and written. */
type TrendScope = Required<Pick<NoteTarget, 'subsystem' | 'config' | 'primaryDataset' | 'processing'>>;

/** The notes on a run, of all scopes or only those that apply to a trend, with a button that adds one. */
export function RunNotes({ run, trend }: { run: number; trend?: TrendScope }) {
  const { data, error, refetch } = useQuery(NotesOfRunDocument, {
    variables: { run, ...trend },
    fetchPolicy: 'cache-and-network', // other users write notes
  });
  const notes = data?.notes.items ?? [];
  const more = (data?.notes.total ?? 0) - notes.length;
  return (
    <Section title="Notes">
      {error && !data ? (
        <Failure what="The notes could not be loaded." error={error} retry={() => void refetch()} />
      ) : null}
      {notes.map((note) => (
        <NoteItem key={note.id} note={note} />
      ))}
      {data && notes.length === 0 ? (
        <Text size="sm" c="dimmed" mb={4}>
          No notes on this run.
        </Text>
      ) : null}
      {more > 0 ? <Text size="sm">and {more.toLocaleString('en')} more</Text> : null}
      <AddNoteButton target={{ firstRun: run, ...trend }} />
    </Section>
  );
}

/** A button that opens the dialog of a new note; disabled, with the reason, for viewers without the permission. */
export function AddNoteButton({ target }: { target: NoteTarget }) {
  const [isOpen, setIsOpen] = useState(false);
  const permission = usePermission('notes');
  return (
    <>
      <Button
        size="compact-sm"
        disabled={permission?.isGranted !== true}
        title={permission?.denial ?? undefined}
        onClick={() => setIsOpen(true)}
      >
        Add note…
      </Button>
      {isOpen ? <NoteDialog target={target} close={() => setIsOpen(false)} /> : null}
    </>
  );
}
