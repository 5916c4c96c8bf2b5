import { useQuery } from '@apollo/client/react';
import { Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfigInputDocument } from '../../../generated/operations.ts';
import { Failure } from '../../../ui/message.tsx';
import { Waterfall, type WaterfallView } from '../../../waterfall/waterfall.tsx';
import type { LoadedSeries } from '../data/plot-lines.ts';

/** The main ME of a trend's config over the runs of the plot, with the values of its metric, which can be changed to try another one. */
export function ConfigWaterfall({
  series: { trend, of },
  runs,
  openRun,
}: {
  series: LoadedSeries;
  /** In ascending order. */
  runs: readonly number[];
  openRun: (run: number) => void;
}) {
  const { data, error, refetch } = useQuery(ConfigInputDocument, { variables: { id: trend.config.id } });
  const [view, setView] = useState<Partial<WaterfallView>>({});
  if (error) return <Failure what="The config could not be loaded." error={error} retry={() => void refetch()} />;
  if (!data?.config) return <Skeleton height={300} />;
  const { metric, paths } = data.config;
  const { main = [] } = paths as { readonly main?: readonly string[] };
  if (main.length === 0)
    return <Text size="sm">A derived trend has no histograms of its own: see those of its inputs.</Text>;
  return (
    <Waterfall
      paths={main}
      dataset={of}
      runs={runs}
      view={{ latest: runs.length, metric, along: 'x', ...view }}
      change={(part) => setView({ ...view, ...part })}
      onRun={openRun}
    />
  );
}
