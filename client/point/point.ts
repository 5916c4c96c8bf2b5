/** A primary dataset in one processing. */
export interface DatasetName {
  readonly primaryDataset: string;
  readonly processing: string;
}

/** The point that a page shows beside its plots: a config's value for a run. */
export interface PointName {
  /** Name of the config. */
  readonly config: string;
  readonly run: number;
  /** Its dataset, where it is not the page's first. */
  readonly dataset?: DatasetName;
}

/** Reads `config,run` or `config,run,pd,ps`, the URL's parameter `point`; null where it is none. */
export function parsePoint(text: string | null): PointName | null {
  const match = /^(.+),(\d{1,9})(?:,([^,]+),([^,]+))?$/.exec(text ?? '');
  const [, config, run, primaryDataset, processing] = match ?? [];
  if (config === undefined || run === undefined) return null;
  const point = { config, run: Number(run) };
  return primaryDataset === undefined || processing === undefined
    ? point
    : { ...point, dataset: { primaryDataset, processing } };
}

/** The URL's parameter for a point. */
export function writePoint({ config, run, dataset }: PointName): string {
  return dataset ? `${config},${run},${dataset.primaryDataset},${dataset.processing}` : `${config},${run}`;
}
