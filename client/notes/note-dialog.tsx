import { useQuery } from '@apollo/client/react';
import {
  Button,
  Checkbox,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import {
  AddNoteDocument,
  EditNoteDocument,
  type NoteKind,
  type ShownNoteFragment,
  SubsystemsDocument,
} from '../generated/operations.ts';
import { MutationButton } from '../ui/mutation-button.tsx';
import { aboveDrawers, Section } from '../ui/panel.tsx';
import { Markdown } from './markdown.tsx';
import { draftOf, inputOf, newDraft, type NoteDraft, type NoteTarget, type Extent, problemsOf } from './note-draft.ts';
import { describeRuns, kindNames, noteKinds } from './note-text.ts';

type Change = (part: Partial<NoteDraft>) => void;

/** The dialog in which a note is written, or edited where it is given. */
export function NoteDialog({
  note,
  target = {},
  close,
}: {
  note?: ShownNoteFragment;
  /** Where a new note applies at first. */
  target?: NoteTarget;
  close: () => void;
}) {
  const [draft, setDraft] = useState(() => (note ? draftOf(note) : newDraft(target)));
  const change: Change = (part) => setDraft((before) => ({ ...before, ...part }));
  const input = inputOf(draft);
  const { link: linkProblem } = problemsOf(draft);
  const button = { permission: 'notes', primary: true, disabled: input === undefined, onDone: close } as const;
  return (
    <Modal
      opened
      zIndex={aboveDrawers}
      size="lg"
      onClose={close}
      closeButtonProps={{ 'aria-label': 'Close the dialog' }}
      title={note ? `Edit the note on ${describeRuns(note)}` : 'Add a note'}
    >
      <Stack gap="sm">
        <ExtentInputs draft={draft} change={change} />
        <ScopeInputs draft={draft} change={change} />
        <Select
          label="Kind"
          data={noteKinds.map((value) => ({ value, label: kindNames[value] }))}
          allowDeselect={false}
          value={draft.kind}
          onChange={(kind) => kind !== null && change({ kind: kind as NoteKind })}
        />
        <Textarea
          label="Text"
          description="Markdown: **bold**, *italic*, `code`, lists, [links](https://…)."
          required
          autosize
          minRows={3}
          maxRows={12}
          maxLength={10_000}
          data-autofocus
          value={draft.text}
          onChange={({ currentTarget: { value } }) => change({ text: value })}
        />
        {draft.text.trim() === '' ? null : (
          <Section title="Preview">
            <Markdown text={draft.text} />
          </Section>
        )}
        <TextInput
          label="Link"
          description="Of the entry in the elog, Run Registry, or of an issue."
          placeholder="https://"
          maxLength={2000}
          value={draft.link}
          error={linkProblem}
          onChange={({ currentTarget: { value } }) => change({ link: value })}
        />
        <Checkbox
          label="New baseline from here"
          description="Trends in this scope are judged from the first run on: steps before it raise no alarms."
          checked={draft.newBaseline}
          onChange={({ currentTarget: { checked } }) => change({ newBaseline: checked })}
        />
        <Group justify="end" gap="xs">
          <Button size="compact-sm" onClick={close}>
            Cancel
          </Button>
          {note ? (
            <MutationButton
              {...button}
              label="Save"
              mutation={EditNoteDocument}
              variables={{ id: note.id, revision: note.revision, note: input ?? emptyInput }}
              describe={() => 'Saved.'}
            />
          ) : (
            <MutationButton
              {...button}
              label="Add note"
              mutation={AddNoteDocument}
              variables={{ note: input ?? emptyInput }}
              describe={() => 'Added.'}
            />
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** Never sent: the button is disabled. */
const emptyInput = { kind: 'remark', text: '' } as const;

const extentNames: Readonly<Record<Extent, string>> = {
  run: 'One run',
  range: 'Range',
  open: 'From a run on',
  fill: 'Fill',
};

function ExtentInputs({ draft, change }: { draft: NoteDraft; change: Change }) {
  const { extent } = draft;
  const problems = problemsOf(draft);
  const input = (field: 'firstRun' | 'lastRun' | 'fill', label: string) => (
    <TextInput
      label={label}
      required
      inputMode="numeric"
      w={140}
      value={draft[field]}
      error={problems[field]}
      onChange={({ currentTarget: { value } }) => change({ [field]: value.trim() })}
    />
  );
  return (
    <Stack gap={6}>
      <SegmentedControl
        aria-label="Where the note applies"
        data={(Object.keys(extentNames) as Extent[]).map((value) => ({ value, label: extentNames[value] }))}
        value={extent}
        onChange={(value) => change({ extent: value as Extent })}
      />
      <Group gap="sm" align="start">
        {extent === 'fill' ? input('fill', 'Fill') : input('firstRun', extent === 'run' ? 'Run' : 'First run')}
        {extent === 'range' ? input('lastRun', 'Last run') : null}
      </Group>
    </Stack>
  );
}

/** The scope of a note. Configs are typed: a subsystem has hundreds. */
function ScopeInputs({ draft, change }: { draft: NoteDraft; change: Change }) {
  const { data } = useQuery(SubsystemsDocument);
  const { subsystem, config, primaryDataset } = draft;
  const subsystems = data?.subsystems ?? [];
  const datasets = subsystems
    .filter(({ name }) => subsystem === null || name === subsystem)
    .flatMap((each) => each.datasets);
  const processings = datasets.filter((each) => primaryDataset === null || each.primaryDataset === primaryDataset);
  const select = (
    field: 'subsystem' | 'primaryDataset' | 'processing',
    label: string,
    names: readonly string[],
    more: Partial<NoteDraft> = {},
  ) => (
    <Select
      label={label}
      placeholder="All"
      clearable
      searchable
      w={{ base: '100%', xs: 170 }}
      data={[...new Set([...names, ...(draft[field] === null ? [] : [draft[field]])])].toSorted()}
      value={draft[field]}
      onChange={(value) => change({ [field]: value, ...(value === draft[field] ? {} : more) })}
    />
  );
  return (
    <Stack gap={4}>
      <Group gap="sm" align="end">
        {select(
          'subsystem',
          'Subsystem',
          subsystems.map(({ name }) => name),
          { config: '' },
        )}
        <TextInput
          label="Config"
          placeholder="All"
          w={{ base: '100%', xs: 250 }}
          disabled={subsystem === null}
          value={config}
          onChange={({ currentTarget: { value } }) => change({ config: value })}
        />
        {select(
          'primaryDataset',
          'Primary dataset',
          datasets.map((each) => each.primaryDataset),
        )}
        {select(
          'processing',
          'Processing',
          processings.map((each) => each.processing),
        )}
      </Group>
      <Text size="xs" c="dimmed">
        A field that is empty means all: clear them to widen the note.
      </Text>
    </Stack>
  );
}
