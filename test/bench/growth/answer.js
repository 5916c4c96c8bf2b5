import { ask } from '../api.js';
import { cpuOf } from '../cost.js';

/**
 * A request on a server: ms of the first answer; then CPU in ms (of server and database) of an answer after something was written that has
 * nothing to do with it, and of one while nothing is written; bytes of an answer.
 */
export async function answerCost(server, { database, cpu }, variables, times = 10) {
  const cpuNow = () => 1000 * (cpuOf(server.pid) + cpu());
  const first = await ask(server.url, variables);
  const cost = async (before) => {
    const begun = cpuNow();
    for (let round = 0; round < times; round += 1) {
      await before();
      await ask(server.url, variables);
    }
    return (cpuNow() - begun) / times;
  };
  const written = await cost(() => database.dataSource.query('SELECT pg_current_xact_id()'));
  const again = await cost(() => undefined);
  const { bytes } = await ask(server.url, variables);
  return { first: first.ms, written, again, bytes };
}
