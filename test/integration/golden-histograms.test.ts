/** Compares metrics/histogram and metrics/fit with ROOT: every quantity of every golden histogram, pair and efficiency. */
import { describe, expect, it } from 'vitest';
import { openDqm, openPlain } from './golden-files.ts';
import { binned, type Golden, goldenFile, Judge } from './golden-judge.ts';
import { judgeEfficiency, judgePair } from './golden-pairs.ts';
import { judgeHistogram } from './golden-quantities.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

/** Expected numbers of cases that cannot be compared, or where a fit differs, so that a change is noticed. */
const ofTree: Record<string, number> = {
  'quantiles: at the end of a bin': 10,
  'gaus: no minimum': 7,
  'gausRange: no minimum': 7,
  'gausLikelihood: no minimum': 8,
  "langau: lower minimum than ROOT's": 35,
  'landau: other errors': 9,
  'gausRange: other errors': 1,
  'langau: other errors, chi-square not parabolic': 19,
  "landau: lower minimum than ROOT's": 5,
  'gausLikelihood: other errors': 1,
  "gaus: lower minimum than ROOT's": 5,
  "gausRange: lower minimum than ROOT's": 6,
  "gausLikelihood: lower minimum than ROOT's": 6,
  'integralAndError: of negative contents': 3,
  'gausRange: other errors, chi-square not parabolic': 20,
  'landau: no minimum': 4,
  'gaus: other errors, chi-square not parabolic': 10,
  'langau: no minimum': 1,
  'langau: other errors': 9,
  "langau: higher minimum than ROOT's": 1,
  'gausLikelihood: other errors, chi-square not parabolic': 1,
  'landau: other errors, chi-square not parabolic': 2,
  'langau: parameters of equal chi-square': 3,
  'gaus: parameters of equal chi-square': 3,
  'gausRange: parameters of equal chi-square': 3,
};
const ofReal: Record<string, number> = {
  'maximum: of NaN': 13,
  'minimum: of NaN': 13,
  'findBin: at an edge': 13,
  'gaus: no minimum': 6,
  'gausLikelihood: other errors': 7,
  'gaus: other errors, chi-square not parabolic': 10,
  'gausRange: other errors, chi-square not parabolic': 12,
  'langau: other errors, chi-square not parabolic': 2,
  'landau: no minimum': 1,
  'pairs with NaN contents': 3,
  'gaus: parameters of equal chi-square': 2,
  'gausRange: parameters of equal chi-square': 2,
};

describe.skipIf(!hasShared)('comparison with ROOT (skipped without the folder "shared" next to the checkout)', () => {
  it.each([
    ['oracle/golden-histograms.json', 'oracle/tree/', ofTree],
    ['oracle/golden-real.json', 'real-data/', ofReal],
  ])(
    'with every quantity of %s',
    async (name, folder, exceptions) => {
      const golden = goldenFile(name);
      const judge = new Judge();
      for (const file of new Set(golden.histograms.map((histogram) => String(histogram['file'])))) {
        const ofFile = (all: readonly Golden[]): Golden[] => all.filter((one) => one['file'] === file);
        const histograms = ofFile(golden.histograms);
        const isDqm = histograms.every(({ path }) => String(path).startsWith('DQMData/'));
        const opened = await (isDqm ? openDqm : openPlain)(sharedFolder + folder + file);
        const read = async (path: unknown) => binned(await opened.read(String(path)));
        try {
          for (const one of histograms) judgeHistogram(judge, await read(one['path']), one);
          for (const one of ofFile(golden.pairs))
            judgePair(judge, await read(one['path']), await read(one['reference']), one);
          for (const one of ofFile(golden.efficiencies))
            judgeEfficiency(judge, await read(one['passedPath']), await read(one['totalPath']), one);
        } finally {
          await opened.close();
        }
      }
      expect(judge.wrong).toEqual([]);
      expect(judge.exceptions()).toEqual(exceptions);
    },
    180_000,
  );
});
