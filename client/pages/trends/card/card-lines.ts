import type { DatasetLine } from '../../../chart/export/plot-files.ts';
import type { Points } from '../../../data/point-store.ts';
import { datasetNames, type ShownDataset } from '../datasets.ts';
import { distinctParts, type Plot } from '../plots.ts';

/** A line of a plot with its config and dataset. */
export interface CardLine extends DatasetLine {
  readonly config: string;
  /** The part of its name in which it differs from the other trends of the plot. */
  readonly shortName: string;
  readonly dataset: ShownDataset;
}

/** Identifies a line of the page. */
export function lineKey({ config, dataset: { name } }: Pick<CardLine, 'config' | 'dataset'>): string {
  return [config, name.primaryDataset, name.processing].join(',');
}

/** Returns the lines of a plot: its trends in one dataset after the other, as `points` has them. */
export function cardLines(plot: Plot, datasets: readonly ShownDataset[], points: readonly Points[]): CardLine[] {
  const short = distinctParts(plot.trends.map(({ config }) => config.name));
  return datasets.flatMap((dataset, datasetIndex) =>
    plot.trends.flatMap(({ config }, index) => {
      const loaded = points[datasetIndex * plot.trends.length + index];
      if (loaded === null || loaded === undefined || loaded instanceof Error) return [];
      const name = plot.trends.length > 1 ? (short[index] ?? config.name) : '';
      return [
        {
          name: datasets.length > 1 ? `${name} ${dataset.label}`.trim() : name || config.name,
          ...loaded,
          // Trends have colours and datasets filled or hollow points; one trend alone has a colour for each dataset.
          trendIndex: plot.trends.length > 1 ? index : datasetIndex,
          datasetIndex,
          config: config.name,
          shortName: name,
          dataset,
          datasetName: datasetNames([dataset]),
        },
      ];
    }),
  );
}
