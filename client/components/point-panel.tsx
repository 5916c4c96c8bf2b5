import { Drawer } from '@mantine/core';
import type { DatasetName } from '../state/point.ts';

/** What is known of one point, beside the plots. */
export function PointPanel({
  config,
  run,
  dataset,
  close,
}: {
  subsystem: string;
  dataset: DatasetName;
  /** Name of the config. */
  config: string;
  run: number;
  /** Goes to another run of the trend. */
  onRun: (run: number) => void;
  close: () => void;
}) {
  return (
    <Drawer opened position="right" size="lg" onClose={close} title={`${config}, run ${run}`}>
      {dataset.primaryDataset} {dataset.processing}
    </Drawer>
  );
}
