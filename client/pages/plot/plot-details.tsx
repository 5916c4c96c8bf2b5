import { Tabs } from '@mantine/core';
import { useMemo } from 'react';
import type { PlotData } from './plot-data.ts';
import { type DrawnLine, shownRuns } from './plot-lines.ts';
import { align } from '../../chart/series.ts';
import { type PlotPair, type PlotPart, plotParts, type PlotView } from './plot-view.ts';
import { runQuantities, withUnit } from '../../run-selection/run-quantity.ts';
import { LoadedConfig } from '../configs/config-panel.tsx';
import { Correlation, type Quantity } from './correlation.tsx';
import { PointTable } from './point-table.tsx';
import { ValueDistribution } from './value-distribution.tsx';

const titles: Readonly<Record<PlotPart, string>> = {
  correlation: 'Correlation',
  distribution: 'Distribution',
  points: 'Points',
  config: 'Config',
};

/** What is below a plot: its trends against each other, their distributions, their points, their configs. */
export function PlotDetails({
  view,
  data,
  lines,
  change,
  choose,
}: {
  view: PlotView;
  data: PlotData;
  lines: readonly DrawnLine[];
  change: (part: { part?: PlotPart; pair?: PlotPair }) => void;
  /** `line` is the place of the line among `lines`. */
  choose: (run: number, line: number) => void;
}) {
  const { part, zoom } = view;
  const runs = useMemo(() => shownRuns(data.table, zoom), [data, zoom]);
  const places = useMemo(() => runs.map(({ number }) => data.table.placeOf.get(number) ?? -1), [runs, data]);
  const quantities = useMemo(() => quantitiesOf(data, lines, places), [data, lines, places]);
  const numbers = useMemo(() => runs.map(({ number }) => number), [runs]);
  const shown = useMemo(
    () =>
      lines.map((line) => ({
        ...line,
        values: places.map((place) => align(line.columns, data.table).values[place] ?? null),
      })),
    [lines, places, data],
  );
  const chooseRun = useMemo(() => (run: number) => choose(run, 0), [choose]);
  return (
    <Tabs
      value={part}
      onChange={(next) => next !== null && change({ part: next as PlotPart })}
      keepMounted={false}
      mt="md"
    >
      <Tabs.List>
        {plotParts.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {titles[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="correlation" pt="sm">
        <Correlation
          quantities={quantities}
          runs={numbers}
          pair={completePair(view, quantities)}
          change={(pair) => change({ pair })}
          choose={chooseRun}
        />
      </Tabs.Panel>
      <Tabs.Panel value="distribution" pt="sm">
        <div className="distributions">
          {shown.map(({ name, trend, values, color }) => (
            <ValueDistribution key={name} name={name} title={trend.config.yTitle} values={values} color={color} />
          ))}
        </div>
      </Tabs.Panel>
      <Tabs.Panel value="points" pt="sm">
        <PointTable runs={runs} lines={lines} choose={choose} />
      </Tabs.Panel>
      <Tabs.Panel value="config" pt="sm">
        {lines[0] ? <LoadedConfig id={lines[0].trend.config.id} /> : null}
      </Tabs.Panel>
    </Tabs>
  );
}

/** What can be drawn against each other: the trends, what OMS knows of the runs, and the run itself. */
function quantitiesOf(data: PlotData, lines: readonly DrawnLine[], places: readonly number[]): Quantity[] {
  const pick = (values: readonly (number | null)[]): (number | null)[] => places.map((place) => values[place] ?? null);
  const known = runQuantities.map((quantity) => ({
    key: `oms:${quantity.key}`,
    title: withUnit(quantity),
    values: pick(data.quantity(quantity.key)),
  }));
  return [
    ...lines.map(({ place, name, columns, trend }) => ({
      key: String(place),
      title: lines.length === 1 ? trend.config.yTitle || name : name,
      values: pick(align(columns, data.table).values),
    })),
    ...known.filter(({ values }) => values.some((value) => value !== null)),
    { key: 'run', title: 'Run', values: pick(data.table.runs.map(({ number }) => number)) },
  ];
}

/** The pair of a view with what there is: the second trend, the OMS quantity that is drawn, or the run against the first trend. */
function completePair({ pair, quantity }: PlotView, quantities: readonly Quantity[]): PlotPair {
  const have = new Set(quantities.map(({ key }) => key));
  const first = (...keys: string[]): string => keys.find((key) => have.has(key)) ?? 'run';
  return { x: first(pair.x, '1', `oms:${quantity}`), y: first(pair.y, '0'), color: first(pair.color) };
}
