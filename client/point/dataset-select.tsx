import { Select, type SelectProps } from '@mantine/core';
import type { DatasetName } from './point.ts';

/** Selects a dataset. */
export function DatasetSelect({
  datasets,
  dataset,
  change,
  ...props
}: Omit<SelectProps, 'data' | 'value' | 'onChange'> & {
  datasets: readonly DatasetName[];
  dataset: DatasetName;
  change: (dataset: DatasetName) => void;
}) {
  const label = ({ primaryDataset, processing }: DatasetName): string => `${primaryDataset} ${processing}`;
  return (
    <Select
      {...props}
      allowDeselect={false}
      data={datasets.map(label)}
      value={label(dataset)}
      onChange={(value) => {
        const selected = datasets.find((each) => label(each) === value);
        if (selected) change({ primaryDataset: selected.primaryDataset, processing: selected.processing });
      }}
    />
  );
}
