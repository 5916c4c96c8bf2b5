import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Float,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { CountedElement } from '../../../histograms/counted-folder.ts';
import { searchElements } from '../../../histograms/search-elements.ts';
import type { ListedElement } from '../../../read/dqm-file.ts';
import { findDatasetId } from '../../../store/datasets.ts';
import { File } from '../../../store/entities/index.ts';
import { findReadableFile, latestFilesOf, neighbouringRun } from '../../../store/files/readable-files.ts';
import { clamp } from '../arguments.ts';
import type { Context } from '../context.ts';
import {
  emptyElement,
  MonitorElement,
  MonitorElementState,
  problemOf,
  type State,
  stateOf,
} from './monitor-element.ts';

/** Cost of reading folders of a file: not for lists of files. */
const fileCost = 20_000;
/** Cost of a neighbouring run: a query of its own. */
const neighbourCost = 500;
/** Cost of looking for an ME in a file. */
const presenceCost = 4_000;
/** MEs of a search that are returned at most. */
const maxMatches = 500;
/** Files in which an ME is looked for at most. */
const maxPresence = 50;

@ArgsType()
class FileArguments {
  @Field(() => String, { nullable: true, description: 'Path, relative to the root of the DQM files.' })
  path?: string | null;

  @Field(() => String, { nullable: true, description: 'Primary dataset, e.g. ZeroBias.' })
  primaryDataset?: string | null;

  @Field(() => String, { nullable: true, description: 'Processing, e.g. PromptReco.' })
  processing?: string | null;

  @Field(() => Int, { nullable: true, description: 'Run number. Default: the latest run.' })
  run?: number | null;
}

@ObjectType({ description: 'A monitor element (ME) as a folder of a file lists it.' })
export class FolderElement {
  @Field(() => String, { description: 'Path, Subsystem/Folder/Name, as in a config.' })
  path!: string;

  @Field(() => String, { description: 'ROOT class, e.g. TH1F; TObjString of a scalar or quality test.' })
  className!: string;

  @Field(() => Float, { description: 'Uncompressed size of the object in bytes; 0 of a scalar or quality test.' })
  bytes!: number;

  @Field(() => String, { nullable: true, description: 'Content of a scalar or quality test.' })
  text!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Number of entries; null if it has none or was not counted, as in a search or in a very large folder.',
  })
  entries!: number | null;
}

@ObjectType({ description: 'Contents of a folder of a file, or of all its folders that match a search.' })
class FileReading {
  @Field(() => MonitorElementState, {
    description: 'Outcome of reading the folders; MISSING if there is no such folder.',
  })
  state!: State;

  @Field(() => String, { nullable: true, description: 'Why nothing could be read.' })
  reason!: string | null;

  @Field(() => [FolderElement], { description: 'The MEs.' })
  elements!: FolderElement[];
}

@ObjectType({ description: 'Contents of a folder of a file.' })
export class Folder extends FileReading {
  @Field(() => [String], { description: 'Names of its subfolders, sorted.' })
  folders!: readonly string[];
}

@ObjectType({ description: 'MEs of a file that match a search.' })
export class ElementMatches extends FileReading {
  @Field(() => Int, { description: 'Number of all MEs that match.' })
  total!: number;
}

@ObjectType({ description: 'In how many of the latest files of a dataset an ME is.' })
export class ElementPresence {
  @Field(() => Int, { description: 'Number of files that have it.' })
  present!: number;

  @Field(() => [Int], { description: 'Runs whose file does not have it, latest first.' })
  absentRuns!: number[];

  @Field(() => [Int], { description: 'Runs whose file could not be read, latest first.' })
  unreadRuns!: number[];
}

@Resolver(() => File)
export class FileContentsResolver {
  @Query(() => File, {
    nullable: true,
    description: 'An extracted file, by its path or by dataset and run; null if there is none.',
  })
  async file(@Ctx() { database }: Context, @Args(() => FileArguments) selection: FileArguments): Promise<File | null> {
    const id = await findReadableFile(database, selection);
    return id === undefined ? null : database.dataSource.getRepository(File).findOneBy({ id });
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The run before this one of which the dataset has a file.',
    complexity: neighbourCost,
  })
  previousRun(@Root() { datasetId, runNumber }: File, @Ctx() { database }: Context): Promise<number | null> {
    return neighbouringRun(database, datasetId, runNumber, 'previous');
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The run after this one of which the dataset has a file.',
    complexity: neighbourCost,
  })
  nextRun(@Root() { datasetId, runNumber }: File, @Ctx() { database }: Context): Promise<number | null> {
    return neighbouringRun(database, datasetId, runNumber, 'next');
  }

  @FieldResolver(() => Folder, {
    description: 'Contents of a folder, read from the file, with the numbers of entries.',
    complexity: fileCost,
  })
  async folder(
    @Root() { path: file, runNumber: run }: File,
    @Ctx() { histograms }: Context,
    @Arg('path', () => String, { defaultValue: '', description: 'Subsystem/Folder; empty: the subsystems.' })
    path: string,
  ): Promise<Folder> {
    const answer = await histograms.readFolder({ file, run }, path);
    if (answer.outcome !== 'read') return { ...problemOf(answer), folders: [], elements: [] };
    const { folder } = answer;
    if (!folder) return { state: 'MISSING', reason: `no folder ${path} in the file`, folders: [], elements: [] };
    return { state: 'READ', reason: null, folders: folder.folders, elements: folder.elements.map(toFolderElement) };
  }

  @FieldResolver(() => ElementMatches, {
    description: 'MEs whose path contains all words, those whose name does first; read from the file.',
    complexity: fileCost,
  })
  async searchElements(
    @Root() { path: file, runNumber: run }: File,
    @Ctx() { histograms }: Context,
    @Arg('search', () => String, { description: 'Words to find in the path; all must match.' }) search: string,
    @Arg('limit', () => Int, { defaultValue: 100, description: `Maximum number of MEs, up to ${maxMatches}.` })
    limit: number,
  ): Promise<ElementMatches> {
    const answer = await histograms.listElements({ file, run });
    if (answer.outcome !== 'read') return { ...problemOf(answer), total: 0, elements: [] };
    const { total, elements } = searchElements(answer.elements, search, clamp(limit, 0, maxMatches));
    return { state: 'READ', reason: null, total, elements: elements.map(toFolderElement) };
  }

  @FieldResolver(() => MonitorElement, { description: 'An ME of the file, for display.', complexity: fileCost })
  async element(
    @Root() { path: file, runNumber: run }: File,
    @Ctx() { histograms }: Context,
    @Arg('path', () => String, { description: 'Path of the ME, Subsystem/Folder/Name.' }) path: string,
  ): Promise<MonitorElement> {
    const answer = await histograms.read({ file, run, mePaths: [[path]] });
    return { ...emptyElement({ input: 'main', paths: [path] }, file, run), ...stateOf(answer, 0) };
  }

  @Query(() => ElementPresence, {
    nullable: true,
    description: 'Looks for an ME in the latest files of a dataset; null if there is no such dataset.',
    complexity: ({ args }) => presenceCost * clamp((args as { latest: number }).latest, 0, maxPresence),
  })
  async elementPresence(
    @Ctx() { database, histograms }: Context,
    @Arg('primaryDataset', () => String, { description: 'Primary dataset, e.g. ZeroBias.' }) primaryDataset: string,
    @Arg('processing', () => String, { description: 'Processing, e.g. PromptReco.' }) processing: string,
    @Arg('path', () => String, { description: 'Path of the ME, Subsystem/Folder/Name.' }) path: string,
    @Arg('latest', () => Int, { defaultValue: 20, description: `Number of runs, up to ${maxPresence}.` })
    latest: number,
  ): Promise<ElementPresence | null> {
    const datasetId = await findDatasetId(database, primaryDataset, processing);
    if (datasetId === undefined) return null;
    const files = await latestFilesOf(database, datasetId, clamp(latest, 0, maxPresence));
    const answers = await Promise.all(
      files.map(async ({ path: file, run }) => ({ run, answer: await histograms.findElement({ file, run }, path) })),
    );
    const runsOf = (test: (isPresent: boolean | undefined) => boolean): number[] =>
      answers
        .filter(({ answer }) => test(answer.outcome === 'read' ? answer.isPresent : undefined))
        .map(({ run }) => run);
    return {
      present: runsOf((isPresent) => isPresent === true).length,
      absentRuns: runsOf((isPresent) => isPresent === false),
      unreadRuns: runsOf((isPresent) => isPresent === undefined),
    };
  }
}

function toFolderElement(element: ListedElement & Partial<CountedElement>): FolderElement {
  const { path, className, bytes, text = null, entries = null } = element;
  return { path, className, bytes, text, entries };
}
