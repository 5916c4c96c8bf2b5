import { Button, Menu } from '@mantine/core';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { PictureItems } from '../../../chart/export/picture-items.tsx';
import { CopyLinkItems } from '../../../run-selection/copy-link.tsx';
import { ExportItems } from '../../../run-selection/export-items.tsx';
import type { TrendsView } from '../trends-view.ts';

/** The exports of the grid: its link, a picture of the plots that are in the window, and the points of all. */
export function GridExport({ view, runs }: { view: TrendsView; runs: readonly number[] }) {
  const [opened, setOpened] = useState(false);
  const { subsystem, primaryDataset, processing, compared, search } = view;
  const datasets = [{ primaryDataset, processing }, ...compared]
    .map((dataset) => `${dataset.primaryDataset} ${dataset.processing}`)
    .join(', ');
  return (
    <Menu position="bottom-end" shadow="md" width={250} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Button px={8} aria-label="Save or share" title="Save or share the plots in the window">
          <Download size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <CopyLinkItems link={location.href} runs={runs} />
        <PictureItems
          name={`${subsystem}_${primaryDataset}`.replaceAll(/[^\w.-]+/g, '_')}
          plots="[data-plot]"
          title={search === '' ? subsystem : `${subsystem}: ${search}`}
          datasets={datasets}
          link={location.href}
          close={() => setOpened(false)}
        />
        <ExportItems
          trends={{ subsystem, primaryDataset, processing, names: [], search }}
          runs={view.runs}
          formats={['csv', 'parquet']}
        />
      </Menu.Dropdown>
    </Menu>
  );
}
