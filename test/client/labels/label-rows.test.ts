import { describe, expect, it } from 'vitest';
import { labelColors, type LabelSet, withLabels } from '../../../client/labels/label-rows.ts';
import { labelFormat, toLabelFilter } from '../../../client/run-selection/filters/label-filter.ts';

const range = (label: string, firstRun: number, lastRun: number | null, color: string | null = null) => ({
  label,
  firstRun,
  lastRun,
  color,
  comment: null,
});
const mode: LabelSet = {
  name: 'apv-mode',
  title: 'APV mode',
  ranges: [range('PEAK', 1, 2), range('DECO', 4, 6, '#112233'), range('PEAK', 7, null)],
};

describe('labels of runs', () => {
  it('are one for each run; a run outside of all ranges has none', () => {
    const table = withLabels({ runs: [1, 3, 4, 6, 9] }, [mode]);
    expect(table.labels).toMatchObject([
      { name: 'apv-mode', title: 'APV mode', labels: ['PEAK', null, 'DECO', 'DECO', 'PEAK'] },
    ]);
  });

  it('are left out where no run has one, and where a row stands for several runs', () => {
    const some = { ...mode, ranges: [range('PEAK', 1, 2)] };
    expect(withLabels({ runs: [3, 4] }, [some])).toEqual({ runs: [3, 4] });
    expect(withLabels({ runs: [1], bins: {} }, [mode])).toEqual({ runs: [1], bins: {} });
  });

  it('have a colour each: their own, or one that depends only on the set', () => {
    const colors = labelColors(mode);
    expect(colors.get('DECO')).toBe('#112233');
    expect(colors.get('PEAK')).toMatch(/^#[0-9a-f]{6}$/);
    expect(colors.size).toBe(2);
  });
});

describe('a filter on a label', () => {
  it('is read from an address and written the same', () => {
    const filter = labelFormat.parse('apv-mode:PEAK|DECO');
    expect(filter).toEqual({ set: 'apv-mode', labels: ['PEAK', 'DECO'] });
    expect(filter && labelFormat.format(filter)).toBe('apv-mode:PEAK|DECO');
    expect(filter && toLabelFilter(filter)).toEqual({ set: 'apv-mode', labels: ['PEAK', 'DECO'] });
  });

  it.each(['', 'apv-mode', 'apv-mode:', ':PEAK', 'a:b:c'])('is not %s', (text) => {
    expect(labelFormat.parse(text)).toBeUndefined();
  });
});
