import { useMediaQuery } from '@mantine/hooks';
import Zoom from 'chartjs-plugin-zoom';
import { useMemo } from 'react';
import type { ChartOptions } from '../../chart/chart-options.ts';
import { type RunInterval, runsBetween, zoomedAxis } from '../../chart/axis/run-interval.ts';
import type { RunAxis } from '../../chart/axis/run-axis.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import type { PlotZoom } from '../../chart/trend-chart.ts';
import type { PlotLine } from '../../chart/series.ts';
import { TrendPlot } from '../../chart/trend-plot.tsx';
import styles from './single-plot.module.css';

/** The large plot of the plot page, with zoom and pan by mouse. */
export function SinglePlot({
  title,
  yTitle,
  lines,
  right,
  table,
  axis,
  options,
  zoom,
  range,
  highlightedRun,
  onZoom,
  onPoint,
}: {
  title: string;
  yTitle: string;
  lines: readonly PlotLine[];
  right: PlotLine | undefined;
  table: RunTable;
  axis: RunAxis;
  options: ChartOptions;
  zoom: RunInterval | null;
  range: readonly [low: number, high: number] | null;
  highlightedRun: number | undefined;
  onZoom: (zoom: RunInterval | null) => void;
  onPoint: (run: number, line: number) => void;
}) {
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
      <TrendPlot
        title={title}
        yTitle={yTitle}
        lines={lines}
        right={right}
        table={table}
        axis={shown}
        options={options}
        highlightedRun={highlightedRun}
        range={yRange ?? undefined}
        zoom={mouseZoom}
        onPoint={onPoint}
      />
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
