import { createHash } from 'node:crypto';
import type { Database } from './connection/database.ts';
import { SavedSelection } from './entities/index.ts';
import { goldenRuns, type RunSelection, SelectionError } from './run-filter.ts';

/** Most runs of a selection that is kept: more than CMS ever took in a year. */
export const mostSavedRuns = 20_000;

/** Keeps a golden JSON and gives its id: 12 characters made from its content. Throws a SelectionError where it is none. */
export async function saveSelection(
  { dataSource }: Database,
  goldenJson: Readonly<Record<string, unknown>>,
): Promise<string> {
  const runs = goldenRuns(goldenJson);
  if (runs.length === 0) throw new SelectionError('golden JSON: it names no run');
  if (runs.length > mostSavedRuns) throw new SelectionError(`golden JSON: it names more than ${mostSavedRuns} runs`);
  const sorted = Object.fromEntries(Object.entries(goldenJson).sort(([a], [b]) => Number(a) - Number(b)));
  const id = createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 12);
  await dataSource.query('INSERT INTO saved_selection (id, golden_json) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    id,
    sorted,
  ]);
  return id;
}

/** Puts the runs of a saved selection in the place of its id. Throws a SelectionError where there is none of this id. */
export async function withSavedRuns<S extends RunSelection & { readonly saved?: string | null | undefined }>(
  { dataSource }: Database,
  selection: S,
): Promise<RunSelection> {
  const { saved, ...rest } = selection;
  if (saved === undefined || saved === null) return rest;
  const found = await dataSource.getRepository(SavedSelection).findOneBy({ id: saved });
  if (!found) throw new SelectionError(`there is no saved selection ${saved}`);
  const runs = goldenRuns(found.goldenJson);
  return { ...rest, numbers: rest.numbers ? rest.numbers.filter((run) => runs.includes(run)) : runs };
}
