import { useMemo } from 'react';
import { type RunInterval, zoomedAxis } from '../../chart/axis/run-interval.ts';
import { TrendPlot, type TrendPlotProps } from '../../chart/trend-plot.tsx';
import styles from './single-plot.module.css';

/** The large plot of the plot page. */
export function SinglePlot({ zoom, ...plot }: TrendPlotProps & { zoom: RunInterval | null }) {
  const { axis, table } = plot;
  const shown = useMemo(() => zoomedAxis(axis, table, zoom), [axis, table, zoom]);
  return (
    <div className={styles.root}>
      <TrendPlot {...plot} axis={shown} />
    </div>
  );
}
