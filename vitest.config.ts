import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { SlowestFirst } from './test/order.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const integration = 'test/integration/**/*.test.ts';
const browser = 'test/browser/**/*.test.ts';
/**
 * Tests that, with those in a browser, only `npm run test:all` runs: images, faults, fuzzing, servers that stand for EOS, and what compares or
 * attacks at length. All others are those of `npm test`.
 */
const extended = [
  'test/{docker,faults,fuzz}/**/*.test.ts',
  'test/integration/{cluster,embedded,eos-http,eos-xrootd,golden-histograms,hostile,login,oracle,read-jsroot,runaway,secrets,stop,watch}.test.ts',
];

const resolve = {
  alias: [
    // The CommonJS and ES builds of graphql reject each other's types.
    { find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) },
    { find: /^hdqm\/metrics$/, replacement: here('metrics/metric.ts') },
  ],
};

/** A project, with limits for tests that hang only: a process takes ten times as long to start on a busy machine. */
const project = (
  name: string,
  include: readonly string[],
  exclude: readonly string[] = [],
  { isolate = true, retry = 0 } = {},
): TestProjectInlineConfiguration => ({
  resolve,
  test: {
    retry,
    name,
    include: [...include],
    exclude: [...exclude],
    pool: 'forks',
    isolate,
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});

export default defineConfig({
  resolve,
  test: {
    projects: [
      // They change nothing that another file could notice, so that each worker loads a module once for all of them.
      project('unit', ['test/**/*.test.{ts,tsx}'], [integration, browser, ...extended], { isolate: false }),
      project('integration', [integration], extended),
      // Each worker loads Playwright once, and has one Chromium. Retried in CI as is common for browsers: on a busy machine one test of a
      // thousand acts before the page does. A fault fails twice.
      project('browser', [browser], [], { isolate: false, retry: process.env['CI'] ? 1 : 0 }),
      project('extended', extended),
    ],
    // Not in the projects, each of which would run it: all tests share one PostgreSQL and its templates.
    globalSetup: ['test/database.ts'],
    // Half of the tests wait for processes that they started: one more worker than there are processors.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowestFirst },
  },
});
