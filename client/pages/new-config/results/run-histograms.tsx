import { useQuery } from '@apollo/client/react';
import { Anchor, Drawer, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useQueries } from '../../../data/use-queries.ts';
import { RunHistogram } from '../../../elements/run-histogram.tsx';
import { BrowsedElementDocument, BrowsedFileDocument } from '../../../generated/operations.ts';
import type { DatasetName } from '../../../point/point.ts';
import { Failure } from '../../../ui/message.tsx';
import { RunLink } from '../../../ui/run-link.tsx';
import { browseLink } from '../../../url/links.ts';

/** The histograms of a run that a config reads, in a drawer. */
export function RunHistograms({
  run,
  dataset,
  paths,
  close,
}: {
  run: number;
  dataset: DatasetName;
  /** By input: the first that the file contains is read. */
  paths: Readonly<Record<string, readonly string[]>>;
  close: () => void;
}) {
  const { data, error } = useQuery(BrowsedFileDocument, { variables: { ...dataset, run } });
  const file = data?.file;
  return (
    <Drawer
      opened
      position="right"
      size="min(640px, 100%)"
      onClose={close}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={
        <Text fw={700} component="span">
          Run <RunLink run={run} />
        </Text>
      }
    >
      {error ? <Failure what="The file could not be found." error={error} /> : null}
      {!data && !error ? <Skeleton height={360} /> : null}
      {data && !file ? <Text size="sm">There is no file of this run.</Text> : null}
      <Stack gap="md">
        {file
          ? Object.entries(paths).map(([input, options]) => (
              <InputOfRun key={input} file={file.path} run={run} dataset={dataset} options={options} />
            ))
          : null}
      </Stack>
    </Drawer>
  );
}

function InputOfRun({
  file,
  run,
  dataset,
  options,
}: {
  file: string;
  run: number;
  dataset: DatasetName;
  options: readonly string[];
}) {
  const { results, isComplete, error } = useQueries(
    BrowsedElementDocument,
    options.map((element) => ({ file, element })),
  );
  if (error) return <Failure what="The ME could not be loaded." error={error} />;
  if (!isComplete) return <Skeleton height={360} />;
  const found = options.findIndex((_, index) => results[index]?.file?.element.state === 'READ');
  const element = options[Math.max(found, 0)];
  return element === undefined ? null : (
    <div>
      <RunHistogram file={file} run={run} element={element} />
      <Anchor component={Link} size="sm" to={browseLink({ ...dataset, run, element })}>
        Browse the file
      </Anchor>
    </div>
  );
}
