import { Anchor, Group, Skeleton, Title } from '@mantine/core';
import { ExternalLink } from 'lucide-react';
import { useLocation } from 'react-router';
import { MarkerIcon } from '../../chart/markers/marker-icon.tsx';
import { runsProblem } from '../../run-selection/run-selection.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { TitleText } from '../../ui/title-text.tsx';
import { pageLink } from '../../url/links.ts';
import { toParameters } from '../../url/codec.ts';
import { plotViewCodec } from './plot-view.ts';
import { SinglePlot } from './single-plot.tsx';
import { type PlotOfPage, usePlotChart } from './use-plot-chart.ts';
import styles from './bare-plot.module.css';

/** The plot alone with its title and a link to its page, for a frame of another site. */
export function BarePlot({
  data,
  error,
  retry,
  ...plot
}: Omit<PlotOfPage, 'data'> & { data: PlotOfPage['data'] | undefined; error: Error | undefined; retry: () => void }) {
  const { title, names, series, view } = plot;
  const { pathname } = useLocation();
  const link = pageLink(pathname as `/${string}`, toParameters(plotViewCodec, { ...view, bare: false }));
  const problem = runsProblem(view.runs);
  const [first] = names;
  return (
    <div className={styles.root}>
      <Group component="header" justify="space-between" gap="xs" wrap="nowrap">
        <Title order={1} size="h5" className={styles.title}>
          <TitleText title={title} />
        </Title>
        {/* In the frame of another site, the page would be one without controls for what surrounds it. */}
        <Anchor href={link} target="_blank" rel="noopener" size="xs" className={styles.link}>
          Open in HDQM <ExternalLink size={11} aria-hidden />
        </Anchor>
      </Group>
      {error ? <Failure what="The trend could not be loaded." error={error} retry={retry} /> : null}
      {problem ? <Empty title="Cannot read the run list">The list of runs: {problem}.</Empty> : null}
      {!data && !error ? <Skeleton className={styles.waiting} /> : null}
      {data && series.length === 0 && first ? (
        <Empty title="Trend not found">
          {first.config} has no data in {first.primaryDataset} {first.processing}.
        </Empty>
      ) : null}
      {data && series.length > 0 && data.table.runs.length === 0 && !problem ? (
        <Empty title="No runs match">All runs of this dataset are filtered out.</Empty>
      ) : null}
      {data && series.length > 0 && data.table.runs.length > 0 ? <BareChart {...plot} data={data} /> : null}
    </div>
  );
}

function BareChart(plot: PlotOfPage) {
  const { drawn, props } = usePlotChart(plot);
  return (
    <>
      {drawn.length > 1 ? (
        <div className={styles.legend}>
          {drawn.map(({ name, color, marker }) => (
            <span key={name}>
              <MarkerIcon color={color} {...marker} /> {name}
            </span>
          ))}
        </div>
      ) : null}
      <div className={styles.plot}>
        <SinglePlot {...props} />
      </div>
    </>
  );
}
