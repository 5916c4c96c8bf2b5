import { useQuery } from '@apollo/client/react';
import { Button, Group, MultiSelect, Popover, Select, Stack, Text } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  type ListedTrendFragment,
  RunQuantitiesDocument,
  SubsystemsDocument,
  TrendListDocument,
} from '../../generated/operations.ts';
import { mePaths, searchTrends } from '../trends/plots.ts';
import { DatasetSelect } from '../../point/dataset-select.tsx';
import { maxSeries, type SeriesName } from './plot-view.ts';
import { withComputed, withUnit } from '../../run-selection/run-quantity.ts';

/** A button that adds trends to a plot, of any subsystem, dataset and config. */
export function SeriesPicker({
  main,
  add,
  room,
}: {
  main: Omit<SeriesName, 'config'>;
  add: (series: readonly SeriesName[]) => void;
  /** How many trends can be added. */
  room: number;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      width="min(420px, calc(100vw - 24px))"
      trapFocus
    >
      <Popover.Target>
        <Button
          leftSection={<Plus size={13} />}
          disabled={room <= 0}
          title={room <= 0 ? `A plot has at most ${maxSeries} trends` : 'Add trends of other configs or datasets'}
          onClick={() => setOpened(!opened)}
        >
          Trend
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add trends">
        {opened ? (
          <SeriesForm
            main={main}
            room={room}
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

function SeriesForm({
  main,
  room,
  add,
}: {
  main: Omit<SeriesName, 'config'>;
  room: number;
  add: (series: readonly SeriesName[]) => void;
}) {
  const [selected, setSelected] = useState(main);
  const [configs, setConfigs] = useState<string[]>([]);
  const { data } = useQuery(SubsystemsDocument);
  const { subsystem, primaryDataset, processing } = selected;
  const list = useQuery(TrendListDocument, { variables: { subsystem, primaryDataset, processing } });
  const trends = useMemo(
    () => new Map(list.data?.trends.map((trend) => [trend.config.name, trend]) ?? []),
    [list.data],
  );
  const subsystems = data?.subsystems.filter(({ trendCount }) => trendCount > 0) ?? [];
  const datasets = subsystems.find(({ name }) => name === subsystem)?.datasets ?? [];
  const comboboxProps = { withinPortal: false };
  const change = (part: Partial<typeof selected>): void => {
    setSelected({ ...selected, ...part });
    setConfigs([]);
  };
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
          if (name !== null && dataset) change({ ...dataset, subsystem: name });
        }}
      />
      <DatasetSelect
        label="Dataset"
        comboboxProps={comboboxProps}
        datasets={datasets}
        dataset={selected}
        change={change}
      />
      {/* Beside the input, where its list does not cover the button. */}
      <Group align="end" gap="xs" wrap="nowrap">
        <MultiSelect
          label="Trends"
          data-autofocus
          flex={1}
          placeholder={list.loading ? 'Loading…' : 'Name, title, ME path or metric'}
          searchable
          hidePickedOptions
          limit={60}
          maxValues={room}
          comboboxProps={comboboxProps}
          nothingFoundMessage="No trend matches"
          data={[...trends.keys()]}
          value={configs}
          filter={({ options, search }) => {
            const found = new Set(searchTrends([...trends.values()], search).map(({ config }) => config.name));
            return options.filter((option) => 'value' in option && found.has(option.value));
          }}
          renderOption={({ option }) => <TrendOption trend={trends.get(option.value)} />}
          onChange={setConfigs}
        />
        <Button
          variant="filled"
          disabled={configs.length === 0}
          onClick={() => add(configs.map((config) => ({ subsystem, primaryDataset, processing, config })))}
        >
          {configs.length > 1 ? `Add ${configs.length}` : 'Add'}
        </Button>
      </Group>
    </Stack>
  );
}

/** The name of a trend, with its title and ME path, by which it is found too. */
function TrendOption({ trend }: { trend: ListedTrendFragment | undefined }) {
  if (!trend) return null;
  const { name, title, paths } = trend.config;
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="xs">{name}</Text>
      <Text size="xs" c="dimmed" truncate>
        {title}
      </Text>
      <Text size="xs" c="dimmed" truncate title={mePaths(paths).join('\n')}>
        {mePaths(paths)[0] ?? ''}
      </Text>
    </div>
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
  const { data } = useQuery(RunQuantitiesDocument);
  const known = withComputed(data?.runQuantities ?? []);
  const unknown = data ? quantities.filter((key) => !known.some((each) => each.key === key)) : [];
  return (
    <MultiSelect
      miw={180}
      aria-label="OMS quantities on axes at the right"
      placeholder={quantities.length === 0 ? '+ OMS quantity' : ''}
      clearable
      maxValues={maxQuantities}
      data={[
        ...known.map((each) => ({ value: each.key, label: withUnit(each) })),
        ...unknown.map((key) => ({ value: key, label: `${key}: unknown` })),
      ]}
      value={data ? [...quantities] : []}
      onChange={change}
    />
  );
}
