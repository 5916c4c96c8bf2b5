import type { Settings } from '../../app/settings.ts';
import { countedFolder, type CountedElement } from '../../histograms/counted-folder.ts';
import { searchElements } from '../../histograms/search-elements.ts';
import { nearestName } from '../../names/nearest.ts';
import { printable } from '../../names/printable.ts';
import type { DqmFile, ListedElement } from '../../read/dqm-file.ts';
import type { ExitStatus } from '../terminal/exit-status.ts';
import { openFile } from '../terminal/open-file.ts';

export interface ListOptions {
  /** Words to find in the paths of all MEs. */
  readonly search?: string;
}

/** `hdqm ls`: prints the folders and MEs of a folder with class and entries, or the MEs of the file that match a search. */
export async function listFile(
  settings: Settings,
  file: string,
  folder = '',
  { search }: ListOptions = {},
): Promise<ExitStatus> {
  const { opened, close } = await openFile(settings, file);
  try {
    const found =
      search === undefined ? await linesOfFolder(opened, folder) : await matchingLines(opened, folder, search);
    if (Array.isArray(found)) process.stdout.write(found.map((line) => `${line}\n`).join(''));
    else process.stderr.write(`hdqm: ${found.problem}\n`);
    return Array.isArray(found) ? 0 : 1;
  } finally {
    await close();
  }
}

interface NotFound {
  readonly problem: string;
}

async function linesOfFolder(file: DqmFile, folder: string): Promise<string[] | NotFound> {
  const contents = await countedFolder(file, folder);
  if (!contents)
    return {
      problem: `no folder ${printable(folder)} in the file of run ${file.run}${await suggestion(file, folder)}`,
    };
  const { folders, elements } = contents;
  return [...folders.map((name) => `${printable(name)}/`), ...formatElements(elements, nameOf)];
}

/** The MEs below a folder that match a search. */
async function matchingLines(file: DqmFile, folder: string, search: string): Promise<string[] | NotFound> {
  const prefix = folder.replace(/\/*$/, '/');
  const listed = await file.list();
  const below = folder === '' ? listed : listed.filter(({ path }) => path.startsWith(prefix));
  const { elements } = searchElements(below, search, below.length);
  if (elements.length > 0) return formatElements(elements, ({ path }) => path);
  const where = folder === '' ? '' : ` below ${printable(folder)}`;
  return {
    problem: `no ME of the ${below.length}${where} in the file of run ${file.run} contains ${printable(search)}`,
  };
}

/** A line for each ME: class, entries where known, and its path or name with the text of a scalar. */
function formatElements(
  elements: readonly (ListedElement & Partial<CountedElement>)[],
  labelOf: (element: ListedElement) => string,
): string[] {
  const counts = elements.map(({ entries }) => (typeof entries === 'number' ? String(entries) : ''));
  const [classWidth, countWidth] = [widthOf(elements.map(({ className }) => className)), widthOf(counts)];
  return elements.map((element, index) => {
    const columns = [element.className.padEnd(classWidth), (counts[index] ?? '').padStart(countWidth)];
    const label = element.text === undefined ? labelOf(element) : `${labelOf(element)} = ${element.text}`;
    return [...columns.filter((column) => column !== ''), printable(label)].join('  ');
  });
}

function widthOf(texts: readonly string[]): number {
  return texts.reduce((width, { length }) => Math.max(width, length), 0);
}

function nameOf({ path }: ListedElement): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The most similar folder of the file, as a question. */
async function suggestion(file: DqmFile, folder: string): Promise<string> {
  const folders = new Set<string>();
  for (const { path } of await file.list())
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end));
  const near = nearestName(folder.replace(/\/+$/, ''), [...folders]);
  return near === undefined ? '' : `; did you mean ${printable(near)}?`;
}
