import { Button, Menu } from '@mantine/core';
import { Braces, Download, FileImage, Link2, Table2, Telescope } from 'lucide-react';
import { Link } from 'react-router';
import type { PlotTrend } from '../plot-data.ts';
import type { SeriesName } from '../plot-view.ts';
import { saveAs, saveCsv } from '../../../chart/plot-files.ts';
import { CopyLinkItems } from '../../../run-selection/copy-link.tsx';
import type { PlotLine } from '../../../chart/series.ts';
import { pageLink } from '../../../url/links.ts';
import singlePlot from '../single-plot.module.css';

/** The exports of a plot: its link, its picture, its points, and the query for them. */
export function PlotExport({
  title,
  names,
  trends,
  lines,
  runs,
  query,
}: {
  title: string;
  names: readonly SeriesName[];
  trends: readonly (PlotTrend | null)[];
  lines: readonly PlotLine[];
  /** The runs of the page. */
  runs: readonly number[];
  /** GraphQL query for the points. */
  query: string;
}) {
  const file = `${names[0]?.subsystem ?? ''}_${names[0]?.config ?? ''}`.replaceAll(/[^\w.-]+/g, '_');
  const json = (): string => JSON.stringify(plotJson(names, trends), null, 1);
  return (
    <Button.Group>
      <Menu position="bottom-end" shadow="md" width={250}>
        <Menu.Target>
          <Button leftSection={<Link2 size={13} />}>Copy link</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <CopyLinkItems link={location.href} runs={runs} />
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" shadow="md" width={210}>
        <Menu.Target>
          <Button leftSection={<Download size={13} />}>Save</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<FileImage size={14} />} onClick={() => savePicture(`${file}.png`, title)}>
            Picture (PNG)
          </Menu.Item>
          <Menu.Item leftSection={<Table2 size={14} />} onClick={() => saveCsv(file, lines)}>
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
        leftSection={<Telescope size={13} />}
        title="Open this query in GraphiQL"
      >
        GraphiQL
      </Button>
    </Button.Group>
  );
}

/** The points in the format of `hdqm export`, trend by trend. */
function plotJson(names: readonly SeriesName[], trends: readonly (PlotTrend | null)[]): object {
  return {
    address: location.href,
    trends: names.map((name, index) => {
      const trend = trends[index];
      const columns = trend?.columns;
      return {
        ...name,
        title: trend?.config.title ?? null,
        yTitle: trend?.config.yTitle ?? null,
        points: (columns?.runs ?? []).map((run, row) => ({
          run,
          value: columns?.values[row] ?? null,
          errorLow: columns?.errorsLow[row] ?? null,
          errorHigh: columns?.errorsHigh[row] ?? null,
          entries: columns?.entries[row] ?? null,
          failure: columns?.failures[row] ?? null,
          reason: columns?.reasons[row] ?? null,
          revision: columns?.revisions[row] ?? null,
        })),
      };
    }),
  };
}

/** Saves the plot with its title and the background of the page, for instance for an elog entry. */
function savePicture(name: string, title: string): void {
  const plot = document.querySelector<HTMLCanvasElement>(`.${singlePlot.root} canvas`);
  if (!plot) return;
  const scale = plot.width / plot.clientWidth;
  const titleHeight = 30 * scale;
  const picture = Object.assign(document.createElement('canvas'), {
    width: plot.width,
    height: plot.height + titleHeight,
  });
  const context = picture.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(document.body);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = style.color;
  context.font = `600 ${14 * scale}px ${style.fontFamily}`;
  context.fillText(title, 10 * scale, 20 * scale, picture.width - 20 * scale);
  context.drawImage(plot, 0, titleHeight);
  picture.toBlob((blob) => blob && saveAs(name, blob));
}
