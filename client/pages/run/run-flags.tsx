import { Table, Text } from '@mantine/core';
import type { RunFlagsFragment } from '../../generated/operations.ts';
import table from '../../ui/table.module.css';
import styles from './run-flags.module.css';

type Flag = RunFlagsFragment['flags'][number];

/** The certification flags of a run in Run Registry: a row per column, those of the run itself (online) and of its datasets beside each other. */
export function RunFlags({ flags, subsystem }: { flags: readonly Flag[]; subsystem: string }) {
  const shown = flags.filter(({ subsystems }) => subsystem === '' || subsystems.includes(subsystem));
  const datasets = [...new Set(shown.map(({ dataset }) => dataset))];
  const columns = [...new Set(shown.map(({ column }) => column))].toSorted();
  if (shown.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {flags.length === 0
          ? 'Run Registry has no flag of this run, or has not answered yet.'
          : `No column of Run Registry certifies ${subsystem}.`}
      </Text>
    );
  return (
    <div className={table.wide} tabIndex={0} role="region" aria-label="Certification flags of the run">
      <Table fz="sm" verticalSpacing={2} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            {datasets.map((dataset) => (
              <Table.Th key={dataset}>{dataset}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map((column) => (
            <Table.Tr key={column} data-flag={column}>
              <Table.Th scope="row">
                {column}
                <Subsystems flag={shown.find((flag) => flag.column === column)} />
              </Table.Th>
              {datasets.map((dataset) => (
                <Table.Td key={dataset}>
                  <FlagCell flag={shown.find((flag) => flag.column === column && flag.dataset === dataset)} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Subsystems({ flag }: { flag: Flag | undefined }) {
  if (!flag || flag.subsystems.length === 0) return null;
  return <span className={`dim ${styles.subsystems}`}> {flag.subsystems.join(', ')}</span>;
}

/** A status with the share of good lumisections, and the causes and comments. */
function FlagCell({ flag }: { flag: Flag | undefined }) {
  if (!flag) return <span className="dim">–</span>;
  const { status, goodShare, causes, comments, problem } = flag;
  if (problem !== null) return <span className="dim">{problem}</span>;
  const remarks = [...causes, ...comments].join('; ');
  return (
    <>
      <span className={styles.share}>
        <span className={styles.status} data-status={status}>
          {status ?? 'none'}
        </span>
        {goodShare === null ? null : (
          <span className="dim" title="Share of good lumisections">
            {' '}
            {formatShare(goodShare)}
          </span>
        )}
      </span>
      {remarks === '' ? null : <div className={styles.remarks}>{remarks}</div>}
    </>
  );
}

/** A share in percent that is 100 or 0 only where it is all or nothing. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  if (share > 0 && percent < 0.1) return '<0.1 %';
  if (share < 1 && percent > 99.9) return '>99.9 %';
  return `${Number(percent.toFixed(1))} %`;
}
