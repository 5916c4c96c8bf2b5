import type { ChangedQuantity, PlotChangeFragment } from '../../generated/operations.ts';
import type { Annotations } from './annotations.ts';
import { drawFlags, type Flagged, flagRow, shownRange } from './draw-flags.ts';
import type { LayerContext, Overlay } from '../overlay.ts';

/** The quantities whose changes an overlay shows, by its key: those that change some times a year, and those that change from fill to fill. */
const quantitiesOf = {
  changes: ['bField', 'release', 'globalTag'],
  keys: ['hltKey', 'l1Key', 'injectionScheme'],
} as const satisfies Readonly<Record<string, readonly ChangedQuantity[]>>;

type Key = keyof typeof quantitiesOf;

/** An overlay with a hollow flag where one of its quantities changes. */
export function changesOverlay(key: Key, overlay: Pick<Overlay, 'label' | 'help' | 'default' | 'order'>): Overlay {
  const flaggedOf = ({ annotations }: Pick<LayerContext, 'annotations'>, dark: boolean): Flagged[] =>
    changesOf(annotations, key).map(({ run }) => ({
      firstRun: run,
      lastRun: run,
      color: dark ? '#a6a7ab' : '#5c636a',
    }));
  return {
    key,
    ...overlay,
    isOfRuns: true,
    strip: {
      side: 'top',
      height: (plot) => (flaggedOf(plot, false).some((change) => shownRange(plot, change)) ? flagRow : 0),
    },
    draw: (context) => drawFlags(context, flaggedOf(context, context.dark), { isHollow: true }),
  };
}

/** The changes at a run that have a flag. */
export function shownChanges(
  annotations: Annotations,
  overlays: Readonly<Record<string, boolean>>,
  run: number,
): PlotChangeFragment[] {
  const keys = (Object.keys(quantitiesOf) as Key[]).filter((key) => overlays[key] === true);
  return keys.flatMap((key) => changesOf(annotations, key)).filter((change) => change.run === run);
}

function changesOf({ changes }: Annotations, key: Key): PlotChangeFragment[] {
  const quantities: readonly ChangedQuantity[] = quantitiesOf[key];
  return changes.filter(({ quantity }) => quantities.includes(quantity));
}
