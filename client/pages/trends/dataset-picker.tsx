import { ActionIcon, Button, CloseButton, Group, Menu, Select } from '@mantine/core';
import { Layers } from 'lucide-react';
import type { SubsystemDatasets } from './default-view.ts';
import { datasetLabels } from './datasets.ts';
import { maxDatasets, type TrendsView } from './trends-view.ts';
import styles from './trends-toolbar.module.css';

/** Subsystem, primary dataset and processing, each with how much there is of it, and the datasets that are drawn over it. */
export function DatasetPicker({
  view,
  subsystems,
  change,
}: {
  view: TrendsView;
  subsystems: readonly SubsystemDatasets[];
  change: (view: Partial<TrendsView>) => void;
}) {
  const datasets = subsystems.find(({ name }) => name === view.subsystem)?.datasets ?? [];
  const primaryDatasets = [...new Set(datasets.map(({ primaryDataset }) => primaryDataset))];
  const processingsOf = (name: string) => datasets.filter(({ primaryDataset }) => primaryDataset === name);
  const processings = processingsOf(view.primaryDataset);
  const shown = [view, ...view.compared];
  const others = datasets.filter(
    (dataset) =>
      !shown.some(
        ({ primaryDataset, processing }) =>
          primaryDataset === dataset.primaryDataset && processing === dataset.processing,
      ),
  );
  const labels = datasetLabels(shown).slice(1);
  return (
    <>
      <Select
        label="Subsystem"
        className={styles.subsystem}
        size="xs"
        data={subsystems.map(({ name, trendCount }) => ({
          value: name,
          label: name,
          disabled: trendCount === 0,
        }))}
        renderOption={({ option }) => (
          <Counted
            name={option.label}
            count={subsystems.find(({ name }) => name === option.value)?.trendCount ?? 0}
            what="trends"
          />
        )}
        value={view.subsystem}
        onChange={(subsystem) => subsystem !== null && change({ subsystem, at: '', point: null })}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        searchable
      />
      <Select
        label="Primary dataset"
        className={styles.dataset}
        size="xs"
        data={primaryDatasets}
        renderOption={({ option }) => (
          <Counted
            name={option.label}
            count={Math.max(0, ...processingsOf(option.value).map(({ trendCount }) => trendCount))}
            what="trends"
          />
        )}
        value={view.primaryDataset}
        onChange={(primaryDataset) => primaryDataset !== null && change({ primaryDataset, point: null })}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        searchable
      />
      <Select
        label="Processing"
        className={styles.processing}
        size="xs"
        data={processings.map(({ processing }) => processing)}
        renderOption={({ option }) => (
          <Counted
            name={option.label}
            count={processings.find(({ processing }) => processing === option.value)?.runCount ?? 0}
            what="runs"
          />
        )}
        value={view.processing}
        onChange={(processing) => processing !== null && change({ processing, point: null })}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      />
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Draw another dataset over this one"
            title="Draw another dataset over this one"
            disabled={others.length === 0 || shown.length >= maxDatasets}
          >
            <Layers size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
          <Menu.Label>Draw over {view.primaryDataset}</Menu.Label>
          {others.map(({ primaryDataset, processing, runCount }) => (
            <Menu.Item
              key={`${primaryDataset} ${processing}`}
              onClick={() => change({ compared: [...view.compared, { primaryDataset, processing }] })}
            >
              <Counted name={`${primaryDataset} ${processing}`} count={runCount} what="runs" />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {view.compared.map((overlay, index) => (
        <Button.Group key={`${overlay.primaryDataset} ${overlay.processing}`}>
          <Button.GroupSection variant="default" size="xs" title={`${overlay.primaryDataset} ${overlay.processing}`}>
            + {labels[index]}
          </Button.GroupSection>
          <CloseButton
            size={30}
            variant="default"
            aria-label={`Without ${overlay.primaryDataset} ${overlay.processing}`}
            onClick={() => change({ compared: view.compared.filter((one) => one !== overlay) })}
          />
        </Button.Group>
      ))}
    </>
  );
}

function Counted({ name, count, what }: { name: string; count: number; what: string }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md" flex={1} fz="xs">
      <span>{name}</span>
      <span className="dim">{`${count.toLocaleString('en')} ${what}`}</span>
    </Group>
  );
}
