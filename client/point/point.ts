import type { Format } from '../url/codec.ts';

/** A primary dataset in one processing. */
export interface DatasetName {
  readonly primaryDataset: string;
  readonly processing: string;
}

/** Whether a dataset is a chain of others: each of its runs is of one of these. */
export function isChain({ processing }: Pick<DatasetName, 'processing'>): boolean {
  return processing === 'chain';
}

/** Orders datasets by their numbers of runs, chains last: they are shown where they are named. */
export function compareSizes(
  a: Pick<DatasetName, 'processing'> & { readonly runCount: number },
  b: Pick<DatasetName, 'processing'> & { readonly runCount: number },
): number {
  return Number(isChain(a)) - Number(isChain(b)) || b.runCount - a.runCount;
}

/** Maximum of datasets on one page: the first, and those compared with it. */
export const maxDatasets = 4;

/** A dataset in the URL: `pd,ps`. */
export const datasetFormat: Format<DatasetName> = {
  parse: (text) => {
    const [, primaryDataset, processing] = /^([^,]+),([^,]+)$/.exec(text) ?? [];
    return primaryDataset === undefined || processing === undefined ? undefined : { primaryDataset, processing };
  },
  format: ({ primaryDataset, processing }) => `${primaryDataset},${processing}`,
};

/** The point whose panel is open: the value of a config for a run. */
export interface PointName {
  /** Name of the config. */
  readonly config: string;
  readonly run: number;
  /** Its dataset, where it is not the first of the page. */
  readonly dataset?: DatasetName;
}

/** A point in the URL: `config,run` or `config,run,pd,ps`. The name of a config may contain commas. */
export const pointFormat: Format<PointName> = {
  parse: (text) => {
    const match = /^(.+),(\d{1,9})(?:,([^,]+),([^,]+))?$/.exec(text);
    const [, config, run, primaryDataset, processing] = match ?? [];
    if (config === undefined || run === undefined) return undefined;
    const point = { config, run: Number(run) };
    return primaryDataset === undefined || processing === undefined
      ? point
      : { ...point, dataset: { primaryDataset, processing } };
  },
  format: ({ config, run, dataset }) =>
    dataset ? `${config},${run},${dataset.primaryDataset},${dataset.processing}` : `${config},${run}`,
};
