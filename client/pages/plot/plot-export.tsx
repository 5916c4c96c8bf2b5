import { Button, Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Braces, Check, Download, FileImage, Link2, Table2, Telescope } from 'lucide-react';
import { Link } from 'react-router';
import type { PlotTrend } from './plot-data.ts';
import type { SeriesName } from './plot-view.ts';
import { pointsCsv, saveAs } from '../../chart/plot-files.ts';
import type { PlotLine } from '../../chart/trend-plot.tsx';
import { pageLink } from '../../url/links.ts';

/** What can be taken away from a plot: its link, its picture, its points, the query for them. */
export function PlotExport({
  title,
  series,
  trends,
  lines,
  query,
}: {
  title: string;
  series: readonly SeriesName[];
  trends: readonly (PlotTrend | null)[];
  lines: readonly PlotLine[];
  /** For GraphiQL. */
  query: string;
}) {
  const clipboard = useClipboard({ timeout: 2000 });
  const file = `${series[0]?.subsystem ?? ''}_${series[0]?.config ?? ''}`.replaceAll(/[^\w.-]+/g, '_');
  const json = (): string => JSON.stringify(plotJson(series, trends), null, 1);
  return (
    <Button.Group>
      <Button
        variant="default"
        size="xs"
        leftSection={clipboard.copied ? <Check size={13} /> : <Link2 size={13} />}
        onClick={() => clipboard.copy(location.href)}
      >
        {clipboard.copied ? 'Copied' : 'Copy link'}
      </Button>
      <Menu position="bottom-end" shadow="md" width={210}>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<Download size={13} />}>
            Save
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<FileImage size={14} />} onClick={() => savePicture(`${file}.png`, title)}>
            Picture (PNG)
          </Menu.Item>
          <Menu.Item
            leftSection={<Table2 size={14} />}
            onClick={() => saveAs(`${file}.csv`, new Blob([pointsCsv(lines)], { type: 'text/csv' }))}
          >
            Points as CSV
          </Menu.Item>
          <Menu.Item
            leftSection={<Braces size={14} />}
            onClick={() => saveAs(`${file}.json`, new Blob([json()], { type: 'application/json' }))}
          >
            Points as JSON
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        component={Link}
        to={pageLink('/graphiql', { query })}
        variant="default"
        size="xs"
        leftSection={<Telescope size={13} />}
        title="Open this query in GraphiQL"
      >
        GraphiQL
      </Button>
    </Button.Group>
  );
}

/** The points as `hdqm export` gives them, trend by trend. */
function plotJson(series: readonly SeriesName[], trends: readonly (PlotTrend | null)[]): object {
  return {
    address: location.href,
    trends: series.map((name, index) => {
      const trend = trends[index];
      const columns = trend?.columns;
      return {
        ...name,
        title: trend?.config.title ?? null,
        yTitle: trend?.config.yTitle ?? null,
        points: (columns?.runs ?? []).map((run, place) => ({
          run,
          value: columns?.values[place] ?? null,
          errorLow: columns?.errorsLow[place] ?? null,
          errorHigh: columns?.errorsHigh[place] ?? null,
          entries: columns?.entries[place] ?? null,
          failure: columns?.failures[place] ?? null,
          reason: columns?.reasons[place] ?? null,
          revision: columns?.revisions[place] ?? null,
        })),
      };
    }),
  };
}

/** The plot on the page's ground, under its title: a picture that stands by itself in an elog. */
function savePicture(name: string, title: string): void {
  const plot = document.querySelector<HTMLCanvasElement>('.single-plot canvas');
  if (!plot) return;
  const scale = plot.width / plot.clientWidth;
  const head = 30 * scale;
  const picture = Object.assign(document.createElement('canvas'), { width: plot.width, height: plot.height + head });
  const ink = picture.getContext('2d');
  if (!ink) return;
  const style = getComputedStyle(document.body);
  ink.fillStyle = style.backgroundColor;
  ink.fillRect(0, 0, picture.width, picture.height);
  ink.fillStyle = style.color;
  ink.font = `600 ${14 * scale}px ${style.fontFamily}`;
  ink.fillText(title, 10 * scale, 20 * scale, picture.width - 20 * scale);
  ink.drawImage(plot, 0, head);
  picture.toBlob((blob) => blob && saveAs(name, blob));
}
