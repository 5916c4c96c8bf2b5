import type { ProblemGroup } from '../../plan/problem.ts';
import type { Database } from '../connection/database.ts';
import { toText } from '../connection/storable.ts';
import { ConfigProblem } from '../entities/index.ts';

/** Replaces the problems of the last synchronization. Writes nothing where nothing changed. */
export async function storeConfigProblems(database: Database, problems: readonly ProblemGroup[]): Promise<void> {
  const wanted = problems.map(({ file, lines, message, suggestion = null }, position) => ({
    position,
    file,
    lines: [...lines],
    message: toText(message),
    suggestion,
  }));
  if (JSON.stringify(await listConfigProblems(database)) === JSON.stringify(wanted)) return;
  await database.dataSource.transaction(async (manager) => {
    await manager.query('DELETE FROM config_problem');
    await manager.insert(ConfigProblem, wanted);
  });
}

/** The problems of config files and plugins that the last synchronization found, in order of the files. */
export function listConfigProblems({ dataSource }: Database): Promise<ConfigProblem[]> {
  return dataSource.getRepository(ConfigProblem).find({ order: { position: 'ASC' } });
}
