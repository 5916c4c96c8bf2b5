import type { NoteKind } from '../../generated/operations.ts';
import { drawFlags, type Flagged, flagRow, shownRange } from '../flags/draw-flags.ts';
import type { LayerContext, Overlay } from '../overlay.ts';

const notes: Overlay = {
  key: 'notes',
  label: 'Notes',
  help: 'A flag above the plot is a note on the run or on runs from there on, with a bar over a range; a number counts several notes. The tooltip of the run has their texts, a click opens them.',
  isOfRuns: true,
  default: true,
  order: -9,
  strip: {
    side: 'top',
    height: (plot) => (flaggedOf(plot, false).some((note) => shownRange(plot, note)) ? flagRow : 0),
  },
  draw(context) {
    drawFlags(context, flaggedOf(context, context.dark), { isHollow: false });
  },
};
export default notes;

/** Colours of the kinds, for a light and a dark background. */
export const noteColors: Readonly<Record<NoteKind, readonly [light: string, dark: string]>> = {
  problem: ['#c92a2a', '#ff8787'],
  intervention: ['#1864ab', '#74c0fc'],
  conditions: ['#862e9c', '#e599f7'],
  remark: ['#495057', '#adb5bd'],
};

/** The most important kind first: it gives a flag of several notes its colour. */
const kinds = Object.keys(noteColors);

function flaggedOf({ annotations }: Pick<LayerContext, 'annotations'>, dark: boolean): Flagged[] {
  return annotations.notes
    .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .flatMap(({ firstRun, lastRun, kind }) =>
      firstRun === null ? [] : [{ firstRun, lastRun, color: noteColors[kind][dark ? 1 : 0] }],
    );
}
