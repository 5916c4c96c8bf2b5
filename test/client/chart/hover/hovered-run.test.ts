import { expect, it } from 'vitest';
import { type HoveredRun, hoverRun, leaveRun, onHoveredRun } from '../../../../client/chart/hover/hovered-run.ts';

it('reaches all plots; only the plot that set it ends it', () => {
  const [first, second] = [{}, {}];
  const seen: (HoveredRun | null)[] = [];
  const unsubscribe = onHoveredRun((hovered) => seen.push(hovered));
  hoverRun(7, first);
  hoverRun(8, second);
  leaveRun(first);
  leaveRun(second);
  leaveRun(second);
  unsubscribe();
  hoverRun(9, first);
  leaveRun(first);
  expect(seen).toEqual([{ run: 7, plot: first }, { run: 8, plot: second }, null]);
});
