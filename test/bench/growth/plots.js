import { hdqm, startServer } from '../cost.js';
import { temporaryFolder } from '../machine.js';
import { answerCost } from './answer.js';
import { writePlots } from './configs.js';
import { newTree, scan, withDatabase } from './scan.js';

const files = 50;

export const title = `Plots: a config each (basic.Mean and its like) over the same 68 MEs; ${files} new files, then the answer with all of the trends and their latest 50 points.`;
export const sizes = [10, 30, 100, 300, 1000, 3000];
export const quickSizes = [10, 30];

export function measure(plots) {
  return withDatabase(async (opened) => {
    const configs = await writePlots(plots);
    const settings = { HDQM_CONFIGS: configs };
    const check = await hdqm(['check', configs], settings);
    const { tree } = await newTree(files, 1000, 360_000);
    const first = await scan(opened, tree, files, settings);
    const again = await scan(opened, tree, 0, settings);
    const server = await startServer({ ...opened.env, ...settings, EOS_ROOT: temporaryFolder() });
    try {
      const answer = await answerCost(server, opened, { subsystem: 'Growth', select: { latest: 50 } });
      return {
        'check: CPU': [check.cpu, 's'],
        'CPU a new file': [(1000 * (first.own + first.server - again.own - again.server)) / files, 'ms'],
        'of it the database': [(1000 * (first.server - again.server)) / files, 'ms'],
        points: [first.points, ''],
        'second scan': [again.wall, 's'],
        'first answer': [answer.first, 'ms'],
        'CPU of an answer after something was written': [answer.written, 'ms'],
        'CPU of it again': [answer.again, 'ms'],
        'size of it': [answer.bytes / 1e6, 'MB'],
      };
    } finally {
      await server.stop();
    }
  });
}
