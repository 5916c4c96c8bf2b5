import { Text } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { intervalOf, type RunInterval } from '../../chart/axis/run-interval.ts';
import type { ChartOptions } from '../../chart/chart-options.ts';
import { plainTitle } from '../../format/tlatex.ts';
import { commonScope } from '../../notes/annotations.ts';
import type { NoteDrag } from '../../notes/use-note-drag.tsx';
import type { PointName } from '../../point/point.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import card from '../../ui/card.module.css';
import { useStable } from '../../ui/use-stable.ts';
import type { SetDrag } from './compared-runs/compare-runs.tsx';
import { PlotDetails } from './details/plot-details.tsx';
import { SeriesFigures } from './figures/series-figures.tsx';
import { SeriesTable } from './figures/series-table.tsx';
import { configSeries, expressionOf } from './expression/expression.ts';
import { Guidance } from './guidance.tsx';
import { ChainNote } from './chain-note.tsx';
import { JudgementNote } from './judgement-note.tsx';
import { statisticsOf } from './data/plot-lines.ts';
import { PlotRange } from './plot-range.tsx';
import { type PlotView, seriesFormat, seriesLink, type SeriesName } from './plot-view.ts';
import { SeriesPanel } from './series-panel.tsx';
import { SinglePlot } from './single-plot.tsx';
import { TrendAlarms } from './trend-alarms.tsx';
import { type PlotOfPage, usePlotChart } from './use-plot-chart.ts';

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
}: PlotOfPage & {
  plotKey: string;
  /** Called with the runs of a drag, where that makes a note. */
  onRuns: NoteDrag['onRuns'];
}) {
  const { point, order, more, expressions } = view;
  const chart = useStable(view.chart);
  const zoom = useStable(view.zoom);
  const { range, judgement } = view;
  const { drawn, props, hint } = usePlotChart({ title, yTitle, names, series, view, data, update });
  const { axis, table } = props;
  const of = table.bins ? 'bin' : 'run';
  const [expected, expect] = useState<SetDrag['expected']>(null);
  // A bin has several runs, and over a quantity a drag is over no runs in a row.
  const isDragPossible = !table.bins && !axis.quantity;
  const drag = useMemo(() => ({ expected, expect: isDragPossible ? expect : undefined }), [expected, isDragPossible]);
  const dragged = useMemo(() => {
    if (expected === null) return undefined;
    return ([first, last]: RunInterval): void => {
      expect(null);
      update({ [expected]: first === last ? String(first) : `${first}-${last}` });
    };
  }, [expected, update]);
  const [emphasized, setEmphasized] = useState<string | null>(null);
  const statistics = useMemo(
    () => series.map((one) => statisticsOf(one, table, axis, zoom)),
    [series, table, axis, zoom],
  );
  const openPoint = useCallback(
    (run: number, index: number) => {
      const { of } = drawn[index] ?? {};
      if (table.bins) update(runsOfBin(table, run, chart));
      else if (of) update({ point: toPointName(of, run, names[0]) });
    },
    [drawn, names, update, table, chart],
  );
  const opened = point && series.find(({ of }) => isPointOf(point, of, names[0]));
  const missing = names.filter((name, index) => data.trends[index] === null && expressionOf(name) === undefined);
  const firstExpression = names.length - expressions.length;
  const firstMore = firstExpression - more.length;
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
        link: one.of.config === plotKey || one.index >= firstExpression ? undefined : seriesLink(one.of, view),
        remove:
          one.index < firstMore
            ? undefined
            : () =>
                one.index < firstExpression
                  ? update({ more: more.filter((other) => other !== more[one.index - firstMore]) })
                  : update({
                      expressions: expressions.filter((other) => other !== expressions[one.index - firstExpression]),
                    }),
      })),
    [series, drawn, statistics, plotKey, view, more, firstMore, expressions, firstExpression, update],
  );
  const toggle = (key: string): void => {
    const hidden = view.hidden.map(seriesFormat.format);
    const after = hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key];
    setEmphasized(null);
    update({ hidden: after.flatMap((text) => seriesFormat.parse(text) ?? []) }, { replace: true });
  };
  const emphasizedLine = drawn.findIndex(({ of }) => seriesFormat.format(of) === emphasized);
  const [only] = series.length === 1 ? series : [];
  const selectRuns =
    dragged ?? (onRuns && ((interval: RunInterval) => onRuns(interval, commonScope(configSeries(names)))));
  return (
    <>
      <article className={card.root} data-plot={plotKey} aria-label={plainTitle(title)}>
        <SinglePlot
          {...props}
          emphasizedLine={emphasizedLine < 0 ? undefined : emphasizedLine}
          onRuns={axis.quantity ? undefined : selectRuns}
          onPoint={openPoint}
        />
        {hint === undefined ? null : (
          <Text size="sm" role="status" px="xs" py={4}>
            {hint}
          </Text>
        )}
        <PlotRange table={data.table} isOverRuns={!axis.quantity} zoom={zoom} range={range} update={update} />
      </article>
      <Guidance configs={series.map(({ trend }) => trend.config)} />
      {names[0] ? <ChainNote of={names[0]} /> : null}
      {names[0]?.config === plotKey ? <TrendAlarms of={names[0]} /> : null}
      {judgement && series[0]?.index === 0 ? (
        <JudgementNote judgement={judgement} columns={series[0].columns} hide={() => update({ judgement: null })} />
      ) : null}
      {only ? (
        <SeriesFigures
          name={only.name}
          axis={axis}
          of={of}
          statistics={statistics[0]?.statistics}
          gaps={statistics[0]?.gaps ?? 0}
        />
      ) : (
        <SeriesTable
          rows={rows}
          axis={axis}
          of={of}
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
      {data.problems.map((problem) => (
        <Text key={problem} size="sm" fw={500} mt={6}>
          Expression: {problem}
        </Text>
      ))}
      <PlotDetails
        view={view}
        data={data}
        series={drawn}
        notes={props.annotations?.notes ?? noNotes}
        drag={drag}
        update={update}
        openPoint={openPoint}
      />
      {point && opened ? <SeriesPanel series={opened} point={point} update={update} /> : null}
    </>
  );
}

const noNotes: readonly never[] = [];

/** The runs of a bin, each a point of its own. */
function runsOfBin(table: RunTable, run: number, chart: ChartOptions): Partial<PlotView> {
  return { chart: { ...chart, bins: 'run' }, zoom: intervalOf(table, table.indexByRun.get(run)) };
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
