import { describe, expect, it } from 'vitest';
import { noAnnotations, notesOfRun } from '../../../../client/chart/flags/annotations.ts';
import { runAxis } from '../../../../client/chart/axis/run-axis.ts';
import { zoomedAxis } from '../../../../client/chart/axis/run-interval.ts';
import { shownChanges } from '../../../../client/chart/flags/changes-overlay.ts';
import changes from '../../../../client/chart/layers/changes.ts';
import keyChanges from '../../../../client/chart/layers/key-changes.ts';
import notes from '../../../../client/chart/layers/notes.ts';
import type { ChangedQuantity, PlotNoteFragment } from '../../../../client/generated/operations.ts';
import { tableOf } from '../../run-selection/tables.ts';
import { layerContext, seriesOf } from '../layer-context.ts';

const runs = [10, 20, 30, 40, 50];
const table = tableOf(runs);
const axis = runAxis(table, 'even');

function noteOn(
  firstRun: number | null,
  lastRun: number | null,
  more: Partial<PlotNoteFragment> = {},
): PlotNoteFragment {
  const scope = { subsystem: null, config: null, primaryDataset: null, processing: null };
  return {
    id: `${firstRun}`,
    firstRun,
    lastRun,
    fill: null,
    ...scope,
    kind: 'remark',
    text: 'x',
    author: 'Ada',
    ...more,
  };
}

/** Draws notes; returns the left edge of each flag, and of each bar its left edge and width. */
function draw(drawn: readonly PlotNoteFragment[], shown = axis) {
  const annotations = { ...noAnnotations, notes: drawn };
  const { context, calls } = layerContext(shown, [seriesOf(runs)], { table, annotations });
  const height = notes.strip?.height(context);
  notes.draw(context);
  const of = (name: string) => calls.filter(([method]) => method === name);
  return {
    height,
    flags: of('moveTo').map(([, x]) => Math.floor(Number(x))),
    bars: of('fillRect').map(([, left, , width]) => [left, width]),
    counts: of('fillText').map(([, text]) => text),
  };
}

describe('notes', () => {
  it('have a flag at their first shown run, and a bar over a range', () => {
    const edge = (index: number): number => axis.lows[index] ?? 0;
    const { height, flags, bars, counts } = draw([noteOn(20, 20), noteOn(25, 45), noteOn(50, null)]);
    expect(height).toBe(13);
    expect(flags).toEqual([1, 2, 4].map((index) => Math.round(edge(index))));
    expect(bars).toEqual([[edge(2), 2]]);
    expect(counts).toEqual([]);
  });

  it('are one flag with their number at one run', () => {
    expect(draw([noteOn(20, 20), noteOn(15, 20), noteOn(30, 30), noteOn(11, 25)])).toMatchObject({
      flags: [1, 2].map((index) => Math.round(axis.lows[index] ?? 0)),
      counts: ['3'],
    });
  });

  it('without an end reach to the last shown run', () => {
    expect(draw([noteOn(5, null)]).bars).toEqual([[axis.lows[0], 5]]);
  });

  it('need no strip where none is on a shown run', () => {
    const none = { height: 0, flags: [], bars: [], counts: [] };
    expect(draw([])).toEqual(none);
    expect(draw([noteOn(21, 29), noteOn(1, 9), noteOn(51, null), noteOn(null, null, { fill: 7 })])).toEqual(none);
    const zoomed = zoomedAxis(axis, table, [30, 50]);
    expect(draw([noteOn(10, 20)], zoomed).height).toBe(0);
    expect(draw([noteOn(10, 30)], zoomed).height).toBe(13);
  });

  it('are in the tooltip of their runs, those without an end in that of the first one', () => {
    const of = (note: PlotNoteFragment): number[] =>
      runs.filter((run, index) => notesOfRun({ ...noAnnotations, notes: [note] }, run, runs[index - 1]).length > 0);
    expect(of(noteOn(20, 40))).toEqual([20, 30, 40]);
    expect(of(noteOn(25, null))).toEqual([30]);
    expect(of(noteOn(5, null))).toEqual([10]);
    expect(of(noteOn(null, null, { fill: 7 }))).toEqual([]);
  });
});

describe('changes', () => {
  const change = (run: number, quantity: ChangedQuantity) => ({ run, quantity, before: 'a', after: 'b' });
  const annotations = { notes: [], changes: [change(20, 'bField'), change(20, 'release'), change(30, 'hltKey')] };
  const { context } = layerContext(axis, [seriesOf(runs)], { table, annotations });

  it('have strips of their own: rare ones, and those from fill to fill', () => {
    expect(changes.strip?.height(context)).toBe(13);
    expect(keyChanges.strip?.height(context)).toBe(13);
    expect(changes.default).toBe(true);
    expect(keyChanges.default).toBe(false);
    const rare = { ...context, annotations: { ...annotations, changes: [change(30, 'hltKey')] } };
    expect(changes.strip?.height(rare)).toBe(0);
  });

  it('are in the tooltip of their run where they have a flag', () => {
    const quantities = (overlays: Record<string, boolean>, run: number): string[] =>
      shownChanges(annotations, overlays, run).map(({ quantity }) => quantity);
    expect(quantities({ changes: true }, 20)).toEqual(['bField', 'release']);
    expect(quantities({ changes: true }, 30)).toEqual([]);
    expect(quantities({ keys: true }, 30)).toEqual(['hltKey']);
    expect(quantities({}, 20)).toEqual([]);
  });
});
