import { useQuery } from '@apollo/client/react';
import { Button, Popover, Select, Stack } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { SubsystemsDocument, TrendListDocument } from '../../generated/operations.ts';
import type { SeriesName } from './plot-view.ts';
import { runQuantities, withUnit } from '../../run-selection/run-quantity.ts';

/** Adds another trend to a plot: another config, another dataset, another subsystem. */
export function SeriesPicker({
  main,
  add,
  full,
}: {
  main: SeriesName;
  add: (series: SeriesName) => void;
  full: boolean;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" width={340} trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus size={13} />}
          disabled={full}
          title={full ? 'Eight trends are the most of one plot' : 'Another config or dataset over this one'}
          onClick={() => setOpened(!opened)}
        >
          Trend
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Another trend">
        {opened ? (
          <Choice
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

function Choice({ main, add }: { main: SeriesName; add: (series: SeriesName) => void }) {
  const [chosen, setChosen] = useState(main);
  const { data } = useQuery(SubsystemsDocument);
  const { subsystem, primaryDataset, processing } = chosen;
  const list = useQuery(TrendListDocument, { variables: { subsystem, primaryDataset, processing } });
  const subsystems = data?.subsystems.filter(({ trendCount }) => trendCount > 0) ?? [];
  const datasets = subsystems.find(({ name }) => name === subsystem)?.datasets ?? [];
  const named = ({ primaryDataset, processing }: { primaryDataset: string; processing: string }): string =>
    `${primaryDataset} ${processing}`;
  const place = { withinPortal: false };
  return (
    <Stack gap="xs">
      <Select
        label="Subsystem"
        size="xs"
        data={subsystems.map(({ name }) => name)}
        value={subsystem}
        allowDeselect={false}
        comboboxProps={place}
        onChange={(name) => {
          const others = subsystems.find((each) => each.name === name)?.datasets ?? [];
          // The same dataset, where the subsystem has it: trends are compared run by run.
          const dataset = others.find((each) => named(each) === named(chosen)) ?? others[0];
          if (name === null || !dataset) return;
          setChosen({ ...chosen, ...dataset, subsystem: name });
        }}
      />
      <Select
        label="Dataset"
        size="xs"
        data={datasets.map(named)}
        value={named(chosen)}
        allowDeselect={false}
        comboboxProps={place}
        onChange={(value) => {
          const dataset = datasets.find((each) => named(each) === value);
          if (dataset) setChosen({ ...chosen, primaryDataset: dataset.primaryDataset, processing: dataset.processing });
        }}
      />
      <Select
        label="Trend"
        placeholder={list.loading ? 'Loading…' : 'Name or title'}
        size="xs"
        searchable
        limit={60}
        maxDropdownHeight={220}
        comboboxProps={place}
        data={list.data?.trends.map(({ config }) => ({ value: config.name, label: config.name })) ?? []}
        value={null}
        onChange={(config) => config !== null && add({ subsystem, primaryDataset, processing, config })}
      />
    </Stack>
  );
}

/** Chooses what OMS knows of the runs to draw on the second axis. */
export function QuantityPicker({ quantity, change }: { quantity: string; change: (key: string) => void }) {
  return (
    <Select
      size="xs"
      w={180}
      aria-label="OMS quantity on a second axis"
      placeholder="+ OMS quantity"
      clearable
      data={runQuantities.map((each) => ({ value: each.key, label: withUnit(each) }))}
      value={quantity || null}
      onChange={(key) => change(key ?? '')}
    />
  );
}
