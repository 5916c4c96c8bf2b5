/** Compares all histograms of the golden files with real ROOT: class, entries, axes, labels, moments, contents and errors. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { MonitorElement } from '../../metrics/histogram/histogram.ts';
import { openDqmFile } from '../../server/read/open.ts';
import { elementOf, openDqm, openPlain } from './golden-files.ts';
import {
  cell,
  plainAxis,
  type GoldenHistogram,
  goldenHistograms,
  hasShared,
  sharedFolder,
  storedStats,
  toGolden,
} from './read-golden.ts';

/** The numbers of ROOT are written with 15 digits. */
const digits = 1e-12;

const realFile = 'DQM_V0001_R000000001__Global__CMSSW_X_Y_Z__RECO.root';

describe.skipIf(!hasShared)('comparison with ROOT (skipped without the folder "shared" next to the checkout)', () => {
  it.each([
    ['oracle/golden-histograms.json', 'oracle/tree/', 504],
    ['oracle/golden-real.json', 'real-data/', 209],
  ])('with every histogram of %s', async (golden, folder, count) => {
    const histograms = goldenHistograms(golden);
    expect(histograms.length).toBe(count);
    const differences: string[] = [];
    for (const file of new Set(histograms.map(({ file }) => file))) {
      const ofFile = histograms.filter((histogram) => histogram.file === file);
      const isDqm = ofFile.every(({ path }) => path.startsWith('DQMData/'));
      const opened = await (isDqm ? openDqm : openPlain)(sharedFolder + folder + file);
      try {
        for (const histogram of ofFile) {
          const found = disagreements(await opened.read(histogram.path), histogram);
          differences.push(...found.map((what) => `${file} ${histogram.path}: ${what}`));
        }
      } finally {
        await opened.close();
      }
    }
    expect(differences).toEqual([]);
  });

  it('and every ME of a real CMS file is read', async () => {
    const file = await openDqmFile(`${sharedFolder}real-data/${realFile}`);
    try {
      expect(file.run).toBe(1);
      const classes: Record<string, number> = {};
      for (const { path } of await file.list()) {
        const { className } = elementOf(await file.read(path));
        classes[className] = (classes[className] ?? 0) + 1;
      }
      expect(classes).toEqual({ TH1F: 106, TH2F: 71, TProfile: 3, TObjString: 2 });
    } finally {
      await file.close();
    }
  });
});

/** Returns the differences of an element from the one read by ROOT. */
function disagreements(element: MonitorElement, golden: GoldenHistogram): string[] {
  if (element.kind !== 'histogram' && element.kind !== 'profile') return [`it is read as ${element.kind}`];
  const { axes, className, entries, moments } = element;
  const differences: string[] = [];
  const compare = (what: string, got: unknown, wanted: unknown): void => {
    if (!isDeepStrictEqual(got, wanted))
      differences.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };
  const compareNumbers = (what: string, got: readonly number[], wanted: readonly number[]): void => {
    const close = (value: number, index: number): boolean => {
      const other = wanted[index] ?? Number.NaN;
      return Object.is(value, other) || Math.abs(value - other) <= digits * Math.max(1, Math.abs(other));
    };
    if (got.length !== wanted.length || !got.every(close))
      differences.push(`${what}: ${got.join(' ')}, not ${wanted.join(' ')}`);
  };
  compare('class', className, golden.class);
  compare('entries', entries, golden.entries);
  compare('has sums of squared weights', element.sumw2 !== undefined, golden.sumw2);
  for (const [index, name] of (['x', 'y', 'z'] as const).entries()) {
    compare(`${name} axis`, toGolden(axes[index]), plainAxis(golden[name]));
  }
  compare(
    'cells',
    axes.reduce((product, { bins }) => product * (bins + 2), 1),
    golden.cells,
  );
  // With an axis range, or if bins were set explicitly, ROOT computes the moments from the bins.
  const stored = axes.every(({ rangeSet }) => !rangeSet) && (moments.w !== 0 || entries === 0);
  if (stored) compareNumbers('moments', storedStats(element), golden.stats);
  const columns = (axes[0]?.bins ?? 0) + 2;
  for (const [x = 0, second = 0, third = 0, fourth = 0] of golden.bins ?? []) {
    const flat = axes.length === 1;
    const { content, error } = cell(element, flat ? x : x + columns * second);
    compareNumbers(
      flat ? `bin ${x}` : `cell ${x}, ${second}`,
      [content, error],
      flat ? [second, third] : [third, fourth],
    );
  }
  return differences;
}
