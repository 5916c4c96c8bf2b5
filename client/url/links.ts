/** The addresses of HDQM's own pages. */

/** A trend as an address names it. */
interface TrendName {
  readonly subsystem: string;
  readonly config: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

type Parameters = URLSearchParams | Readonly<Record<string, string>>;

/** The path of a page of app/routes.tsx. */
export type PagePath = `/${string}`;

/** A page, with parameters. */
export function pageLink(path: PagePath, parameters: Parameters = {}): string {
  return withParameters(path, parameters);
}

/** The page of a run; `parameters` are those of its view. */
export function runLink(run: number, parameters: Parameters = {}): string {
  return withParameters(`/runs/${run}`, parameters);
}

/** A trend's own page; `parameters` are those of its view, besides the dataset. */
export function plotLink(
  { subsystem, config, primaryDataset, processing }: TrendName,
  parameters: Parameters = {},
): string {
  return withParameters(
    `/trends/${encodeURIComponent(subsystem)}/${encodeURIComponent(config)}`,
    new URLSearchParams([['pd', primaryDataset], ['ps', processing], ...new URLSearchParams(parameters)]),
  );
}

/** An ME of a file on the page Browse. */
export function browseLink({
  primaryDataset,
  processing,
  run,
  element,
}: Omit<TrendName, 'subsystem' | 'config'> & { readonly run: number; readonly element: string }): string {
  return withParameters('/browse', { pd: primaryDataset, ps: processing, run: String(run), me: element });
}

/** The draft of config sections, with a text; the subsystem may be empty. */
export function newConfigLink(
  ini: string,
  { subsystem = '', primaryDataset = '', processing = '' }: Partial<Omit<TrendName, 'config'>> = {},
): string {
  const parameters = { subsystem, pd: primaryDataset, ps: processing, ini };
  return withParameters(
    '/configs/new',
    new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '')),
  );
}

/** The picture of the plot whose page has this address, and its page alone for a frame: paths. */
export function embeddedPlotLinks(pathname: string, parameters: URLSearchParams): { picture: string; frame: string } {
  const others = [...parameters].filter(([key]) => key !== 'bare');
  return {
    picture: withParameters(
      `${pathname.replace(/^\/trends\//, '/plot/').replace(/\/$/, '')}.png`,
      new URLSearchParams(others),
    ),
    frame: withParameters(pathname, new URLSearchParams([...others, ['bare', '1']])),
  };
}

/** The page of a display group in a dataset; `parameters` are those of its view, besides the dataset. */
export function groupLink(
  { subsystem, group, primaryDataset, processing }: Omit<TrendName, 'config'> & { readonly group: string },
  parameters: Parameters = {},
): string {
  return withParameters(
    `/trends/${encodeURIComponent(subsystem)}/group/${encodeURIComponent(group)}`,
    new URLSearchParams([['pd', primaryDataset], ['ps', processing], ...new URLSearchParams(parameters)]),
  );
}

/** Trends of a dataset whose points are exported. */
export interface ExportedTrends extends Omit<TrendName, 'config'> {
  /** Names of configs; empty: all. */
  readonly names: readonly string[];
  /** Words of a search; empty: none. */
  readonly search: string;
}

/** A file with the points of trends; `parameters` select the runs. */
export function exportLink(
  format: string,
  { subsystem, primaryDataset, processing, names, search }: ExportedTrends,
  parameters: URLSearchParams,
): string {
  return withParameters(
    `/export/points.${format}`,
    new URLSearchParams([
      ['subsystem', subsystem],
      ['pd', primaryDataset],
      ['ps', processing],
      ...names.map((name): [string, string] => ['name', name]),
      ...(search === '' ? [] : [['search', search]]),
      ...parameters,
    ]),
  );
}

/** Logs in at `path`, and comes back to the page `returnTo`. */
export function loginLink(path: string, returnTo: string): string {
  return withParameters(path, { to: returnTo });
}

/** The form that logs out, and comes back to the page `returnTo`. */
export function logoutLink(returnTo: string): string {
  return withParameters('/logout', { to: returnTo });
}

function withParameters(path: string, parameters: Parameters): string {
  const search = new URLSearchParams(parameters).toString();
  return search === '' ? path : `${path}?${search}`;
}
