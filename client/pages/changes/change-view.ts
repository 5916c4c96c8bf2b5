import { wholeNumber } from '../../run-selection/run-selection.ts';

/** What the start page calls a change; all of it stands in the URL. */
export interface ChangeView {
  /** How many of the newest runs of each dataset are judged, and against how many before them. */
  readonly newest: number;
  readonly before: number;
  /** From which |z| on a trend has changed. */
  readonly limit: number;
  /** Runs that started within so many days before the newest of all. */
  readonly days: number;
  /** Only this subsystem; empty: all. */
  readonly subsystem: string;
}

export const usualChangeView: ChangeView = { newest: 5, before: 50, limit: 5, days: 7, subsystem: '' };

/** Reads it from the URL's parameters; what is missing or makes no sense is as usual. `of`: `subsystem` begins an old link. */
export function parseChangeView(parameters: URLSearchParams): ChangeView {
  const limit = Number(parameters.get('limit') ?? Number.NaN);
  return {
    newest: wholeNumber(parameters.get('newest'), 1, 100) ?? usualChangeView.newest,
    before: wholeNumber(parameters.get('before'), 8, 1000) ?? usualChangeView.before,
    limit: limit > 0 && limit <= 1000 ? limit : usualChangeView.limit,
    days: wholeNumber(parameters.get('days'), 0, 10_000) ?? usualChangeView.days,
    subsystem: parameters.get('of') ?? '',
  };
}

/** The URL's parameters; what is usual is left out. */
export function changeParameters(view: ChangeView): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of ['newest', 'before', 'limit', 'days'] as const)
    if (view[name] !== usualChangeView[name]) parameters.set(name, String(view[name]));
  if (view.subsystem !== '') parameters.set('of', view.subsystem);
  return parameters;
}
