import { useQuery } from '@apollo/client/react';
import { Button, Group, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { type RunInterval, runIntervalFormat } from '../../chart/axis/run-interval.ts';
import { NoteListDocument, type NoteKind, SubsystemsDocument } from '../../generated/operations.ts';
import { NoteItem } from '../../notes/note-item.tsx';
import { kindNames, noteKinds } from '../../notes/note-text.ts';
import { AddNoteButton } from '../../notes/run-notes.tsx';
import { DraftTextInput } from '../../ui/draft-inputs.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { useLast } from '../../ui/use-last.ts';
import type { Update } from '../../url/use-url-state.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import styles from './notes.module.css';
import { noteStates, notesCodec, notesVariables, type NotesView } from './notes-view.ts';

/** Notes that are listed at first and added by a click. */
const step = 50;

/** All notes, the latest first, with search and filters. */
export function NotesPage() {
  const [view, update] = useUrlState(notesCodec);
  const [more, setMore] = useState({ list: '', limit: step });
  const [search] = useDebouncedValue(view.search, 250);
  const variables = notesVariables({ ...view, search });
  const list = JSON.stringify(variables);
  const limit = more.list === list ? more.limit : step;
  const { data, error, refetch } = useQuery(NoteListDocument, {
    variables: { ...variables, limit },
    fetchPolicy: 'cache-and-network', // other users write notes
  });
  const shown = useLast(data);
  const { total = 0, items = [] } = shown?.notes ?? {};
  const isFiltered = JSON.stringify(view) !== JSON.stringify(notesCodec.read(new URLSearchParams()));
  return (
    <div className="page">
      <PageHead
        title="Notes"
        about={
          shown
            ? `${total.toLocaleString('en')} ${total === 1 ? 'note' : 'notes'}${isFiltered ? ' that match' : ''}: what is known about runs.`
            : 'Loading…'
        }
        search={{
          value: view.search,
          onChange: (search) => update({ search }, { replace: true }),
          placeholder: 'Search text, link, author, scope',
        }}
      />
      <NoteFilter view={view} authors={shown?.noteAuthors ?? []} update={update} />
      {error && !shown ? (
        <Failure what="The notes could not be loaded." error={error} retry={() => void refetch()} />
      ) : null}
      {!shown && !error ? <Skeleton height={240} /> : null}
      <div className={styles.list}>
        {items.map((note) => (
          <NoteItem key={note.id} note={note} />
        ))}
      </div>
      {shown && items.length === 0 ? (
        <Empty title={isFiltered ? 'No note matches' : 'No notes yet'}>
          {isFiltered
            ? 'Remove a word or a filter.'
            : 'Notes are written here, in the panel of a point, or by dragging over the runs of a plot (menu View).'}
        </Empty>
      ) : null}
      {total > items.length ? (
        <Button size="sm" mt="sm" onClick={() => setMore({ list, limit: limit + step })}>
          Show more ({(total - items.length).toLocaleString('en')} not shown)
        </Button>
      ) : null}
    </div>
  );
}

/** The filters and the button that adds a note. */
function NoteFilter({
  view: { kind, subsystem, author, state, runs },
  authors,
  update,
}: {
  view: NotesView;
  authors: readonly string[];
  update: Update<NotesView>;
}) {
  const { data } = useQuery(SubsystemsDocument);
  const subsystems = data?.subsystems.map(({ name }) => name) ?? [];
  const change = (part: Partial<NotesView>): void => update(part, { replace: true });
  return (
    <Group gap="sm" align="end" mb="md" role="group" aria-label="Filter of notes">
      <Select
        label="Kind"
        placeholder="All"
        clearable
        w={150}
        data={noteKinds.map((value) => ({ value, label: kindNames[value] }))}
        value={kind}
        onChange={(value) => change({ kind: value as NoteKind | null })}
      />
      <Select
        label="Subsystem"
        placeholder="All"
        clearable
        searchable
        w={160}
        data={[...new Set([...subsystems, ...(subsystem === '' ? [] : [subsystem])])]}
        value={subsystem || null}
        onChange={(value) => change({ subsystem: value ?? '' })}
      />
      <Select
        label="Author"
        placeholder="All"
        clearable
        searchable
        w={170}
        data={[...new Set([...authors, ...(author === '' ? [] : [author])])]}
        value={author || null}
        onChange={(value) => change({ author: value ?? '' })}
      />
      <DraftTextInput
        label="Runs"
        placeholder="e.g. 366400-367000"
        w={170}
        value={runs === null ? '' : formatRuns(runs)}
        problemOf={(text) => (parseRuns(text) === undefined ? 'a run, or two as in 366400-367000' : undefined)}
        onCommit={(text) => change({ runs: parseRuns(text) ?? null })}
      />
      <SegmentedControl
        aria-label="State of the notes"
        data={noteStates.map((value) => ({ value, label: stateNames[value] }))}
        value={state}
        onChange={(value) => change({ state: value as NotesView['state'] })}
      />
      <div style={{ marginLeft: 'auto' }}>
        <AddNoteButton target={{ subsystem: subsystem || undefined, firstRun: runs?.[0], lastRun: runs?.[1] }} />
      </div>
    </Group>
  );
}

const stateNames = { current: 'Current', retired: 'Retired', all: 'All' } as const;

const formatRuns = ([first, last]: RunInterval): string => (first === last ? `${first}` : `${first}-${last}`);

/** A run or an interval; null for an empty text, undefined for any other. */
function parseRuns(text: string): RunInterval | null | undefined {
  const trimmed = text.replaceAll(/\s/g, '');
  if (trimmed === '') return null;
  return runIntervalFormat.parse(trimmed.includes('-') ? trimmed : `${trimmed}-${trimmed}`);
}
