import { ActionIcon, Menu } from '@mantine/core';
import { EllipsisVertical, FileImage, Maximize2, Table2 } from 'lucide-react';
import { Link } from 'react-router';
import type { Plot } from './plots.ts';
import { saveAs, saveCsv } from '../../chart/plot-files.ts';
import type { PlotLine } from '../../chart/series.ts';
import { CopyLinkItems } from '../../run-selection/copy-link.tsx';

/** The menu of a plot, open from the start: its page, its link, and exports. */
export function PlotMenu({
  plot,
  lines,
  runs,
  link,
  close,
}: {
  plot: Plot;
  lines: readonly PlotLine[];
  /** The runs of the page. */
  runs: readonly number[];
  link: string;
  close: () => void;
}) {
  const canvas = (): HTMLCanvasElement | null => document.querySelector(`[data-plot="${CSS.escape(plot.key)}"] canvas`);
  const file = plot.key.replaceAll(/[^\w.-]+/g, '_');
  return (
    <Menu opened onClose={close} position="bottom-end" width={250} shadow="md">
      <Menu.Target>
        <ActionIcon variant="light" color="gray" size={22} aria-label={`Menu of ${plot.title}`}>
          <EllipsisVertical size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={link} leftSection={<Maximize2 size={14} />}>
          Open plot page
        </Menu.Item>
        <CopyLinkItems link={link} runs={runs} />
        <Menu.Item
          leftSection={<FileImage size={14} />}
          onClick={() => canvas()?.toBlob((picture) => picture && saveAs(`${file}.png`, picture))}
        >
          Save as PNG
        </Menu.Item>
        <Menu.Item leftSection={<Table2 size={14} />} onClick={() => saveCsv(file, lines)}>
          Save as CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
