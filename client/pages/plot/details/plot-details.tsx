import { Tabs } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { align } from '../../../chart/series.ts';
import { quantityValues, withUnit } from '../../../run-selection/run-quantity.ts';
import type { PlotNoteFragment } from '../../../generated/operations.ts';
import { CompareRuns, type SetDrag } from '../compared-runs/compare-runs.tsx';
import type { Update } from '../../../url/use-url-state.ts';
import { LoadedConfig } from '../../configs/config-panel.tsx';
import type { PlotData } from '../data/plot-data.ts';
import { type LoadedSeries, shownRuns } from '../data/plot-lines.ts';
import { expressionOf } from '../expression/expression.ts';
import { type CorrelationAxes, type PlotTab, plotTabs, type PlotView } from '../plot-view.ts';
import { Correlation, type Quantity } from './correlation.tsx';
import { PointTable } from './point-table.tsx';
import { ConfigWaterfall } from './config-waterfall.tsx';
import { ValueDistribution } from './value-distribution.tsx';
import distributions from './value-distribution.module.css';
import { plainTitle } from '../../../format/tlatex.ts';

const titles: Readonly<Record<PlotTab, string>> = {
  correlation: 'Correlation',
  distribution: 'Distribution',
  histograms: 'Histograms over runs',
  compare: 'Compare runs',
  points: 'Points',
  config: 'Config',
};

/** The tabs below a plot: correlation and distributions of its trends, their points, and the config. */
export function PlotDetails({
  view,
  data,
  series,
  notes,
  drag,
  update,
  openPoint,
}: {
  view: PlotView;
  data: PlotData;
  series: readonly LoadedSeries[];
  notes: readonly PlotNoteFragment[];
  /** Selects runs to compare by a drag over the plot. */
  drag: SetDrag;
  update: Update<PlotView>;
  /** Opens the panel of a run's point; `index` is that of the trend in `series`. */
  openPoint: (run: number, index: number) => void;
}) {
  const { tab, zoom } = view;
  const indices = useMemo(() => shownRuns(data.table, zoom), [data, zoom]);
  const quantities = useMemo(() => toQuantities(data, series, indices), [data, series, indices]);
  const numbers = useMemo(() => indices.map((index) => data.table.runs[index] ?? 0), [data, indices]);
  const runs = useMemo(
    () => indices.flatMap((index) => data.table.bins?.list[index]?.runs ?? data.table.runs[index] ?? []),
    [data, indices],
  );
  const ofConfig = series.find(({ of }) => expressionOf(of) === undefined);
  const openFirst = useCallback((run: number) => openPoint(run, 0), [openPoint]);
  return (
    <Tabs
      value={tab}
      onChange={(next) => next !== null && update({ tab: next as PlotTab })}
      keepMounted={false}
      mt="md"
    >
      <Tabs.List>
        {plotTabs.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {titles[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="correlation" pt="sm">
        <Correlation
          quantities={quantities}
          runs={numbers}
          axes={completeAxes(view, quantities)}
          clip={view.chart.clip}
          change={(correlation) => update({ correlation })}
          openRun={openFirst}
        />
      </Tabs.Panel>
      <Tabs.Panel value="distribution" pt="sm">
        <div className={distributions.grid}>
          {series.map(({ name, trend, color }, index) => (
            <ValueDistribution
              key={name}
              name={name}
              title={plainTitle(trend.config.yTitle)}
              values={quantities[index]?.values ?? []}
              color={color}
            />
          ))}
        </div>
      </Tabs.Panel>
      <Tabs.Panel value="histograms" pt="sm">
        {ofConfig ? <ConfigWaterfall series={ofConfig} runs={runs} openRun={openFirst} /> : null}
      </Tabs.Panel>
      <Tabs.Panel value="compare" pt="sm">
        <CompareRuns view={view} series={series} table={data.table} notes={notes} drag={drag} update={update} />
      </Tabs.Panel>
      <Tabs.Panel value="points" pt="sm">
        <PointTable table={data.table} indices={indices} lines={series} openPoint={openPoint} />
      </Tabs.Panel>
      <Tabs.Panel value="config" pt="sm">
        {ofConfig ? <LoadedConfig id={ofConfig.trend.config.id} /> : null}
      </Tabs.Panel>
    </Tabs>
  );
}

/** The quantities of a correlation: the trends first, then the known OMS quantities, then the run number. */
function toQuantities(data: PlotData, series: readonly LoadedSeries[], indices: readonly number[]): Quantity[] {
  const pick = (values: readonly (number | null)[]): (number | null)[] => indices.map((index) => values[index] ?? null);
  const exact = indices.map(() => 0);
  const omsQuantities = data.quantities.map((quantity) => ({
    key: `oms:${quantity.key}`,
    title: withUnit(quantity),
    values: pick(quantityValues(data.table, quantity.key) ?? []),
    errorsLow: exact,
    errorsHigh: exact,
  }));
  return [
    ...series.map(({ index, name, columns, trend }) => {
      const { values, errorsLow, errorsHigh } = align(columns, data.table);
      return {
        key: String(index),
        title: series.length === 1 ? plainTitle(trend.config.yTitle) || name : name,
        values: pick(values),
        errorsLow: pick(errorsLow),
        errorsHigh: pick(errorsHigh),
      };
    }),
    ...omsQuantities.filter(({ values }) => values.some((value) => value !== null)),
    { key: 'run', title: 'Run', values: pick(data.table.runs), errorsLow: exact, errorsHigh: exact },
  ];
}

/**
 * Replaces missing quantities: x by the second trend, an OMS quantity of the plot, the luminosity, the time in the fill, or else the run; y by
 * the first trend.
 */
function completeAxes({ correlation, quantities: drawn }: PlotView, quantities: readonly Quantity[]): CorrelationAxes {
  const available = new Set(quantities.map(({ key }) => key));
  const firstOf = (...keys: string[]): string => keys.find((key) => available.has(key)) ?? 'run';
  const { x, y, color } = correlation;
  return {
    x: firstOf(x, '1', ...drawn.map((key) => `oms:${key}`), 'oms:recorded', 'oms:fillTime'),
    y: firstOf(y, '0'),
    color: firstOf(color),
  };
}
