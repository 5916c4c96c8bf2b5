import { Text, useComputedColorScheme } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { runAxis } from '../../chart/axis/run-axis.ts';
import flagsLayer from '../../chart/layers/flags.ts';
import type { PlotLine } from '../../chart/series.ts';
import type { Zoom } from '../../chart/use-zoom-gestures.ts';
import { useFlags } from '../../flags/use-flags.ts';
import type { PointName } from '../../point/point.ts';
import { PointPanel } from '../../point/point-panel.tsx';
import { toRunSelection } from '../../run-selection/run-selection.ts';
import { useStable } from '../../ui/use-stable.ts';
import type { Update } from '../../url/use-url-state.ts';
import { annotationsOf, commonScope } from '../../notes/annotations.ts';
import { useAnnotations } from '../../notes/use-annotations.ts';
import type { NoteDrag } from '../../notes/use-note-drag.tsx';
import { PlotDetails } from './details/plot-details.tsx';
import { SeriesFigures } from './figures/series-figures.tsx';
import { SeriesTable } from './figures/series-table.tsx';
import { Guidance } from './guidance.tsx';
import { JudgementNote } from './judgement-note.tsx';
import type { PlotData } from './plot-data.ts';
import { drawnSeries, type LoadedSeries, quantityLines, statisticsOf, yTitleOf } from './plot-lines.ts';
import { PlotRange } from './plot-range.tsx';
import { type PlotView, seriesFormat, seriesLink, type SeriesName } from './plot-view.ts';
import { SinglePlot } from './single-plot.tsx';
import { TrendAlarms } from './trend-alarms.tsx';
import card from '../../ui/card.module.css';
import { plainTitle } from '../../format/tlatex.ts';

/** The large plot of a page with the statistics and the details of its trends. */
export function SeriesPlot({
  plotKey,
  title,
  yTitle,
  names,
  series,
  view,
  data,
  update,
  onRuns,
}: {
  plotKey: string;
  title: string;
  /** Empty: that of the trends, where they have the same. */
  yTitle: string;
  names: readonly SeriesName[];
  series: readonly LoadedSeries[];
  view: PlotView;
  data: PlotData;
  update: Update<PlotView>;
  /** Called with the runs of a drag, where that makes a note. */
  onRuns: NoteDrag['onRuns'];
}) {
  const { point, order, more } = view;
  const chart = useStable(view.chart);
  const zoom = useStable(view.zoom);
  const range = useStable(view.range);
  const judgement = useStable(view.judgement);
  const hidden = useStable(view.hidden.map(seriesFormat.format));
  const [emphasized, setEmphasized] = useState<string | null>(null);
  const axis = useMemo(() => runAxis(data.table, chart.x), [data, chart.x]);
  const table = useFlags(data.table, {
    subsystem: names[0]?.subsystem ?? '',
    datasets: names,
    select: toRunSelection(view.runs),
    isShown: chart.overlays[flagsLayer.key] === true,
  });
  const right = useQuantityLines(data, useStable(view.quantities));
  const drawn = useMemo(() => drawnSeries(series, hidden), [series, hidden]);
  const statistics = useMemo(
    () => series.map((one) => statisticsOf(one, data.table, axis, zoom)),
    [series, data, axis, zoom],
  );
  const page = useAnnotations(names[0] ?? noDataset, toRunSelection(view.runs), data.table.runs);
  const annotations = useStable(annotationsOf(page, names));
  const openPoint = useCallback(
    (run: number, index: number) => {
      const { of } = drawn[index] ?? {};
      if (of) update({ point: toPointName(of, run, names[0]) });
    },
    [drawn, names, update],
  );
  const onZoom = useCallback(
    ({ runs, limits }: Zoom) =>
      update({ ...(runs === undefined ? {} : { zoom: runs }), ...(limits === undefined ? {} : { range: limits }) }),
    [update],
  );
  const opened = point && series.find(({ of }) => isPointOf(point, of, names[0]));
  const missing = names.filter((_, index) => data.trends[index] === null);
  const firstMore = names.length - more.length;
  const rows = useMemo(
    () =>
      series.map((one, index) => ({
        key: seriesFormat.format(one.of),
        name: one.name,
        title: one.trend.config.title,
        color: one.color,
        marker: one.marker,
        isHidden: !drawn.includes(one),
        statistics: statistics[index]?.statistics,
        gaps: statistics[index]?.gaps ?? 0,
        link: one.of.config === plotKey ? undefined : seriesLink(one.of, view),
        remove:
          one.index < firstMore
            ? undefined
            : () => update({ more: more.filter((other) => other !== more[one.index - firstMore]) }),
      })),
    [series, drawn, statistics, plotKey, view, more, firstMore, update],
  );
  const toggle = (key: string): void => {
    const after = hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key];
    setEmphasized(null);
    update({ hidden: after.flatMap((text) => seriesFormat.parse(text) ?? []) }, { replace: true });
  };
  const emphasizedLine = drawn.findIndex(({ of }) => seriesFormat.format(of) === emphasized);
  const [only] = series.length === 1 ? series : [];
  return (
    <>
      <article className={card.root} data-plot={plotKey} aria-label={plainTitle(title)}>
        <SinglePlot
          title={title}
          yTitle={yTitleOf(yTitle, series)}
          lines={drawn}
          right={right}
          table={table ?? data.table}
          axis={axis}
          options={chart}
          zoom={zoom}
          yLimits={range ?? undefined}
          highlightedRun={point?.run}
          judgement={drawn[0]?.index === 0 && judgement ? judgement : undefined}
          emphasizedLine={emphasizedLine < 0 ? undefined : emphasizedLine}
          annotations={annotations}
          onRuns={onRuns && ((interval) => onRuns(interval, commonScope(names)))}
          onZoom={onZoom}
          onPoint={openPoint}
        />
        <PlotRange table={data.table} zoom={zoom} range={range} update={update} />
      </article>
      <Guidance configs={series.map(({ trend }) => trend.config)} />
      {names[0]?.config === plotKey ? <TrendAlarms of={names[0]} /> : null}
      {judgement && series[0]?.index === 0 ? (
        <JudgementNote judgement={judgement} columns={series[0].columns} hide={() => update({ judgement: null })} />
      ) : null}
      {only ? (
        <SeriesFigures
          name={only.name}
          axis={chart.x}
          statistics={statistics[0]?.statistics}
          gaps={statistics[0]?.gaps ?? 0}
        />
      ) : (
        <SeriesTable
          rows={rows}
          axis={chart.x}
          order={order}
          changeOrder={(order) => update({ order }, { replace: true })}
          toggle={toggle}
          emphasize={setEmphasized}
        />
      )}
      {missing.length > 0 ? (
        <Text size="sm" c="dimmed" mt={6}>
          {`No data: ${missing.map(({ config, primaryDataset, processing }) => `${config} in ${primaryDataset} ${processing}`).join(', ')}.`}
        </Text>
      ) : null}
      <PlotDetails view={view} data={data} series={drawn} update={update} openPoint={openPoint} />
      {point && opened ? (
        <PointPanel
          subsystem={opened.of.subsystem}
          dataset={opened.of}
          config={opened.of.config}
          run={point.run}
          onRun={(run) => update({ point: { ...point, run } })}
          close={() => update({ point: null })}
        />
      ) : null}
    </>
  );
}

const noDataset = { primaryDataset: '', processing: '' };

/** OMS quantities as lines for the axes at the right. */
function useQuantityLines(data: PlotData, keys: readonly string[]): readonly PlotLine[] {
  const dark = useComputedColorScheme('light') === 'dark';
  return useMemo(() => quantityLines(data.table, keys, dark), [data, keys, dark]);
}

function toPointName(
  { config, primaryDataset, processing }: SeriesName,
  run: number,
  first: SeriesName | undefined,
): PointName {
  const isFirstDataset = first?.primaryDataset === primaryDataset && first.processing === processing;
  return isFirstDataset ? { config, run } : { config, run, dataset: { primaryDataset, processing } };
}

function isPointOf(point: PointName, series: SeriesName, first: SeriesName | undefined): boolean {
  const { primaryDataset, processing } = point.dataset ?? first ?? series;
  return point.config === series.config && primaryDataset === series.primaryDataset && processing === series.processing;
}
