/** Dataset chains: those of the settings in the database, and what is wrong with them there. */
import type { Logger } from 'pino';
import { count, type ReportedProblem } from '../plan/problem.ts';
import { checkChains, type CheckedChain, memberName, storeChains } from '../store/chains/store-chains.ts';
import type { Database } from '../store/connection/database.ts';
import { readDatasetChains, type WrittenChain } from './rules/dataset-chains.ts';
import type { Settings } from './settings.ts';

/** Stores the chains of the settings that have no problem. Returns the problems, of the file and of names that datasets have. */
export async function synchronizeChains(
  database: Database,
  settings: Pick<Settings, 'HDQM_CONFIGS'>,
): Promise<{ readonly problems: readonly ReportedProblem[]; readonly warnings: readonly string[] }> {
  const { chains, problems } = await readDatasetChains(settings.HDQM_CONFIGS);
  const checked = await checkChains(database, chains);
  await storeChains(
    database,
    checked.flatMap(({ chain, isTaken }) => (isTaken ? [] : chain)),
  );
  return { problems: [...problems, ...takenNames(checked)], warnings: membersWithoutFiles(checked) };
}

/** Stores the chains of the settings, and logs what is wrong with them. */
export async function startChains({
  database,
  settings,
  log,
}: {
  readonly database: Database;
  readonly settings: Settings;
  readonly log: Logger;
}): Promise<void> {
  const { problems, warnings } = await synchronizeChains(database, settings);
  if (problems.length > 0)
    log.warn({ problems: problems.length }, 'dataset chains with problems skipped, `hdqm check` lists them');
  for (const warning of warnings) log.warn(warning);
}

/** The problems of chains with the name of a dataset. */
export function takenNames(checked: readonly CheckedChain<WrittenChain>[]): ReportedProblem[] {
  return checked
    .filter(({ isTaken }) => isTaken)
    .map(({ chain: { name, file, line } }) => ({
      file,
      line,
      names: [name],
      message: `[dataset:${name}] has the name of a primary dataset: choose another`,
    }));
}

/** A line for each member that no file is of, with the datasets of a similar name. */
export function membersWithoutFiles(checked: readonly CheckedChain<WrittenChain>[]): string[] {
  return checked.flatMap(({ chain: { name, file, membersLine }, without }) =>
    without.map(({ member, similar }) => {
      const hint = similar.length > 0 ? `; similar: ${similar.join(', ')}` : '';
      return `${file}:${membersLine}: ${name}: member ${memberName(member)} has ${count(0, 'file')}${hint}`;
    }),
  );
}
