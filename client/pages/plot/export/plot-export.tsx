import { Button, Menu } from '@mantine/core';
import { Download, FileCode, Link2, Table2, Telescope } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { LoadedSeries } from '../data/plot-lines.ts';
import type { SeriesName } from '../plot-view.ts';
import { describeRuns, drawnPlots } from '../../../chart/export/drawn-plots.ts';
import { PictureItems } from '../../../chart/export/picture-items.tsx';
import { macroName, rootMacro } from '../../../chart/export/root-macro.ts';
import { saveCsv } from '../../../chart/export/plot-files.ts';
import { saveAs } from '../../../ui/copy/save-as.ts';
import type { RunTable } from '../../../run-selection/run-table.ts';
import { CopyLinkItems } from '../../../run-selection/copy-link.tsx';
import { EmbedItems } from './embed-items.tsx';
import { plainTitle } from '../../../format/tlatex.ts';
import { ExportItems } from '../../../run-selection/export-items.tsx';
import type { SelectedRuns } from '../../../run-selection/run-selection.ts';
import { pageLink } from '../../../url/links.ts';
import singlePlot from '../single-plot.module.css';

/** The exports of a plot: its link, its picture, its points, and the query for them. */
export function PlotExport({
  title,
  names,
  runs,
  lines,
  table,
  query,
}: {
  title: string;
  names: readonly SeriesName[];
  runs: SelectedRuns;
  lines: readonly LoadedSeries[];
  /** The runs of the page. */
  table: RunTable;
  /** GraphQL query for the points. */
  query: string;
}) {
  const file = `${names[0]?.subsystem ?? ''}_${names[0]?.config ?? ''}`.replaceAll(/[^\w.-]+/g, '_');
  const [opened, setOpened] = useState(false);
  const datasets = [...new Set(names.map(datasetName))].join(', ');
  const [dataset] = names;
  return (
    <Button.Group>
      <Menu position="bottom-end" shadow="md" width={250}>
        <Menu.Target>
          <Button leftSection={<Link2 size={13} />}>Copy link</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <CopyLinkItems link={location.href} runs={table.runs} />
          <Menu.Divider />
          <EmbedItems title={plainTitle(title)} />
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" shadow="md" width={210} opened={opened} onChange={setOpened}>
        <Menu.Target>
          <Button leftSection={<Download size={13} />}>Save</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <PictureItems
            name={file}
            plots={plotSelector}
            title={title}
            datasets={datasets}
            link={location.href}
            close={() => setOpened(false)}
          />
          <Menu.Item leftSection={<FileCode size={14} />} onClick={() => saveMacro(file, title, datasets)}>
            ROOT macro
          </Menu.Item>
          <Menu.Item leftSection={<Table2 size={14} />} onClick={() => saveCsv(file, datasetLines(lines), table)}>
            Points as CSV
          </Menu.Item>
          {dataset ? (
            <ExportItems
              trends={{
                ...dataset,
                names: names.filter((name) => isSameDataset(name, dataset)).map(({ config }) => config),
                search: '',
              }}
              runs={runs}
              formats={['parquet']}
            />
          ) : null}
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

const plotSelector = `.${singlePlot.root}`;

const datasetName = ({ primaryDataset, processing }: SeriesName): string => `${primaryDataset} ${processing}`;

const isSameDataset = (a: SeriesName, b: SeriesName): boolean =>
  a.subsystem === b.subsystem && datasetName(a) === datasetName(b);

const datasetLines = (lines: readonly LoadedSeries[]) =>
  lines.map((line) => ({ ...line, datasetName: datasetName(line.of) }));

function saveMacro(file: string, title: string, datasets: string): void {
  const [plot] = drawnPlots(plotSelector);
  if (!plot) return;
  const { series, table, yTitle } = plot.data;
  const caption = { title, about: `${datasets}: ${describeRuns(plot.data)}`, link: location.href };
  const name = macroName(file);
  saveAs(`${name}.C`, new Blob([rootMacro(name, series, table, yTitle, caption)], { type: 'text/x-c++src' }));
}
