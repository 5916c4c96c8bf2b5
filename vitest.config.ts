import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/order.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      // Two copies of graphql (its CommonJS and its ES build) refuse each other's types.
      { find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) },
      { find: /^hdqm\/metrics$/, replacement: here('metrics/metric.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/database.ts'],
    pool: 'forks',
    // Half of the tests wait for processes that they started: one more at once than there are processors.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Only for what hangs: on a busy machine a process takes ten times as long to start as on a quiet one.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
