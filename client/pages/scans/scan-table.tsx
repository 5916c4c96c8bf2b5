import { ActionIcon, Badge, type MantineBreakpoint, Table, Text } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import type { ScansQuery } from '../../generated/operations.ts';
import { formatDuration } from '../../format/numbers.ts';
import { shortTime } from '../../format/time.ts';
import { ScanLog } from './scan-log.tsx';
import styles from './scan-table.module.css';
import log from './scan-log.module.css';

type Scan = ScansQuery['scans'][number];

interface Column {
  readonly label: string;
  /** Where the window is narrow, the column is hidden. */
  readonly visible?: { readonly visibleFrom: MantineBreakpoint };
  readonly cell: (scan: Scan) => ReactNode;
}

/** A column of a count, which is stored when the scan ends. */
const count = (
  label: string,
  visibleFrom: MantineBreakpoint,
  field: { [Key in keyof Scan]: Scan[Key] extends number ? Key : never }[keyof Scan],
): Column => ({
  label,
  visible: { visibleFrom },
  cell: (scan) => (scan.finishedAt ? scan[field].toLocaleString('en') : '–'),
});

const columns: readonly Column[] = [
  { label: 'Start (UTC)', cell: ({ startedAt }) => shortTime(startedAt) },
  {
    label: 'Duration',
    visible: { visibleFrom: 'xs' },
    cell: ({ startedAt, finishedAt }) =>
      finishedAt ? formatDuration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : '–',
  },
  { label: 'State', cell: ({ state, reason }) => <State state={state} reason={reason} /> },
  count('Files found', 'lg', 'filesFound'),
  count('New', 'md', 'filesNew'),
  count('Extracted', 'sm', 'filesExtracted'),
  count('Failed', 'sm', 'filesFailed'),
  count('Points', 'xs', 'points'),
  count('Runs pending', 'md', 'runsPending'),
  count('Unknown names', 'lg', 'unknownNames'),
];

/** The scans, the newest first. One may be expanded to show its log. */
export function ScanTable({
  scans,
  open,
  toggle,
}: {
  scans: readonly Scan[];
  open: string | null;
  toggle: (id: string) => void;
}) {
  return (
    <Table verticalSpacing={4} fz="sm" className={styles.root}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Scan</Table.Th>
          {columns.map(({ label, visible }) => (
            <Table.Th key={label} {...visible}>
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {scans.map((scan) => (
          <Fragment key={scan.id}>
            <Row scan={scan} open={open === scan.id} toggle={() => toggle(scan.id)} />
            {open === scan.id ? (
              <Table.Tr>
                <Table.Td colSpan={columns.length + 1} p={0}>
                  {scan.unknownExamples.length > 0 ? <UnknownNames scan={scan} /> : null}
                  <ScanLog scanId={Number(scan.id)} running={scan.state === 'running'} />
                </Table.Td>
              </Table.Tr>
            ) : null}
          </Fragment>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ scan, open, toggle }: { scan: Scan; open: boolean; toggle: () => void }) {
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <Table.Tr>
      <Table.Td fw={600} style={{ whiteSpace: 'nowrap' }}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          mr={4}
          aria-expanded={open}
          aria-label={`Log of scan ${scan.id}`}
          onClick={toggle}
        >
          <Chevron size={14} />
        </ActionIcon>
        {scan.id}
      </Table.Td>
      {columns.map(({ label, visible, cell }) => (
        <Table.Td key={label} {...visible}>
          {cell(scan)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function State({ state, reason }: { state: string; reason: string | null }) {
  const color = { finished: 'teal.9', failed: 'red.9', running: 'blue.9' }[state] ?? 'gray.9';
  return (
    <>
      <Badge color={color}>{state}</Badge>
      {reason ? (
        <Text size="xs" c="dimmed" maw={420} style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
      ) : null}
    </>
  );
}

function UnknownNames({ scan: { unknownNames, unknownExamples } }: { scan: Scan }) {
  return (
    <div className={log.root}>
      <Text size="xs" c="dimmed">
        {unknownNames} {unknownNames === 1 ? 'file has a name' : 'files have names'} that HDQM cannot parse
        {unknownExamples.length < unknownNames ? `; the first ${unknownExamples.length}` : ''}:
      </Text>
      {unknownExamples.map((name) => (
        <div key={name} className="mono">
          {name}
        </div>
      ))}
    </div>
  );
}
