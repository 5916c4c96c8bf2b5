import { useQuery } from '@apollo/client/react';
import { ActionIcon, Group, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ArrowLeft, ArrowRight, Search } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useQueries } from '../../data/use-queries.ts';
import {
  BrowsedFileDocument,
  type BrowsedFileQuery,
  DatasetsDocument,
  ElementSearchDocument,
  FolderContentsDocument,
} from '../../generated/operations.ts';
import type { DatasetName } from '../../point/point.ts';
import { DatasetSelect } from '../../point/dataset-select.tsx';
import { DraftNumberInput } from '../../ui/draft-inputs.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { useLast } from '../../ui/use-last.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { browseCodec, foldersAbove } from './browse-view.ts';
import { ElementDetails } from './element-details.tsx';
import { ElementTree } from './element-tree.tsx';
import { matchRows, treeRows } from './tree-rows.ts';
import styles from './browse.module.css';

type BrowsedFile = NonNullable<BrowsedFileQuery['file']>;

/** The MEs of a file as a tree, with a search, and the histogram of one beside it. */
export function BrowsePage() {
  const [view, update] = useUrlState(browseCodec);
  const { data: available, error: datasetsError, refetch } = useQuery(DatasetsDocument);
  const datasets = available?.datasets ?? noDatasets;
  const dataset = selectDataset(datasets, view);
  const { data, error } = useQuery(BrowsedFileDocument, {
    variables: { ...(dataset ?? noDataset), run: view.run },
    skip: dataset === undefined,
  });
  const file = useLast(data)?.file;
  return (
    <div className={`page ${styles.page}`}>
      <PageHead title="Browse" about={file ? file.path : 'The MEs of a DQM file'}>
        {dataset ? (
          <DatasetSelect
            aria-label="Dataset"
            searchable
            w={260}
            datasets={datasets}
            dataset={dataset}
            change={(changed) => update({ ...changed, run: null })}
          />
        ) : null}
        {dataset ? <RunInput run={view.run} file={file ?? undefined} onRun={(run) => update({ run })} /> : null}
      </PageHead>
      {datasetsError ? (
        <Failure what="The datasets could not be loaded." error={datasetsError} retry={() => void refetch()} />
      ) : null}
      {error ? <Failure what="The file could not be loaded." error={error} /> : null}
      {available && !dataset ? <Empty title="No files yet">A scan finds the DQM files.</Empty> : null}
      {data && !data.file ? (
        <Empty title={`No file of run ${view.run ?? ''}`}>
          No file of this run was extracted for {dataset?.primaryDataset} {dataset?.processing}.
        </Empty>
      ) : null}
      {!file && !error && !datasetsError ? <Skeleton height={400} /> : null}
      {file && dataset ? (
        <div className={styles.panes}>
          <ElementList
            file={file.path}
            search={view.search}
            selected={view.element}
            onSearch={(search) => update({ search }, { replace: true })}
            onSelect={(element) => update({ element, along: 'x' })}
          />
          {view.element === null ? (
            <Text c="dimmed" size="sm">
              Select an ME to see its histogram, the configs that use it, and in which files it is.
            </Text>
          ) : (
            <ElementDetails
              file={file.path}
              run={file.run}
              dataset={dataset}
              element={view.element}
              view={view}
              update={update}
            />
          )}
        </div>
      ) : null}
    </div>
  );
}

const noDatasets: readonly (DatasetName & { runCount: number })[] = [];
const noDataset: DatasetName = { primaryDataset: '', processing: '' };

/** The dataset of the URL, else the one with most runs of its primary dataset, or of all. */
function selectDataset(
  datasets: readonly (DatasetName & { readonly runCount: number })[],
  { primaryDataset, processing }: DatasetName,
): DatasetName | undefined {
  const ofPrimary = datasets.filter((each) => each.primaryDataset === primaryDataset);
  const named = ofPrimary.find((each) => each.processing === processing);
  const [largest] = (ofPrimary.length > 0 ? ofPrimary : datasets).toSorted((a, b) => b.runCount - a.runCount);
  const selected = named ?? largest;
  return selected && { primaryDataset: selected.primaryDataset, processing: selected.processing };
}

/** The number of the run, with the previous and the next one of which the dataset has a file. */
function RunInput({
  run,
  file,
  onRun,
}: {
  run: number | null;
  file: BrowsedFile | undefined;
  onRun: (run: number | null) => void;
}) {
  const step = (to: number | null | undefined, label: string, icon: ReactNode) => (
    <ActionIcon
      variant="default"
      size="lg"
      disabled={!to}
      aria-label={label}
      title={label}
      onClick={() => onRun(to ?? null)}
    >
      {icon}
    </ActionIcon>
  );
  return (
    <Group gap={4} wrap="nowrap">
      {step(file?.previousRun, 'Previous run', <ArrowLeft size={16} />)}
      <DraftNumberInput
        aria-label="Run"
        placeholder="latest run"
        w={110}
        hideControls
        allowDecimal={false}
        min={1}
        value={run ?? file?.run ?? null}
        onCommit={onRun}
        wait={600}
      />
      {step(file?.nextRun, 'Next run', <ArrowRight size={16} />)}
    </Group>
  );
}

/** The tree of a file, or the MEs that match a search. */
function ElementList({
  file,
  search,
  selected,
  onSearch,
  onSelect,
}: {
  file: string;
  search: string;
  selected: string | null;
  onSearch: (search: string) => void;
  onSelect: (element: string) => void;
}) {
  const [debounced] = useDebouncedValue(search.trim(), 150);
  const isSearching = search.trim() !== '' && debounced !== '';
  return (
    <div className={styles.list}>
      <TextInput
        type="search"
        aria-label="Search MEs"
        placeholder="Search MEs by words of their paths"
        leftSection={<Search size={14} />}
        value={search}
        onChange={({ currentTarget: { value } }) => onSearch(value)}
      />
      {isSearching ? (
        <Matches file={file} search={debounced} selected={selected} onSelect={onSelect} />
      ) : (
        <Folders file={file} selected={selected} onSelect={onSelect} />
      )}
    </div>
  );
}

function Folders({
  file,
  selected,
  onSelect,
}: {
  file: string;
  selected: string | null;
  onSelect: (element: string) => void;
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(foldersAbove(selected ?? '')));
  const folders = ['', ...open];
  const { results, error, retry } = useQueries(
    FolderContentsDocument,
    folders.map((folder) => ({ file, folder })),
  );
  if (error) return <Failure what="The folder could not be loaded." error={error} retry={retry} />;
  const contents = new Map(folders.map((folder, index) => [folder, results[index]?.file?.folder]));
  return (
    <ElementTree
      label="MEs of the file"
      rows={treeRows(open, (folder) => contents.get(folder))}
      selected={selected}
      onToggle={(folder) => {
        const next = new Set(open);
        if (!next.delete(folder)) next.add(folder);
        setOpen(next);
      }}
      onSelect={onSelect}
    />
  );
}

function Matches({
  file,
  search,
  selected,
  onSelect,
}: {
  file: string;
  search: string;
  selected: string | null;
  onSelect: (element: string) => void;
}) {
  const { data, previousData, error, refetch } = useQuery(ElementSearchDocument, { variables: { file, search } });
  const found = (data ?? previousData)?.file?.searchElements;
  const rows = useMemo(() => matchRows(found?.elements ?? []), [found]);
  if (error) return <Failure what="The search failed." error={error} retry={() => void refetch()} />;
  if (!found) return <Text size="sm">Searching…</Text>;
  if (found.state !== 'READ') return <Text size="sm">{found.reason}</Text>;
  const shown = found.elements.length;
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {found.total === 0 ? 'No ME contains all words.' : null}
        {found.total > 0 ? `${found.total.toLocaleString('en')} ${found.total === 1 ? 'ME' : 'MEs'}` : null}
        {found.total > shown ? `, the first ${shown} are listed` : null}
      </Text>
      <ElementTree label="MEs that match" rows={rows} selected={selected} onToggle={ignore} onSelect={onSelect} />
    </>
  );
}

/** Matches have no folders. */
const ignore = (): void => {};
