import { Anchor, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { RunFileFragment } from '../../generated/operations.ts';
import table from '../../ui/table.module.css';
import { allTrends, runViewLink, showTrends } from './run-view.ts';
import styles from './run-files.module.css';

/** The DQM files of a run, of all datasets and versions. */
export function RunFiles({ run, files }: { run: number; files: readonly RunFileFragment[] }) {
  if (files.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No DQM file of this run was found.
      </Text>
    );
  const byDataset = files.toSorted(
    (a, b) =>
      a.primaryDataset.localeCompare(b.primaryDataset) ||
      a.processing.localeCompare(b.processing) ||
      b.version - a.version,
  );
  return (
    <div className={table.wide} tabIndex={0} role="region" aria-label="DQM files of the run">
      <Table fz="sm" verticalSpacing={2} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Dataset</Table.Th>
            <Table.Th>Version</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Software</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {byDataset.map((file) => (
            <Table.Tr key={file.id} title={file.path} data-file={file.path}>
              <Table.Td>
                {file.primaryDataset} {file.processing}
                <div className="dim">
                  {file.era} {file.tier}
                </div>
              </Table.Td>
              <Table.Td className={styles.version}>
                v{file.processingVersion}, V{String(file.version).padStart(4, '0')}
              </Table.Td>
              <Table.Td>
                <FileState run={run} file={file} />
              </Table.Td>
              <Table.Td className={styles.software}>
                {file.release ?? <span className="dim">unknown</span>}
                <div className="dim">{file.globalTag}</div>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function FileState({
  run,
  file: { state, reason, missingTrends, primaryDataset, processing },
}: {
  run: number;
  file: RunFileFragment;
}) {
  const filter = { ...allTrends.filter, primaryDataset, processing };
  return (
    <>
      <span className={state === 'failed' ? styles.failed : undefined}>{state}</span>
      {reason === null ? null : <div className={styles.reason}>{reason}</div>}
      {missingTrends === 0 ? null : (
        <div>
          <Anchor
            component={Link}
            to={runViewLink(run, { ...allTrends, filter, state: 'noValue' })}
            size="sm"
            preventScrollReset
            onClick={showTrends}
          >
            {missingTrends === 1 ? '1 ME' : `${missingTrends.toLocaleString('en')} MEs`} missing
          </Anchor>
        </div>
      )}
    </>
  );
}
