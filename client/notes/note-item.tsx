import { Anchor, Badge, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { formatTime } from '../format/time.ts';
import type { NoteKind, ShownNoteFragment } from '../generated/operations.ts';
import { usePermission } from '../ui/mutation-button.tsx';
import { RunLink } from '../ui/run-link.tsx';
import { pageLink, plotLink } from '../url/links.ts';
import { Markdown } from './markdown.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { describeEvent, describeRuns, describeScope, kindNames, valuesBefore } from './note-text.ts';
import { RetireDialog } from './retire-dialog.tsx';
import styles from './note-item.module.css';

const kindColors: Readonly<Record<NoteKind, string>> = {
  intervention: 'blue.8',
  conditions: 'grape.8',
  problem: 'red.9',
  remark: 'gray.7',
};

/** A note with its history, and buttons to edit, retire or restore it. */
export function NoteItem({ note }: { note: ShownNoteFragment }) {
  const { id, kind, text, link, newBaseline, author, createdAt, editedBy, editedAt, events } = note;
  const { retiredBy, retiredAt, retiredReason } = note;
  const [open, setOpen] = useState<'edit' | 'retire' | null>(null);
  const permission = usePermission('notes');
  const isRetired = retiredAt !== null;
  const button = {
    size: 'compact-xs',
    variant: 'default',
    disabled: permission?.isGranted !== true,
    title: permission?.denial ?? undefined,
  } as const;
  const close = (): void => setOpen(null);
  return (
    <article className={isRetired ? styles.retired : styles.root} data-note={id} aria-label={describeRuns(note)}>
      <header className={styles.head}>
        <Badge size="md" radius="sm" color={kindColors[kind]}>
          {kindNames[kind]}
        </Badge>
        <RunsLink note={note} />
        <span>{describeScope(note)}</span>
        {newBaseline ? (
          <Badge size="md" radius="sm" variant="outline" color="blue" title="Trends are judged from its first run on">
            New baseline
          </Badge>
        ) : null}
        {isRetired ? (
          <Badge size="md" radius="sm" color="gray.7">
            Retired
          </Badge>
        ) : null}
      </header>
      <div className={styles.text}>
        <Markdown text={text} />
        {link === null ? null : (
          <Anchor href={link} target="_blank" rel="noopener noreferrer" size="sm">
            {link} ↗
          </Anchor>
        )}
      </div>
      {isRetired ? (
        <Text size="sm">
          Retired by {retiredBy} {formatTime(retiredAt)}: {retiredReason}
        </Text>
      ) : null}
      <footer className={styles.foot}>
        <span>
          {author}, {formatTime(createdAt)}
          {editedAt === null ? '' : `, edited by ${editedBy} ${formatTime(editedAt)}`}
        </span>
        <span className="actions">
          {isRetired ? null : (
            <Button {...button} onClick={() => setOpen('edit')}>
              Edit…
            </Button>
          )}
          <Button {...button} onClick={() => setOpen('retire')}>
            {isRetired ? 'Restore…' : 'Retire…'}
          </Button>
        </span>
      </footer>
      {events.length > 0 ? <History note={note} /> : null}
      {open === 'edit' ? <NoteDialog note={note} close={close} /> : null}
      {open === 'retire' ? <RetireDialog note={note} close={close} /> : null}
    </article>
  );
}

/** The runs of a note, as a link to its trends in these runs; to the page of a single run where it is not about one trend. */
function RunsLink({ note }: { note: ShownNoteFragment }) {
  const { firstRun, lastRun, subsystem, config, primaryDataset, processing } = note;
  if (firstRun === null) return <strong>{describeRuns(note)}</strong>;
  if (lastRun === firstRun && config === null)
    return (
      <RunLink run={firstRun} bold>
        {describeRuns(note)}
      </RunLink>
    );
  const runs = { runs: lastRun === firstRun ? `${firstRun}` : `${firstRun}-${lastRun ?? 999_999_999}` };
  const link =
    subsystem !== null && config !== null && primaryDataset !== null && processing !== null
      ? plotLink({ subsystem, config, primaryDataset, processing }, runs)
      : pageLink('/trends', {
          ...(subsystem === null ? {} : { subsystem }),
          ...(primaryDataset === null ? {} : { pd: primaryDataset }),
          ...(processing === null ? {} : { ps: processing }),
          ...runs,
        });
  return (
    <Anchor component={Link} to={link} size="sm" fw={600} title="Trends in these runs">
      {describeRuns(note)}
    </Anchor>
  );
}

/** The events of a note, oldest first, each edit with what it replaced. */
function History({ note: { events } }: { note: ShownNoteFragment }) {
  return (
    <details className={styles.history}>
      <summary>History ({events.length})</summary>
      <ol>
        {events.map((event) => (
          <li key={event.id}>
            <span className="dim">{formatTime(event.at)}</span> {describeEvent(event)}
            {event.kind === 'edited' ? ', before:' : ''}
            <dl>
              {valuesBefore(event).map(([name, value]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
    </details>
  );
}
