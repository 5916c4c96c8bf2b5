import { useMediaQuery } from '@mantine/hooks';
import Zoom from 'chartjs-plugin-zoom';
import { useMemo } from 'react';
import { type RunInterval, runsBetween, zoomedAxis } from '../../chart/axis/run-interval.ts';
import type { RunAxis } from '../../chart/axis/run-axis.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import type { PlotZoom } from '../../chart/trend-chart.ts';
import { TrendPlot, type TrendPlotProps } from '../../chart/trend-plot.tsx';
import styles from './single-plot.module.css';

/** The large plot of the plot page, with zoom and pan by mouse. */
export function SinglePlot({
  zoom,
  range,
  onZoom,
  ...plot
}: Omit<TrendPlotProps, 'zoom' | 'range'> & {
  zoom: RunInterval | null;
  range: readonly [low: number, high: number] | null;
  onZoom: (zoom: RunInterval | null) => void;
}) {
  const { axis, table } = plot;
  // A touch scrolls the page: buttons zoom there.
  const coarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
  const shown = useMemo(() => zoomedAxis(axis, table, zoom), [axis, table, zoom]);
  const mouseZoom = useMemo<PlotZoom | undefined>(
    () => (coarse ? undefined : { plugin: Zoom, options: zoomOptions(axis, table, onZoom) }),
    [coarse, axis, table, onZoom],
  );
  const yRange = useMemo(() => range && { min: range[0], max: range[1] }, [range]);
  return (
    <div className={styles.root}>
      <TrendPlot {...plot} axis={shown} range={yRange ?? undefined} zoom={mouseZoom} />
    </div>
  );
}

function zoomOptions(axis: RunAxis, table: RunTable, onZoom: (zoom: RunInterval | null) => void): object {
  const onComplete = ({ chart }: { chart: { scales: Record<string, { min: number; max: number }> } }): void => {
    const x = chart.scales['x'];
    if (x) onZoom(runsBetween(axis, table, x.min, x.max));
  };
  return {
    limits: { x: { min: axis.min, max: axis.max } },
    zoom: {
      mode: 'x',
      drag: { enabled: true, threshold: 6, backgroundColor: 'rgba(34, 139, 230, 0.18)' },
      wheel: { enabled: true, modifierKey: 'ctrl' },
      onZoomComplete: onComplete,
    },
    pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPanComplete: onComplete },
  };
}
