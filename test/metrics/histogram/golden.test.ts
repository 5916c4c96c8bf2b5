/** Compares metrics/histogram and metrics/fit with ROOT, for all quantities of the generated histograms in golden.json. */
import { describe, expect, it } from 'vitest';
import { Judge } from '../../integration/golden-judge.ts';
import { judgeEfficiency, judgePair } from '../../integration/golden-pairs.ts';
import { judgeHistogram } from '../../integration/golden-quantities.ts';
import { goldenJson, histogramOf, type Made } from './golden.ts';

describe('ROOT agrees', () => {
  it.each(goldenJson.histograms)('on $path', ({ path, made, answers }) => {
    const judge = new Judge();
    judgeHistogram(judge, histogramOf(made), { ...answers, path });
    expect(judge.wrong).toEqual([]);
    expect(judge.exceptions()).toEqual({});
  });

  it.each(goldenJson.pairs)('on $path compared with another', (pair) => {
    const made = goldenJson.histograms.find(({ path }) => path === pair.path)?.made;
    if (!made) throw new Error(`no ${pair.path}`);
    const judge = new Judge();
    judgePair(judge, histogramOf(made), histogramOf(pair['reference'] as unknown as Made), pair);
    expect(judge.wrong).toEqual([]);
  });

  it('on efficiencies and their intervals, for every method', () => {
    const judge = new Judge();
    for (const golden of goldenJson.efficiencies) {
      const [passed, total] = [golden['passedPath'], golden['totalPath']].map((made) =>
        histogramOf(made as unknown as Made),
      );
      if (!passed || !total) throw new Error('no efficiency');
      judgeEfficiency(judge, passed, total, golden);
    }
    expect(judge.wrong).toEqual([]);
  });
});
