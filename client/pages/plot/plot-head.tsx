import { Anchor, Group, Title } from '@mantine/core';
import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { RunQuantitiesDocument, SubsystemsDocument } from '../../generated/operations.ts';
import type { Update } from '../../url/use-url-state.ts';
import { ChartOptionsMenu, type MenuAction } from '../../chart/options-menu.tsx';
import { axisQuantity } from '../../chart/axis/run-axis.ts';
import { withComputed } from '../../run-selection/run-quantity.ts';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { type RunCounts, summarizeCounts } from '../../run-selection/run-tally.tsx';
import { ComparedDatasets } from '../trends/compared-datasets.tsx';
import { DatasetSelect } from '../../point/dataset-select.tsx';
import { ExpressionPicker } from './expression/expression-picker.tsx';
import { QuantityPicker, SeriesPicker } from './series-picker.tsx';
import { isSameSeries, maxSeries, type PlotView, type SeriesName, trendsLink } from './plot-view.ts';
import tallyStyles from '../../run-selection/run-tally.module.css';
import { TitleText } from '../../ui/title-text.tsx';

/** The title of a plot, and the selection of its dataset, runs, other trends and options. */
export function PlotHead({
  main,
  name,
  at,
  names,
  view,
  title,
  isGroup,
  counts,
  update,
  action,
  children,
}: {
  main: Omit<SeriesName, 'config'>;
  /** Of the config or group. */
  name: string;
  /** Key of the plot in the grid of trends. */
  at: string;
  /** All trends of the plot. */
  names: readonly SeriesName[];
  view: PlotView;
  title: string;
  /** Whether the plot is a group's, which can be compared as a whole. */
  isGroup: boolean;
  counts: RunCounts | undefined;
  update: Update<PlotView>;
  /** Of the menu View. */
  action: MenuAction;
  /** Controls at the right of the title. */
  children: ReactNode;
}) {
  const { data } = useQuery(SubsystemsDocument);
  const listed = useQuery(RunQuantitiesDocument);
  const { more, expressions, compared, runs, chart, quantities } = view;
  const datasets = data?.subsystems.find(({ name }) => name === main.subsystem)?.datasets;
  return (
    <header>
      <Group justify="space-between" align="start" gap="sm">
        <div style={{ minWidth: 0, flex: '1 1 300px' }}>
          <Anchor component={Link} to={trendsLink(main.subsystem, view, at)} size="sm">
            ← All trends of {main.subsystem}
          </Anchor>
          <Title order={1} size="h4">
            <TitleText title={title} />
          </Title>
          <div className="mono dim">
            {main.subsystem} / {name}
          </div>
        </div>
        {children}
      </Group>
      <Group gap="xs" my="xs" role="search" aria-label="Selection">
        <DatasetSelect
          w={210}
          aria-label="Dataset"
          searchable
          datasets={datasets ?? [main]}
          dataset={main}
          change={(dataset) => update({ ...dataset, point: null })}
        />
        {isGroup ? (
          <ComparedDatasets
            dataset={main}
            compared={compared}
            datasets={datasets ?? []}
            onChange={(compared) => update({ compared })}
          />
        ) : null}
        <RunPicker
          dataset={main}
          runs={runs}
          counts={counts}
          onChange={(part) => update({ runs: { ...runs, ...part }, zoom: null })}
        />
        <SeriesPicker
          main={main}
          room={maxSeries - 1 - more.length}
          add={(series) => {
            const others = series.filter((one) => !names.some((name) => isSameSeries(name, one)));
            if (others.length > 0) update({ more: [...more, ...others] });
          }}
        />
        <ExpressionPicker main={main} expressions={expressions} change={(expressions) => update({ expressions })} />
        <QuantityPicker quantities={quantities} change={(quantities) => update({ quantities })} />
        <ChartOptionsMenu
          options={chart}
          quantities={withComputed(listed.data?.runQuantities ?? [])}
          change={update}
          action={axisQuantity(chart.x) === undefined ? action : withoutRuns(action)}
        />
        <span className={tallyStyles.summary}>{counts ? summarizeCounts(counts) : ''}</span>
      </Group>
    </header>
  );
}

/** The button of a drag that selects runs, which a drag over a quantity does not. */
function withoutRuns(action: MenuAction): MenuAction {
  return { ...action, disabled: true, title: 'Over a quantity the runs are not in their order: select another x axis' };
}
