import { Check, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Column, enumType, Field, ObjectType } from './graphql-decorators.ts';

/** What a note is about. */
export type NoteKind = 'intervention' | 'conditions' | 'problem' | 'remark';

/** The kinds of notes as an enumeration. */
export const NoteKinds = enumType<NoteKind>('NoteKind', 'What a note is about.', {
  intervention: 'Work on the detector or its settings.',
  conditions: 'Conditions of data taking, or of the reconstruction.',
  problem: 'A problem of the detector, the data or their processing.',
  remark: 'Anything else.',
});

/** What changed a note. */
export type NoteEventKind = 'edited' | 'retired' | 'restored';

const NoteEventKinds = enumType<NoteEventKind>('NoteEventKind', 'What changed a note.', {
  edited: 'A user edited it.',
  retired: 'A user retired it: it does not apply any more.',
  restored: 'A user restored it: it applies again.',
});

/**
 * What a person wrote about runs. It applies to one run, to a range of runs that may have no end, or to a fill; in a subsystem, a config and a
 * dataset, or everywhere. A note about a point is one about its run in the scope of its trend.
 */
@ObjectType({
  description: 'What a person wrote about a run, a range of runs, a fill or a point. It is retired, never deleted.',
})
@Entity('note')
@Check('note_place', '(first_run IS NULL) <> (fill IS NULL) AND (last_run IS NULL OR last_run >= first_run)')
@Check('note_config', 'config IS NULL OR subsystem IS NOT NULL')
@Index(['createdAt'])
@Index('note_baseline', ['firstRun'], { where: 'new_baseline' })
export class Note {
  @Field(({ ID }) => ID, { description: 'ID of the note, the same in each database that it is imported into.' })
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({
    type: 'int',
    default: 1,
    description: 'Number of times it was changed, from 1: an edit names the one it changes.',
  })
  revision!: number;

  @Column({
    type: 'int',
    nullable: true,
    description: 'The first run. Of a note on a fill: the first run of the fill; null while it has none.',
  })
  firstRun!: number | null;

  @Column({
    type: 'int',
    nullable: true,
    description: 'The last run; null without an end. Of a note on a fill: the last run of the fill.',
  })
  lastRun!: number | null;

  @Column({ type: 'int', nullable: true, description: 'The fill, of a note on a fill.' })
  fill!: number | null;

  @Column({ type: 'text', nullable: true, description: 'Subsystem that it applies to; null: to all.' })
  subsystem!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Name of the config that it applies to; null: to all.' })
  config!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Primary dataset that it applies to; null: to all.' })
  primaryDataset!: string | null;

  @Column({ type: 'text', nullable: true, description: 'Processing that it applies to; null: to all.' })
  processing!: string | null;

  @Field(() => NoteKinds, { description: 'What it is about.' })
  @Column({ type: 'text' })
  kind!: NoteKind;

  @Column({ type: 'text', description: 'What its author wrote, in Markdown.' })
  text!: string;

  @Column({ type: 'text', nullable: true, description: 'An http(s) URL, e.g. of an entry of the elog.' })
  link!: string | null;

  @Column({ type: 'boolean', description: 'Whether trends in its scope are judged from its first run on.' })
  newBaseline!: boolean;

  @Column({ type: 'text', description: 'Who wrote it.' })
  author!: string;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'When it was written.' })
  createdAt!: Date;

  @Column({ type: 'text', nullable: true, description: 'Who edited it last.' })
  editedBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'When it was edited last.' })
  editedAt!: Date | null;

  @Column({ type: 'text', nullable: true, description: 'Who retired it; null if it is not retired.' })
  retiredBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true, description: 'When it was retired; null if it is not retired.' })
  retiredAt!: Date | null;

  @Column({ type: 'text', nullable: true, description: 'Why it was retired; null if it is not retired.' })
  retiredReason!: string | null;
}

/** What changed a note. Events are appended, never changed. */
@ObjectType({ description: 'An event in the history of a note.' })
@Entity('note_event')
@Index(['noteId'])
export class NoteEvent {
  @Field(({ ID }) => ID, { description: 'ID of the event, ascending.' })
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'uuid' })
  noteId!: string;

  @ManyToOne(() => Note)
  @JoinColumn({ name: 'note_id' })
  note!: Note;

  @Column({ type: 'timestamptz', default: () => 'now()', description: 'When it occurred.' })
  at!: Date;

  @Field(() => NoteEventKinds, { description: 'What occurred.' })
  @Column({ type: 'text' })
  kind!: NoteEventKind;

  @Column({ type: 'text', description: 'Who did it.' })
  by!: string;

  @Column({ type: 'text', nullable: true, description: 'Why it was retired or restored.' })
  comment!: string | null;

  @Column({ type: 'jsonb', nullable: true, description: 'What an edit changed: the fields with their values before.' })
  before!: Record<string, unknown> | null;
}
