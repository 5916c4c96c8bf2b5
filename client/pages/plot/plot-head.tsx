import { Anchor, Group, Select, Title } from '@mantine/core';
import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { SubsystemsDocument } from '../../generated/operations.ts';
import type { DatasetName } from '../../point/point.ts';
import type { PlotView } from './plot-view.ts';
import { runsCodec } from '../../run-selection/run-selection.ts';
import { toParameters } from '../../url/codec.ts';
import { pageLink } from '../../url/links.ts';
import { DrawingMenu } from '../../chart/options-menu.tsx';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { type RunCounts, tallyInWords } from '../../run-selection/run-tally.tsx';
import { QuantityPicker, SeriesPicker } from './series-picker.tsx';
import { isSameSeries, mostSeries } from './plot-view.ts';

/** A plot's title, and what is drawn of it: dataset, runs, more trends, how. */
export function PlotHead({
  view,
  title,
  counts,
  change,
  children,
}: {
  view: PlotView;
  title: string;
  counts: RunCounts | undefined;
  change: (part: Partial<PlotView>) => void;
  /** At the right of the title. */
  children: ReactNode;
}) {
  const { main, more, runs, drawing, quantity } = view;
  const grid = new URLSearchParams([
    ['subsystem', main.subsystem],
    ['pd', main.primaryDataset],
    ['ps', main.processing],
    ...toParameters(runsCodec, runs),
    ['at', main.config],
  ]);
  return (
    <header className="plot-head">
      <Group justify="space-between" align="start" gap="sm">
        <div className="plot-head-title">
          <Anchor component={Link} to={pageLink('/trends', grid)} size="sm">
            ← All trends of {main.subsystem}
          </Anchor>
          <Title order={1} size="h4">
            {title}
          </Title>
          <div className="mono dim">
            {main.subsystem} / {main.config}
          </div>
        </div>
        {children}
      </Group>
      <Group gap="xs" my="xs" role="search" aria-label="What is shown">
        <DatasetSelect
          subsystem={main.subsystem}
          dataset={main}
          change={(dataset) => change({ main: { ...main, ...dataset }, point: null })}
        />
        <RunPicker runs={runs} counts={counts} change={(part) => change({ runs: { ...runs, ...part }, zoom: null })} />
        <SeriesPicker
          main={main}
          full={more.length + 1 >= mostSeries}
          add={(series) => {
            if (![main, ...more].some((one) => isSameSeries(one, series))) change({ more: [...more, series] });
          }}
        />
        <QuantityPicker quantity={quantity} change={(key) => change({ quantity: key })} />
        <DrawingMenu drawing={drawing} change={(part) => part.drawing && change({ drawing: part.drawing })} />
        <span className="selection-told">{counts ? tallyInWords(counts) : ''}</span>
      </Group>
    </header>
  );
}

function DatasetSelect({
  subsystem,
  dataset,
  change,
}: {
  subsystem: string;
  dataset: DatasetName;
  change: (dataset: DatasetName) => void;
}) {
  const { data } = useQuery(SubsystemsDocument);
  const datasets = data?.subsystems.find(({ name }) => name === subsystem)?.datasets ?? [dataset];
  const named = ({ primaryDataset, processing }: DatasetName): string => `${primaryDataset} ${processing}`;
  return (
    <Select
      size="xs"
      w={210}
      aria-label="Dataset"
      allowDeselect={false}
      searchable
      data={datasets.map(named)}
      value={named(dataset)}
      onChange={(value) => {
        const chosen = datasets.find((each) => named(each) === value);
        if (chosen) change({ primaryDataset: chosen.primaryDataset, processing: chosen.processing });
      }}
    />
  );
}
