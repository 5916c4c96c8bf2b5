import { ActionIcon, Menu } from '@mantine/core';
import { EllipsisVertical, Maximize2, Table2 } from 'lucide-react';
import { Link } from 'react-router';
import type { Plot } from '../plots.ts';
import { PictureItems } from '../../../chart/export/picture-items.tsx';
import { type DatasetLine, saveCsv } from '../../../chart/export/plot-files.ts';
import type { RunTable } from '../../../run-selection/run-table.ts';
import { CopyLinkItems } from '../../../run-selection/copy-link.tsx';
import { plainTitle } from '../../../format/tlatex.ts';

/** The menu of a plot, open from the start: its page, its link, and exports. */
export function PlotMenu({
  plot,
  lines,
  datasets,
  table,
  link,
  close,
}: {
  plot: Plot;
  lines: readonly DatasetLine[];
  /** The datasets of the page. */
  datasets: string;
  /** The runs of the page. */
  table: RunTable;
  link: string;
  close: () => void;
}) {
  const file = plot.key.replaceAll(/[^\w.-]+/g, '_');
  return (
    <Menu opened onClose={close} position="bottom-end" width={250} shadow="md">
      <Menu.Target>
        <ActionIcon variant="light" color="gray" size={22} aria-label={`Menu of ${plainTitle(plot.title)}`}>
          <EllipsisVertical size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={link} leftSection={<Maximize2 size={14} />}>
          Open plot page
        </Menu.Item>
        <CopyLinkItems link={link} runs={table.runs} />
        <PictureItems
          name={file}
          plots={`[data-plot="${CSS.escape(plot.key)}"]`}
          title={plot.title}
          datasets={datasets}
          link={link}
          close={close}
        />
        <Menu.Item leftSection={<Table2 size={14} />} onClick={() => saveCsv(file, lines, table)}>
          Save as CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
