import type { EntityManager } from 'typeorm';
import type { ProblemGroup } from '../../plan/problem.ts';
import type { Database } from '../connection/database.ts';
import { toText } from '../connection/storable.ts';
import { ConfigProblem } from '../entities/index.ts';

/** Replaces the problems of the last synchronization, within its transaction. Writes nothing where nothing changed. */
export async function replaceConfigProblems(manager: EntityManager, problems: readonly ProblemGroup[]): Promise<void> {
  const wanted = problems.map(({ file, lines, message, suggestion = null }, position) => ({
    position,
    file,
    lines: [...lines],
    message: toText(message),
    suggestion,
  }));
  if (JSON.stringify(await findConfigProblems(manager)) === JSON.stringify(wanted)) return;
  await manager.query('DELETE FROM config_problem');
  await manager.insert(ConfigProblem, wanted);
}

/** The problems of config files and plugins that the last synchronization found, in order of the files. */
export function listConfigProblems({ dataSource }: Database): Promise<ConfigProblem[]> {
  return findConfigProblems(dataSource.manager);
}

function findConfigProblems(manager: EntityManager): Promise<ConfigProblem[]> {
  return manager.find(ConfigProblem, { order: { position: 'ASC' } });
}
