import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, EllipsisVertical, FileImage, Link2, Maximize2, Table2 } from 'lucide-react';
import { Link } from 'react-router';
import type { Plot } from './plots.ts';
import { saveAs, saveCsv } from '../../chart/plot-files.ts';
import type { PlotLine } from '../../chart/series.ts';

/** The menu of a plot, open from the start: its page, its link, and exports. */
export function PlotMenu({
  plot,
  lines,
  link,
  close,
}: {
  plot: Plot;
  lines: readonly PlotLine[];
  link: string;
  close: () => void;
}) {
  const canvas = (): HTMLCanvasElement | null => document.querySelector(`[data-plot="${CSS.escape(plot.key)}"] canvas`);
  // Without HTTPS a page has no clipboard: the link is shown instead.
  const clipboard = useClipboard({ timeout: 2500 });
  const url = new URL(link, location.href).href;
  const file = plot.key.replaceAll(/[^\w.-]+/g, '_');
  return (
    <Menu opened onClose={close} position="bottom-end" width={190} shadow="md">
      <Menu.Target>
        <ActionIcon variant="light" color="gray" size={22} aria-label={`Menu of ${plot.title}`}>
          <EllipsisVertical size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={link} leftSection={<Maximize2 size={14} />}>
          Open plot page
        </Menu.Item>
        <Menu.Item
          leftSection={clipboard.copied ? <Check size={14} /> : <Link2 size={14} />}
          closeMenuOnClick={false}
          onClick={() => clipboard.copy(url)}
        >
          {clipboard.copied ? 'Link copied' : 'Copy link'}
        </Menu.Item>
        {clipboard.error ? <TextInput p={6} aria-label="Link" readOnly value={url} autoFocus /> : null}
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
