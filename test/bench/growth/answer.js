import { requestTrends } from '../api.js';
import { cpuOf } from '../cost.js';

/**
 * Measures a request on a server. Returns the ms of the first response; the CPU time of server and database per response, in ms, after each
 * unrelated write (`written`) and without writes (`again`); the bytes of a response.
 */
export async function answerCost(server, { database, cpu }, variables, times = 10) {
  const cpuNow = () => 1000 * (cpuOf(server.pid) + cpu());
  const first = await requestTrends(server.url, variables);
  const cost = async (before) => {
    const begun = cpuNow();
    for (let round = 0; round < times; round += 1) {
      await before();
      await requestTrends(server.url, variables);
    }
    return (cpuNow() - begun) / times;
  };
  const written = await cost(() => database.dataSource.query('SELECT pg_current_xact_id()'));
  const again = await cost(() => undefined);
  const { bytes } = await requestTrends(server.url, variables);
  return { first: first.ms, written, again, bytes };
}
