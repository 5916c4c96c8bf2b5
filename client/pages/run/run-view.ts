import type { PointState } from '../../generated/operations.ts';
import { pointFormat, type PointName } from '../../point/point.ts';
import { type CodecValue, fields, oneOf, optional, parameter, toParameters } from '../../url/codec.ts';
import { runLink } from '../../url/links.ts';
import { filterArguments, filterCodec } from '../incidents/inbox-view.ts';

/** The states of values, the worst first, with their names. */
export const stateNames: Readonly<Record<PointState, string>> = {
  bad: 'Bad',
  warning: 'Warning',
  noValue: 'No value',
  unjudged: 'Not judged',
  good: 'Good',
};
export const pointStates = Object.keys(stateNames) as readonly PointState[];

/** Which trends of a run are shown, in the URL, and the point whose panel is open. */
export const runViewCodec = fields({
  filter: filterCodec,
  /** Null: all. */
  state: parameter<PointState | null>('state', null, optional(oneOf(pointStates))),
  /** Its config has its subsystem before it: `Tracker/NumberOfTracks`. */
  point: parameter<PointName | null>('point', null, optional(pointFormat)),
});

export type RunView = CodecValue<typeof runViewCodec>;

/** All trends. */
export const allTrends: RunView = runViewCodec.read(new URLSearchParams());

/** The view as arguments of a query. */
export function judgementArguments({ filter, state }: RunView) {
  return { ...filterArguments(filter), state };
}

/** The page of a run with this view. */
export function runViewLink(run: number, view: RunView = allTrends): string {
  return runLink(run, toParameters(runViewCodec, view));
}

/** The page of another run with the same filter. */
export const sameViewLink = (run: number, view: RunView): string => runViewLink(run, { ...view, point: null });

/** ID of the element that lists the trends. */
export const trendsId = 'trends';

/** Scrolls to the trends, which are below what is known of the run. */
export const showTrends = (): void => document.getElementById(trendsId)?.scrollIntoView();
