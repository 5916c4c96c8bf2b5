import { useMediaQuery } from '@mantine/hooks';
import Zoom from 'chartjs-plugin-zoom';
import { useMemo } from 'react';
import type { Drawing } from '../../chart/chart-options.ts';
import { type RunInterval, runsBetween, zoomedAxis } from '../../chart/run-interval.ts';
import type { RunAxis } from '../../chart/run-axis.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import type { PlotZoom } from '../../chart/trend-chart.ts';
import { type PlotLine, TrendPlot } from '../../chart/trend-plot.tsx';

/** The plot of a page of its own: large, with zoom and pan of the runs by mouse. */
export function SinglePlot({
  title,
  yTitle,
  lines,
  right,
  table,
  axis,
  drawing,
  zoom,
  range,
  marked,
  onZoom,
  onPoint,
}: {
  title: string;
  yTitle: string;
  lines: readonly PlotLine[];
  right: PlotLine | undefined;
  table: RunTable;
  axis: RunAxis;
  drawing: Drawing;
  zoom: RunInterval | null;
  range: readonly [low: number, high: number] | null;
  marked: number | undefined;
  onZoom: (zoom: RunInterval | null) => void;
  onPoint: (run: number, line: number) => void;
}) {
  // Where fingers scroll the page, they do not zoom: the buttons do.
  const coarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
  const shown = useMemo(() => zoomedAxis(axis, table, zoom), [axis, table, zoom]);
  const byMouse = useMemo<PlotZoom | undefined>(
    () => (coarse ? undefined : { plugin: Zoom, options: zoomOptions(axis, table, onZoom) }),
    [coarse, axis, table, onZoom],
  );
  const y = useMemo(() => range && { min: range[0], max: range[1] }, [range]);
  return (
    <div className="single-plot">
      <TrendPlot
        title={title}
        yTitle={yTitle}
        lines={lines}
        right={right}
        table={table}
        axis={shown}
        drawing={drawing}
        marked={marked}
        range={y ?? undefined}
        zoom={byMouse}
        onPoint={onPoint}
      />
    </div>
  );
}

function zoomOptions(axis: RunAxis, table: RunTable, onZoom: (zoom: RunInterval | null) => void): object {
  const done = ({ chart }: { chart: { scales: Record<string, { min: number; max: number }> } }): void => {
    const x = chart.scales['x'];
    if (x) onZoom(runsBetween(axis, table, x.min, x.max));
  };
  return {
    limits: { x: { min: axis.min, max: axis.max } },
    zoom: {
      mode: 'x',
      drag: { enabled: true, threshold: 6, backgroundColor: 'rgba(34, 139, 230, 0.18)' },
      wheel: { enabled: true, modifierKey: 'ctrl' },
      onZoomComplete: done,
    },
    pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPanComplete: done },
  };
}
