/** Compares sums, ratios and tests of MEs of DQM files with those of ROOT. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differences, summable, type SumCase } from '../metrics/histogram/sums.ts';
import { openDqm } from './golden-files.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

const golden = JSON.parse(readFileSync(new URL('oracle-sums.json', import.meta.url), 'utf8')) as {
  readonly files: readonly string[];
  readonly cases: readonly SumCase[];
};
const folder = `${sharedFolder}oracle/tree/Run2023/ZeroBias/0003658xx/`;

describe.skipIf(!hasShared)('the oracle tree (skipped without the folder "shared" next to the checkout)', () => {
  it('has the sums, ratios and tests of ROOT', async () => {
    const files = await Promise.all(golden.files.map((name) => openDqm(folder + name)));
    const wrong: string[] = [];
    try {
      for (const one of golden.cases) {
        const path = `DQMData/Run/${one.name}`;
        const [a, b, c] = await Promise.all(files.map(async (file) => summable(await file.read(path))));
        if (!a || !b || !c) throw new Error('three files');
        wrong.push(...differences(one, [a, b, c]));
      }
    } finally {
      await Promise.all(files.map((file) => file.close()));
    }
    expect(golden.cases.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  }, 60_000);
});
