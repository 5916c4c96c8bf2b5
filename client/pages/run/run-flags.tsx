import { Table, Text } from '@mantine/core';
import { FlagBadge } from '../../flags/flag-badge.tsx';
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

/** A flag with its causes and comments. */
function FlagCell({ flag }: { flag: Flag | undefined }) {
  if (!flag) return <span className="dim">–</span>;
  const { causes, comments, problem } = flag;
  if (problem !== null) return <span className="dim">{problem}</span>;
  const remarks = [...causes, ...comments].join('; ');
  return (
    <>
      <FlagBadge flag={flag} />
      {remarks === '' ? null : <div className={styles.remarks}>{remarks}</div>}
    </>
  );
}
