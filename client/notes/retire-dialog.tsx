import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { RestoreNoteDocument, RetireNoteDocument, type ShownNoteFragment } from '../generated/operations.ts';
import { MutationButton } from '../ui/mutation-button.tsx';
import { aboveDrawers } from '../ui/panel.tsx';
import { describeRuns } from './note-text.ts';

/** Asks why a note is retired, or restored. */
export function RetireDialog({ note, close }: { note: ShownNoteFragment; close: () => void }) {
  const [reason, setReason] = useState('');
  const isRetired = note.retiredAt !== null;
  const button = {
    variables: { id: note.id, reason: reason.trim() },
    permission: 'notes',
    primary: true,
    disabled: reason.trim() === '',
    onDone: close,
  } as const;
  return (
    <Modal
      opened
      zIndex={aboveDrawers}
      onClose={close}
      closeButtonProps={{ 'aria-label': 'Close the dialog' }}
      title={`${isRetired ? 'Restore' : 'Retire'} the note on ${describeRuns(note)}`}
    >
      <Stack gap="sm">
        <Text size="sm">
          {isRetired ? 'It applies again.' : 'It does not apply any more. It can be restored; its history stays.'}
          {note.newBaseline ? ' The next scan judges the trends in its scope again.' : ''}
        </Text>
        <Textarea
          label="Reason"
          description="All users see it in the history."
          required
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
          value={reason}
          onChange={({ currentTarget: { value } }) => setReason(value)}
        />
        <Group justify="end" gap="xs">
          <Button size="compact-sm" onClick={close}>
            Cancel
          </Button>
          {isRetired ? (
            <MutationButton {...button} label="Restore" mutation={RestoreNoteDocument} describe={() => 'Restored.'} />
          ) : (
            <MutationButton {...button} label="Retire" mutation={RetireNoteDocument} describe={() => 'Retired.'} />
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
