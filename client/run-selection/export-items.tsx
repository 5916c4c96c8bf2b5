import { Menu, TextInput } from '@mantine/core';
import { Check, FileSpreadsheet, Link2 } from 'lucide-react';
import { toParameters } from '../url/codec.ts';
import { exportLink, type ExportedTrends } from '../url/links.ts';
import { useCopy } from '../ui/copy/use-copy.ts';
import { runsCodec, type SelectedRuns } from './run-selection.ts';

const formatNames = { csv: 'Points as CSV', parquet: 'Points as Parquet' } as const;
type Format = keyof typeof formatNames;

/** Menu items that export the points of trends from the server: as files, and as the URL of a file for programs. */
export function ExportItems({
  trends,
  runs,
  formats,
}: {
  trends: ExportedTrends;
  runs: SelectedRuns;
  formats: readonly Format[];
}) {
  const { copy, result } = useCopy();
  const link = (format: Format): string =>
    exportLink(
      format,
      trends,
      new URLSearchParams([...toParameters(runsCodec, runs), ['with', 'start,fill,lumi,class']]),
    );
  const url = new URL(link('csv'), location.href).href;
  const isCopied = result?.isCopied === true;
  return (
    <>
      {formats.map((format) => (
        <Menu.Item key={format} component="a" href={link(format)} download leftSection={<FileSpreadsheet size={14} />}>
          {formatNames[format]}
        </Menu.Item>
      ))}
      <Menu.Item
        leftSection={isCopied ? <Check size={14} /> : <Link2 size={14} />}
        closeMenuOnClick={false}
        onClick={() => copy(url)}
      >
        {isCopied ? 'URL copied' : 'Copy URL of the points'}
      </Menu.Item>
      {result?.isCopied === false ? <TextInput p={6} aria-label="URL" readOnly value={result.text} autoFocus /> : null}
    </>
  );
}
