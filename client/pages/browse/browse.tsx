import { useQuery } from '@apollo/client/react';
import { ActionIcon, Group, Skeleton, Text } from '@mantine/core';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { ElementList } from '../../elements/element-list.tsx';
import { BrowsedFileDocument, type BrowsedFileQuery, DatasetsDocument } from '../../generated/operations.ts';
import type { DatasetName } from '../../point/point.ts';
import { DatasetSelect } from '../../point/dataset-select.tsx';
import { selectDataset } from '../../point/select-dataset.ts';
import { DraftNumberInput } from '../../ui/draft-inputs.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { useLast } from '../../ui/use-last.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { browseCodec } from './browse-view.ts';
import { ElementDetails } from './element-details.tsx';
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
