import { describe, expect, it } from 'vitest';
import { quickPicks } from '../../../../../client/pages/plot/compared-runs/quick-picks.ts';

const table = { runs: [1, 2, 3, 5, 8], fills: [10, 10, null, 11, 11], eras: ['A', 'A', 'A', 'B', 'B'] };
const picksOf = (...given: Parameters<typeof quickPicks>) =>
  Object.fromEntries(
    quickPicks(...given).map(({ title, picks }) => [title, picks.map(({ label, list }) => `${label}: ${list}`)]),
  );

describe('quick picks', () => {
  it('are the shown runs and their halves, fills, eras and runs of notes', () => {
    const notes = [
      { firstRun: 2, lastRun: 3, text: 'trip' },
      { firstRun: 5, lastRun: null, text: 'new settings' },
      { firstRun: null, lastRun: null, text: 'of the trend' },
    ];
    expect(picksOf(table, null, notes)).toEqual({
      'Shown runs': ['all shown runs: 1-8', 'first half: 1-3', 'second half: 5-8'],
      Fill: ['fill 10 (2): 1-2', 'fill 11 (2): 5,8'],
      Era: ['A (3): 1-3', 'B (2): 5,8'],
      Note: ['2-3: trip: 2-3', '5: new settings: 5'],
    });
  });

  it('are within the zoomed range', () => {
    expect(picksOf(table, [2, 3], [])['Shown runs']).toEqual(['zoomed range: 2-3', 'first half: 2', 'second half: 3']);
  });

  it('are none without runs', () => {
    expect(picksOf({ runs: [], fills: [], eras: [] }, null, [])).toEqual({});
  });
});
