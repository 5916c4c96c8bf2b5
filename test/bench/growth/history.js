import { startServer } from '../cost.js';
import { judgeAgain } from '../judge-again.js';
import { fillHistory, firstRun } from '../history.js';
import { temporaryFolder } from '../machine.js';
import { answerCost } from './answer.js';
import { writePlots } from './configs.js';
import { newTree, scan, withDatabase } from './scan.js';

const plots = 300;
const files = 20;

export const title = `Points that each of ${plots} trends has already: a scan of ${files} new files, without judging; judging after it; answers with all trends and their latest points, as the grid asks, and with one trend and all of its points, as its own page does. The size is that of the points' table with its index.`;
export const sizes = [0, 100, 1000, 10_000];
export const quickSizes = [0, 20];

export function measure(runs) {
  return withDatabase(async (opened) => {
    const configs = await writePlots(plots);
    const { database, env } = opened;
    await fillHistory(database, { runs, configs: [configs] });
    const [{ bytes, points }] = await database.dataSource.query(
      `SELECT pg_total_relation_size('point')::float8 AS bytes, count(*)::int AS points FROM point`,
    );
    const settings = { HDQM_CONFIGS: configs };
    const { tree } = await newTree(files, 1000, firstRun + runs);
    const stored = await scan(opened, tree, files, settings);
    const idle = await scan(opened, tree, 0, settings);
    const judgement = await judgeAgain(opened, { ...env, ...settings, EOS_ROOT: tree }, idle.own);
    const server = await startServer({ ...env, ...settings, EOS_ROOT: temporaryFolder() });
    const measureCost = (variables) => answerCost(server, opened, { subsystem: 'Growth', ...variables });
    try {
      const latest = await measureCost({ select: { latest: 50 } });
      const one = await measureCost({ names: ['plot0'], select: {} });
      return {
        'CPU a new file': [(1000 * (stored.own + stored.server - idle.own - judgement.cpu)) / files, 'ms'],
        'of it the database': [(1000 * (stored.server - judgement.server)) / files, 'ms'],
        'CPU of judging a trend': [(1000 * judgement.cpu) / judgement.trends, 'ms'],
        'all trends, latest 50: first': [latest.first, 'ms'],
        'CPU of it after something was written': [latest.written, 'ms'],
        'one trend, all runs: first': [one.first, 'ms'],
        'CPU of one trend after something was written': [one.written, 'ms'],
        size: [bytes / 1e6, 'MB'],
        'a point': [points > 0 ? bytes / points : 0, 'bytes'],
      };
    } finally {
      await server.stop();
    }
  });
}
