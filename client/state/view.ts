/** What the trends page shows; all of it stands in the URL, so that a copied link opens the same view. */
export interface View {
  readonly subsystem: string;
  readonly primaryDataset: string;
  readonly processing: string;
  /** How many of the latest runs. */
  readonly latest: number;
  readonly search: string;
  /** Plots a row; 0 fits them to the width. */
  readonly perRow: number;
}

export const defaultLatest = 50;
/** Most runs that a view asks for. */
export const mostRuns = 10_000;

/** Reads a view from the URL's parameters; what is missing or makes no sense is its default, and an empty text. */
export function parseView(parameters: URLSearchParams): View {
  return {
    subsystem: parameters.get('subsystem') ?? '',
    primaryDataset: parameters.get('pd') ?? '',
    processing: parameters.get('ps') ?? '',
    latest: whole(parameters.get('latest'), 1, mostRuns) ?? defaultLatest,
    search: parameters.get('search') ?? '',
    perRow: whole(parameters.get('row'), 1, 4) ?? 0,
  };
}

/** The URL's parameters for a view; defaults are left out. */
export function viewParameters(view: View): URLSearchParams {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string): void => {
    if (value !== '') parameters.set(name, value);
  };
  put('subsystem', view.subsystem);
  put('pd', view.primaryDataset);
  put('ps', view.processing);
  put('latest', view.latest === defaultLatest ? '' : String(view.latest));
  put('search', view.search);
  put('row', view.perRow === 0 ? '' : String(view.perRow));
  return parameters;
}

function whole(text: string | null, least: number, most: number): number | undefined {
  if (text === null || !/^\d+$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}
