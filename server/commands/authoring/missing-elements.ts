import type { App } from '../../app/app.ts';
import type { ConfigSection } from '../../plan/plan.ts';
import { count } from '../../plan/problem.ts';
import type { DqmFile } from '../../read/dqm-file.ts';
import { openDqmFile } from '../../read/open.ts';
import { CorruptFileError, FileNotFoundError } from '../../storage/errors.ts';
import { isInputError } from '../../storage/storage.ts';
import { findConfigs } from '../../store/configs/configs.ts';
import { findMissingElements, latestFiles } from '../../store/configs/missing-elements.ts';

/** Sections that are listed at most. */
const maxListed = 20;

/** A section with configs whose main ME is in no file. */
interface MissingSection {
  readonly section: ConfigSection;
  /** Number of its configs of which that holds. */
  configs: number;
  /** Number of files without the ME. */
  readonly files: number;
}

/**
 * Returns a line for each section whose main ME is in none of the latest files of the database, those with a similar ME first; '' if there
 * are none. Configs that the database does not know are looked for in the latest file of each dataset.
 */
export async function describeMissingElements(app: App, sections: readonly ConfigSection[]): Promise<string> {
  const { unknown, missing } = await compareWithDatabase(app, sections);
  if (unknown.length === 0 && missing.length === 0) return '';
  const files = await openFiles(app);
  try {
    for (const section of unknown) {
      const without = await countWithout(files, section.computation.paths.main);
      if (without > 0) missing.push({ section, files: without });
    }
    const found = await Promise.all(
      bySection(missing).map(async (entry) => ({ ...entry, similar: await findSimilar(files, entry.section) })),
    );
    const lines = found.sort((a, b) => Number(b.similar.length > 0) - Number(a.similar.length > 0)).map(formatLine);
    const others = lines.length > maxListed ? [`${count(lines.length - maxListed, 'more section')} without ME`] : [];
    return [...lines.slice(0, maxListed), ...others].map((line) => `${line}\n`).join('');
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** The sections with an ME in no file, as far as the database has read files for them, and those of which it has not. */
async function compareWithDatabase(
  { database }: App,
  sections: readonly ConfigSection[],
): Promise<{ unknown: ConfigSection[]; missing: { section: ConfigSection; files: number }[] }> {
  const keyOf = ({ subsystem, name }: { subsystem: string; name: string }): string => `${subsystem}/${name}`;
  const known = new Map((await findConfigs(database, { active: true })).map((config) => [keyOf(config), config]));
  const missingFiles = await findMissingElements(database, null);
  const unknown: ConfigSection[] = [];
  const missing: { section: ConfigSection; files: number }[] = [];
  for (const section of sections) {
    const config = known.get(keyOf(section));
    if (config && JSON.stringify(config.paths.main) === JSON.stringify(section.computation.paths.main)) {
      const files = missingFiles.get(config.id);
      if (files !== undefined) missing.push({ section, files });
    } else {
      unknown.push(section);
    }
  }
  return { unknown, missing };
}

/** Opens the latest file of each dataset. One that cannot be read is left out. */
async function openFiles({ database, storage }: App): Promise<DqmFile[]> {
  const files = await latestFiles(database);
  const opened = await Promise.all(
    files.map(({ path }) => ifReadable(async () => openDqmFile(await storage.open(path)))),
  );
  return opened.filter((file) => file !== undefined);
}

/** What was read of a file; undefined where the file or a folder of it cannot be read. */
async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FileNotFoundError || error instanceof CorruptFileError || isInputError(error))
      return undefined;
    throw error;
  }
}

/** Number of files without an ME of these paths, of those that can be read; 0 if one of them has it. */
async function countWithout(files: readonly DqmFile[], paths: readonly string[]): Promise<number> {
  let without = 0;
  for (const file of files) {
    const isFound = await ifReadable(() => hasAny(file, paths));
    if (isFound === true) return 0;
    if (isFound === false) without += 1;
  }
  return without;
}

async function hasAny(file: DqmFile, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) if (await file.has(path)) return true;
  return false;
}

/** The members of a family are one section, which its first member stands for. */
function bySection(missing: readonly { section: ConfigSection; files: number }[]): MissingSection[] {
  const sections = new Map<string, MissingSection>();
  for (const { section, files } of missing) {
    const key = `${section.file}:${section.line}`;
    const entry = sections.get(key);
    if (entry) entry.configs += 1;
    else sections.set(key, { section, configs: 1, files });
  }
  return [...sections.values()];
}

async function findSimilar(files: readonly DqmFile[], { computation }: ConfigSection): Promise<string[]> {
  const [path] = computation.paths.main;
  if (path === undefined) return [];
  for (const file of files) {
    const similar = await ifReadable(() => file.similar(path));
    if (similar?.length) return similar;
  }
  return [];
}

function formatLine({ section, configs, files, similar }: MissingSection & { readonly similar: string[] }): string {
  const { file, line, name } = section;
  const others = configs > 1 ? ` and ${configs - 1} more` : '';
  const hint = similar.length > 0 ? `; similar: ${similar.join(', ')}` : '';
  return `${file}:${line}: ${name}${others}: ME in 0 of the latest ${count(files, 'file')}${hint}`;
}
