import { useComputedColorScheme } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { axisQuantity } from '../../chart/axis/run-axis.ts';
import type { RunInterval } from '../../chart/axis/run-interval.ts';
import { drawnOptions } from '../../chart/chart-options.ts';
import flagsLayer from '../../chart/layers/flags.ts';
import type { PlotLine } from '../../chart/series.ts';
import type { TrendPlotProps } from '../../chart/trend-plot.tsx';
import type { Zoom } from '../../chart/use-zoom-gestures.ts';
import { useFlags } from '../../flags/use-flags.ts';
import { useLabels } from '../../labels/use-labels.ts';
import { annotationsOf } from '../../notes/annotations.ts';
import { useAnnotations } from '../../notes/use-annotations.ts';
import { toRunSelection } from '../../run-selection/run-selection.ts';
import { useStable } from '../../ui/use-stable.ts';
import type { Update } from '../../url/use-url-state.ts';
import { type PlotAxis, plotAxis } from './data/plot-axis.ts';
import type { PlotData } from './data/plot-data.ts';
import { drawnSeries, type LoadedSeries, quantityLines, yTitleOf } from './data/plot-lines.ts';
import { type PlotView, seriesFormat, type SeriesName } from './plot-view.ts';

/** The plot of a page as its address describes it. */
export interface PlotOfPage {
  readonly title: string;
  /** Empty: that of the trends, where they have the same. */
  readonly yTitle: string;
  readonly names: readonly SeriesName[];
  readonly series: readonly LoadedSeries[];
  readonly view: PlotView;
  readonly data: PlotData;
  readonly update: Update<PlotView>;
}

/** Returns the series that are drawn, the properties of their chart, and what its axis does not show. */
export function usePlotChart({ title, yTitle, names, series, view, data, update }: PlotOfPage): {
  drawn: readonly LoadedSeries[];
  props: TrendPlotProps & { readonly zoom: RunInterval | null };
  hint: string | undefined;
} {
  const options = useStable(drawnOptions(view.chart));
  const zoom = useStable(view.zoom);
  const range = useStable(view.range);
  const judgement = useStable(view.judgement);
  const hidden = useStable(view.hidden.map(seriesFormat.format));
  const { bins } = data.table;
  // A zoom moves other axes without computing them again.
  const chosen = axisQuantity(options.x) === undefined ? null : zoom;
  const { table: ordered, axis, hint } = useMemo(() => plotAxis(data, options.x, chosen), [data, options.x, chosen]);
  const labelled = useLabels(ordered);
  const table = useFlags(labelled, {
    subsystem: names[0]?.subsystem ?? '',
    datasets: names,
    select: toRunSelection(view.runs),
    isShown: options.overlays[flagsLayer.key] === true,
  });
  const right = useQuantityLines(data, ordered, useStable(view.quantities));
  const drawn = useMemo(() => drawnSeries(series, hidden), [series, hidden]);
  const page = useAnnotations(names[0] ?? noDataset, toRunSelection(view.runs), data.table.runs);
  const annotations = useStable(annotationsOf(page, names));
  const onZoom = useCallback(
    ({ runs, limits }: Zoom) =>
      update({ ...(runs === undefined ? {} : { zoom: runs }), ...(limits === undefined ? {} : { range: limits }) }),
    [update],
  );
  return {
    drawn,
    hint,
    props: {
      title,
      yTitle: yTitleOf(yTitle, series),
      lines: drawn,
      right,
      table: table ?? ordered,
      axis,
      options,
      zoom,
      yLimits: range ?? undefined,
      highlightedRun: view.point?.run,
      judgement: drawn[0]?.index === 0 && judgement && !bins && !axis.quantity ? judgement : undefined,
      annotations,
      onZoom,
    },
  };
}

const noDataset = { primaryDataset: '', processing: '' };

/** OMS quantities as lines for the axes at the right. */
function useQuantityLines(
  { quantities }: PlotData,
  table: PlotAxis['table'],
  keys: readonly string[],
): readonly PlotLine[] {
  const dark = useComputedColorScheme('light') === 'dark';
  return useMemo(() => quantityLines({ table, quantities }, keys, dark), [table, quantities, keys, dark]);
}
