/** Addresses of HDQM's pages in messages. */

/** A trend as an address names it. */
export interface TrendName {
  readonly subsystem: string;
  readonly config: string;
  readonly primaryDataset: string;
  readonly processing: string;
}

/** URL of the start page; null without PUBLIC_URL. */
export function homeLink(publicUrl: string | undefined): string | null {
  return publicUrl === undefined ? null : `${publicUrl.replace(/\/+$/, '')}/`;
}

/** URL of an incident; null without PUBLIC_URL. */
export function incidentLink(publicUrl: string | undefined, run: number): string | null {
  const home = homeLink(publicUrl);
  return home && `${home}?incident=${run}`;
}

/** URL of the page of a trend; null without PUBLIC_URL. */
export function trendLink(
  publicUrl: string | undefined,
  { subsystem, config, primaryDataset, processing }: TrendName,
): string | null {
  const home = homeLink(publicUrl);
  const dataset = new URLSearchParams({ pd: primaryDataset, ps: processing });
  return home && `${home}trends/${encodeURIComponent(subsystem)}/${encodeURIComponent(config)}?${dataset.toString()}`;
}
