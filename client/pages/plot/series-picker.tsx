import { useQuery } from '@apollo/client/react';
import { Button, MultiSelect, Popover, Select, Stack } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { SubsystemsDocument, TrendListDocument } from '../../generated/operations.ts';
import { DatasetSelect } from './dataset-select.tsx';
import { maxSeries, type SeriesName } from './plot-view.ts';
import { runQuantities, withUnit } from '../../run-selection/run-quantity.ts';

/** A button that adds a trend to a plot, of any subsystem, dataset and config. */
export function SeriesPicker({
  main,
  add,
  isFull,
}: {
  main: Omit<SeriesName, 'config'>;
  add: (series: SeriesName) => void;
  /** Whether the plot has the maximum of trends. */
  isFull: boolean;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" width={340} trapFocus>
      <Popover.Target>
        <Button
          leftSection={<Plus size={13} />}
          disabled={isFull}
          title={isFull ? `A plot has at most ${maxSeries} trends` : 'Add a trend of another config or dataset'}
          onClick={() => setOpened(!opened)}
        >
          Trend
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add trend">
        {opened ? (
          <SeriesForm
            main={main}
            add={(series) => {
              add(series);
              setOpened(false);
            }}
          />
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function SeriesForm({ main, add }: { main: Omit<SeriesName, 'config'>; add: (series: SeriesName) => void }) {
  const [selected, setSelected] = useState(main);
  const { data } = useQuery(SubsystemsDocument);
  const { subsystem, primaryDataset, processing } = selected;
  const list = useQuery(TrendListDocument, { variables: { subsystem, primaryDataset, processing } });
  const subsystems = data?.subsystems.filter(({ trendCount }) => trendCount > 0) ?? [];
  const datasets = subsystems.find(({ name }) => name === subsystem)?.datasets ?? [];
  const comboboxProps = { withinPortal: false };
  return (
    <Stack gap="xs">
      <Select
        label="Subsystem"
        data={subsystems.map(({ name }) => name)}
        value={subsystem}
        allowDeselect={false}
        comboboxProps={comboboxProps}
        onChange={(name) => {
          const others = subsystems.find((each) => each.name === name)?.datasets ?? [];
          // Prefers the same dataset: only trends with common runs can be compared.
          const dataset =
            others.find((each) => each.primaryDataset === primaryDataset && each.processing === processing) ??
            others[0];
          if (name === null || !dataset) return;
          setSelected({ ...selected, ...dataset, subsystem: name });
        }}
      />
      <DatasetSelect
        label="Dataset"
        comboboxProps={comboboxProps}
        datasets={datasets}
        dataset={selected}
        change={(dataset) => setSelected({ ...selected, ...dataset })}
      />
      <Select
        label="Trend"
        placeholder={list.loading ? 'Loading…' : 'Name or title'}
        searchable
        limit={60}
        maxDropdownHeight={220}
        comboboxProps={comboboxProps}
        data={list.data?.trends.map(({ config }) => ({ value: config.name, label: config.name })) ?? []}
        value={null}
        onChange={(config) => config !== null && add({ subsystem, primaryDataset, processing, config })}
      />
    </Stack>
  );
}

/** Maximum of OMS quantities in a plot: each has an axis. */
const maxQuantities = 3;

/** Selects the OMS quantities on axes at the right. */
export function QuantityPicker({
  quantities,
  change,
}: {
  quantities: readonly string[];
  change: (keys: string[]) => void;
}) {
  return (
    <MultiSelect
      miw={180}
      aria-label="OMS quantities on axes at the right"
      placeholder={quantities.length === 0 ? '+ OMS quantity' : ''}
      clearable
      maxValues={maxQuantities}
      data={runQuantities.map((each) => ({ value: each.key, label: withUnit(each) }))}
      value={[...quantities]}
      onChange={change}
    />
  );
}
