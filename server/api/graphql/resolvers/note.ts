import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Config, Note, NoteEvent, type NoteKind, Run } from '../../../store/entities/index.ts';
import { NoteKinds } from '../../../store/entities/note.ts';
import { type NoteContent, NoteError, noteLimits, parseContent } from '../../../store/notes/note-content.ts';
import {
  appliesTo,
  currentNotes,
  findNotes,
  isOnRun,
  noteAuthors,
  noteEventsOf,
  type NoteFilter,
  notesById,
} from '../../../store/notes/notes.ts';
import { addNote, editNote, restoreNote, retireNote } from '../../../store/notes/write-notes.ts';
import { PageArguments, pageRange } from '../arguments.ts';
import type { Role } from '../auth-checker.ts';
import { Cacheable } from '../cacheable.ts';
import type { Context } from '../context.ts';
import { entityLoader, perRequest, rowsByKey } from '../dataloader.ts';
import { listComplexity, pageComplexity, searchComplexity } from '../query-cost.ts';
import { page } from '../query-limits.ts';
import { datasetOf } from '../trend-set.ts';
import { Trend } from './trend.ts';

const scopeFields = {
  subsystem: { nullable: true, description: 'Subsystem; default: all.' },
  config: { nullable: true, description: 'Name of a config of the subsystem; default: all.' },
  primaryDataset: { nullable: true, description: 'Primary dataset; default: all.' },
  processing: { nullable: true, description: 'Processing; default: all.' },
} as const;

@ArgsType()
class NotesArguments extends PageArguments implements NoteFilter {
  @Field(() => Int, { nullable: true, description: 'Only notes on this run or later ones.' })
  from?: number | null;

  @Field(() => Int, { nullable: true, description: 'Only notes on this run or earlier ones.' })
  to?: number | null;

  @Field(() => String, { nullable: true, description: 'Only notes of this subsystem, or of all.' })
  subsystem?: string | null;

  @Field(() => String, { nullable: true, description: 'Only notes of configs of this name, or of all.' })
  config?: string | null;

  @Field(() => String, { nullable: true, description: 'Only notes of this primary dataset, or of all.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Only notes of this processing, or of all.' })
  processing?: string | null;

  @Field(() => [NoteKinds], { nullable: true, description: 'Only notes of these kinds.' })
  kinds?: NoteKind[] | null;

  @Field(() => String, { nullable: true, description: 'Only notes of this author.' })
  author?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Only notes that are retired (true) or are not (false); null: both.',
  })
  retired?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Words to find in text, link, author, kind or scope; all must match.',
  })
  search?: string | null;
}

@InputType({ description: 'What a note says, and where it applies: on runs or on a fill.' })
export class NoteInput implements Partial<NoteContent> {
  @Field(() => Int, { nullable: true, description: 'The first run; of a note on one run also its last one.' })
  firstRun?: number | null;

  @Field(() => Int, { nullable: true, description: 'The last run; default: it has no end.' })
  lastRun?: number | null;

  @Field(() => Int, { nullable: true, description: 'A fill, instead of runs.' })
  fill?: number | null;

  @Field(() => String, scopeFields.subsystem)
  subsystem?: string | null;

  @Field(() => String, scopeFields.config)
  config?: string | null;

  @Field(() => String, scopeFields.primaryDataset)
  primaryDataset?: string | null;

  @Field(() => String, scopeFields.processing)
  processing?: string | null;

  @Field(() => NoteKinds, { description: 'What it is about.' })
  kind!: NoteKind;

  @Field(() => String, { description: `Markdown, up to ${noteLimits.text} characters.` })
  text!: string;

  @Field(() => String, { nullable: true, description: 'An http(s) URL, e.g. of an entry of the elog.' })
  link?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether trends in its scope are judged from its first run on, as if they had begun there.',
  })
  newBaseline!: boolean;
}

@ObjectType({ description: 'A page of notes.' })
export class NotePage {
  @Field(() => Int, { description: 'Number of notes on all pages.' })
  total!: number;

  @Field(() => [Note], { description: 'Notes of this page.', complexity: listComplexity(page.default) })
  items!: Note[];
}

@Resolver(() => Note)
export class NoteResolver {
  @Cacheable()
  @Query(() => NotePage, {
    description: 'Notes, the latest written first.',
    complexity: searchComplexity(pageComplexity(page.default)),
  })
  notes(@Ctx() { database }: Context, @Args(() => NotesArguments) filter: NotesArguments): Promise<NotePage> {
    return findNotes(database, filter, pageRange(filter));
  }

  @Cacheable()
  @Query(() => [String], { description: 'The names of those who wrote notes.' })
  noteAuthors(@Ctx() { database }: Context): Promise<string[]> {
    return noteAuthors(database);
  }

  @FieldResolver(() => [NoteEvent], { description: 'Its history, oldest first.', complexity: listComplexity(5) })
  events(@Root() { id }: Note, @Ctx() context: Context): Promise<NoteEvent[]> {
    return eventsOfNote(context).load(id);
  }

  @Authorized<Role>('writer')
  @Mutation(() => Note, {
    description:
      'Adds a note. Its subsystem, config and dataset must be known. With newBaseline the trends in its scope are judged again by the next scan.',
  })
  async addNote(
    @Ctx() context: Context,
    @Arg('note', () => NoteInput, { description: 'The note.' }) note: NoteInput,
  ): Promise<Note> {
    return noteOf(context, await addNote(context.database, parseContent(note), context.author));
  }

  @Authorized<Role>('writer')
  @Mutation(() => Note, { description: 'Changes what a note says. Its history keeps what it said before.' })
  async editNote(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'ID of the note.' }) id: string,
    @Arg('revision', () => Int, {
      description: 'The revision that is changed: an edit of a note that was changed meanwhile is rejected.',
    })
    revision: number,
    @Arg('note', () => NoteInput, { description: 'All that it says now.' }) note: NoteInput,
  ): Promise<Note> {
    const content = parseContent(note);
    await editNote(context.database, noteId(id), { content, revision, by: context.author });
    return noteOf(context, id);
  }

  @Authorized<Role>('writer')
  @Mutation(() => Note, { description: 'Retires a note: it does not apply any more, and can be restored.' })
  async retireNote(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'ID of the note.' }) id: string,
    @Arg('reason', () => String, { description: `Why, up to ${noteLimits.comment} characters.` }) reason: string,
  ): Promise<Note> {
    await retireNote(context.database, noteId(id), context.author, checkReason(reason));
    return noteOf(context, id);
  }

  @Authorized<Role>('writer')
  @Mutation(() => Note, { description: 'Restores a retired note: it applies again.' })
  async restoreNote(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'ID of the note.' }) id: string,
    @Arg('reason', () => String, { description: `Why, up to ${noteLimits.comment} characters.` }) reason: string,
  ): Promise<Note> {
    await restoreNote(context.database, noteId(id), context.author, checkReason(reason));
    return noteOf(context, id);
  }
}

@Resolver(() => Run)
export class RunNotesResolver {
  @FieldResolver(() => [Note], {
    description: 'Notes on the run, on ranges of runs that include it and on its fill, the latest written first.',
    complexity: listComplexity(5),
  })
  notes(@Root() { number }: Run, @Ctx() context: Context): Promise<Note[]> {
    return notesOfRun(context).load(number);
  }
}

@Resolver(() => Trend)
export class TrendNotesResolver {
  @FieldResolver(() => [Note], {
    description: 'Notes on its selected runs that apply to it, the latest written first.',
    complexity: listComplexity(5),
  })
  async notes(@Root() { configId, datasetId, set }: Trend, @Ctx() context: Context): Promise<Note[]> {
    const [notes, config, dataset, runs] = await Promise.all([
      allNotes(context).load('current'),
      configOf(context).load(configId),
      datasetOf(context).load(datasetId),
      set.runNumbers(),
    ]);
    if (!config || !dataset) return [];
    const { subsystem, name } = config;
    const { primaryDataset, processing } = dataset;
    return notes.filter(
      (note) =>
        appliesTo(note, { subsystem, config: name, primaryDataset, processing }) &&
        runs.some((run) => isOnRun(note, run)),
    );
  }
}

/** The note of an ID. Throws a NoteError where there is none. */
async function noteOf({ database }: Context, id: string): Promise<Note> {
  const [note] = await notesById(database, [noteId(id)]);
  if (!note) throw new NoteError(`there is no note ${id}`);
  return note;
}

/** An ID that a note can have. Throws a NoteError. */
function noteId(id: string): string {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id))
    throw new NoteError(`there is no note ${id.slice(0, 100)}`);
  return id;
}

function checkReason(reason: string): string {
  const trimmed = reason.trim();
  if (trimmed === '' || trimmed.length > noteLimits.comment)
    throw new NoteError(`reason has ${trimmed.length} characters: it must have 1 to ${noteLimits.comment}`);
  return trimmed;
}

const configOf = entityLoader(Config, 'id');
/** The notes that are not retired: users write some hundreds a year. */
const allNotes = perRequest(async (database, _keys: readonly 'current'[]) => {
  const notes = await currentNotes(database);
  return () => notes;
});
const notesOfRun = perRequest(async (database, _runs: readonly number[]) => {
  const notes = await currentNotes(database);
  return (run) => notes.filter((note) => isOnRun(note, run));
});
const eventsOfNote = perRequest(async (database, ids: readonly string[]) =>
  rowsByKey(await noteEventsOf(database, ids), ({ noteId }) => noteId),
);
