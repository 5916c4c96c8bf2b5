import { ActionIcon, Button, CloseButton, Group, Menu, Select } from '@mantine/core';
import { Layers } from 'lucide-react';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { datasetLabels } from './datasets.ts';
import { maxDatasets, type TrendsView } from './trends-view.ts';
import styles from './trends-toolbar.module.css';

/** Selects the subsystem, the dataset, and the datasets to compare it with. Options show their numbers of trends or runs. */
export function DatasetPicker({
  view,
  subsystems,
  onChange,
}: {
  view: TrendsView;
  subsystems: readonly SubsystemDatasetsFragment[];
  onChange: (part: Partial<TrendsView>) => void;
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
        data={subsystems.map(({ name, trendCount }) => ({
          value: name,
          label: name,
          disabled: trendCount === 0,
        }))}
        renderOption={({ option }) => (
          <OptionWithCount
            name={option.label}
            count={subsystems.find(({ name }) => name === option.value)?.trendCount ?? 0}
            unit="trends"
          />
        )}
        value={view.subsystem}
        onChange={(subsystem) => subsystem !== null && onChange({ subsystem, at: '', point: null })}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        searchable
      />
      <Select
        label="Primary dataset"
        className={styles.dataset}
        data={primaryDatasets}
        renderOption={({ option }) => (
          <OptionWithCount
            name={option.label}
            count={Math.max(0, ...processingsOf(option.value).map(({ trendCount }) => trendCount))}
            unit="trends"
          />
        )}
        value={view.primaryDataset}
        onChange={(primaryDataset) => primaryDataset !== null && onChange({ primaryDataset, point: null })}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        searchable
      />
      <Select
        label="Processing"
        className={styles.processing}
        data={processings.map(({ processing }) => processing)}
        renderOption={({ option }) => (
          <OptionWithCount
            name={option.label}
            count={processings.find(({ processing }) => processing === option.value)?.runCount ?? 0}
            unit="runs"
          />
        )}
        value={view.processing}
        onChange={(processing) => processing !== null && onChange({ processing, point: null })}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      />
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Compare with another dataset"
            title="Compare with another dataset"
            disabled={others.length === 0 || shown.length >= maxDatasets}
          >
            <Layers size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
          <Menu.Label>Compare {view.primaryDataset} with</Menu.Label>
          {others.map(({ primaryDataset, processing, runCount }) => (
            <Menu.Item
              key={`${primaryDataset} ${processing}`}
              onClick={() => onChange({ compared: [...view.compared, { primaryDataset, processing }] })}
            >
              <OptionWithCount name={`${primaryDataset} ${processing}`} count={runCount} unit="runs" />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {view.compared.map((dataset, index) => (
        <Button.Group key={`${dataset.primaryDataset} ${dataset.processing}`}>
          <Button.GroupSection variant="default" size="xs" title={`${dataset.primaryDataset} ${dataset.processing}`}>
            + {labels[index]}
          </Button.GroupSection>
          <CloseButton
            size={30}
            variant="default"
            aria-label={`Remove ${dataset.primaryDataset} ${dataset.processing}`}
            onClick={() => onChange({ compared: view.compared.filter((one) => one !== dataset) })}
          />
        </Button.Group>
      ))}
    </>
  );
}

function OptionWithCount({ name, count, unit }: { name: string; count: number; unit: string }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md" flex={1} fz="xs">
      <span>{name}</span>
      <span className="dim">{`${count.toLocaleString('en')} ${unit}`}</span>
    </Group>
  );
}
