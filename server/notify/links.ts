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

/** Settings that decide whether a message has pictures. */
export interface PictureSettings {
  readonly PUBLIC_URL?: string | undefined;
  /** A chat that loads a picture has no login. */
  readonly LOGIN_TO_READ: boolean;
}

/** URL of the picture of a trend; null where a chat could not load it. */
export function pictureLink(
  { PUBLIC_URL, LOGIN_TO_READ }: PictureSettings,
  { subsystem, config, primaryDataset, processing }: TrendName,
): string | null {
  const home = LOGIN_TO_READ ? null : homeLink(PUBLIC_URL);
  const parameters = new URLSearchParams({ pd: primaryDataset, ps: processing, width: '900', height: '400' });
  return (
    home && `${home}plot/${encodeURIComponent(subsystem)}/${encodeURIComponent(config)}.png?${parameters.toString()}`
  );
}
