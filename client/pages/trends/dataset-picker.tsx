import { ActionIcon, Select } from '@mantine/core';
import { Scale } from 'lucide-react';
import { Link } from 'react-router';
import type { SubsystemDatasetsFragment } from '../../generated/operations.ts';
import { ComparedDatasets, OptionWithCount } from './compared-datasets.tsx';
import { compareLink } from '../compare/compare-view.ts';
import { selectExisting } from './default-view.ts';
import type { TrendsView } from './trends-view.ts';
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
        onChange={(subsystem) =>
          subsystem !== null && onChange({ ...selectExisting(view, { subsystem }, subsystems), at: '', point: null })
        }
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
        onChange={(primaryDataset) =>
          primaryDataset !== null &&
          onChange({ ...selectExisting(view, { subsystem: view.subsystem, primaryDataset }, subsystems), point: null })
        }
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
      <ComparedDatasets
        dataset={view}
        compared={view.compared}
        datasets={datasets}
        onChange={(compared) => onChange({ compared })}
      />
      <ActionIcon
        component={Link}
        to={compareLink(view)}
        variant="default"
        size={30}
        aria-label="Compare all trends in a table"
        title="Compare all trends in a table"
      >
        <Scale size={15} />
      </ActionIcon>
    </>
  );
}
