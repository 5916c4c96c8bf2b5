// What judging costs within a scan.
import { hdqm } from './cost.js';

/**
 * CPU in seconds, beyond the `idle` of HDQM's processes in a scan that does nothing, of a scan that reads no file and judges all trends of the dataset
 * again, as after a night's files: of all processes, and of the database's. `env` is that of the scan. Throws where it judges none.
 */
export async function judgeAgain({ database, cpu }, env, idle) {
  const before = cpu();
  await database.dataSource.query(
    'DELETE FROM judged_file WHERE file_id = (SELECT max(file_id) FROM judged_file)', // of a file that is judged again
  );
  const { cpu: own, stdout } = await hdqm(['scan'], env);
  const trends = Number(/trends judged\D+(\d+)/.exec(stdout)?.[1]);
  if (!(trends > 0)) throw new Error(`the scan judged no trends:\n${stdout}`);
  const server = cpu() - before;
  return { trends, server, cpu: own - idle + server };
}
