import { ActionIcon, Button, CloseButton, Group, Menu } from '@mantine/core';
import { Layers } from 'lucide-react';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { type DatasetName, maxDatasets } from '../../point/point.ts';
import { datasetLabels } from './datasets.ts';

/** The datasets that are compared with that of the page: a menu that adds one, and a button for each that removes it. */
export function ComparedDatasets({
  dataset,
  compared,
  datasets,
  onChange,
}: {
  dataset: DatasetName;
  compared: readonly DatasetName[];
  /** All datasets of the subsystem. */
  datasets: SubsystemDatasetsFragment['datasets'];
  onChange: (compared: readonly DatasetName[]) => void;
}) {
  const shown = [dataset, ...compared];
  const others = datasets.filter(
    (other) =>
      !shown.some(
        ({ primaryDataset, processing }) => primaryDataset === other.primaryDataset && processing === other.processing,
      ),
  );
  const labels = datasetLabels(shown).slice(1);
  return (
    <>
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
          <Menu.Label>Compare {dataset.primaryDataset} with</Menu.Label>
          {others.map(({ primaryDataset, processing, runCount }) => (
            <Menu.Item
              key={`${primaryDataset} ${processing}`}
              onClick={() => onChange([...compared, { primaryDataset, processing }])}
            >
              <OptionWithCount name={`${primaryDataset} ${processing}`} count={runCount} unit="runs" />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {compared.map((other, index) => (
        <Button.Group key={`${other.primaryDataset} ${other.processing}`}>
          <Button.GroupSection variant="default" size="xs" title={`${other.primaryDataset} ${other.processing}`}>
            + {labels[index]}
          </Button.GroupSection>
          <CloseButton
            size={30}
            variant="default"
            aria-label={`Remove ${other.primaryDataset} ${other.processing}`}
            onClick={() => onChange(compared.filter((one) => one !== other))}
          />
        </Button.Group>
      ))}
    </>
  );
}

/** A dataset or subsystem in a list, with its number of trends or runs. */
export function OptionWithCount({ name, count, unit }: { name: string; count: number; unit: string }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md" flex={1} fz="xs">
      <span>{name}</span>
      <span className="dim">{`${count.toLocaleString('en')} ${unit}`}</span>
    </Group>
  );
}
