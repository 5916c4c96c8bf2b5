import { ActionIcon, Badge, Table, Text } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import type { ScansQuery } from '../../generated/operations.ts';
import { formatDuration } from '../../format/numbers.ts';
import { shortTime } from '../../format/time.ts';
import { ScanLog } from './scan-log.tsx';
import styles from './scan-table.module.css';
import log from './scan-log.module.css';

type Scan = ScansQuery['scans'][number];

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
          <Table.Th>Start (UTC)</Table.Th>
          <Table.Th visibleFrom="xs">Duration</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th visibleFrom="lg">Files found</Table.Th>
          <Table.Th visibleFrom="md">New</Table.Th>
          <Table.Th visibleFrom="sm">Extracted</Table.Th>
          <Table.Th visibleFrom="sm">Failed</Table.Th>
          <Table.Th visibleFrom="xs">Points</Table.Th>
          <Table.Th visibleFrom="md">Runs pending</Table.Th>
          <Table.Th visibleFrom="lg">Unknown names</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {scans.map((scan) => (
          <Fragment key={scan.id}>
            <Row scan={scan} open={open === scan.id} toggle={() => toggle(scan.id)} />
            {open === scan.id ? (
              <Table.Tr>
                <Table.Td colSpan={11} p={0}>
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
  // The counts are stored when the scan ends.
  const count = (number: number): string => (scan.finishedAt ? number.toLocaleString('en') : '–');
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
      <Table.Td>{shortTime(scan.startedAt)}</Table.Td>
      <Table.Td visibleFrom="xs">
        {scan.finishedAt ? formatDuration((Date.parse(scan.finishedAt) - Date.parse(scan.startedAt)) / 1000) : '–'}
      </Table.Td>
      <Table.Td>
        <State state={scan.state} reason={scan.reason} />
      </Table.Td>
      <Table.Td visibleFrom="lg">{count(scan.filesFound)}</Table.Td>
      <Table.Td visibleFrom="md">{count(scan.filesNew)}</Table.Td>
      <Table.Td visibleFrom="sm">{count(scan.filesExtracted)}</Table.Td>
      <Table.Td visibleFrom="sm">{count(scan.filesFailed)}</Table.Td>
      <Table.Td visibleFrom="xs">{count(scan.points)}</Table.Td>
      <Table.Td visibleFrom="md">{count(scan.runsPending)}</Table.Td>
      <Table.Td visibleFrom="lg">{count(scan.unknownNames)}</Table.Td>
    </Table.Tr>
  );
}

function State({ state, reason }: { state: string; reason: string | null }) {
  const color = { finished: 'teal.9', failed: 'red.9', running: 'blue.9' }[state] ?? 'gray.9';
  return (
    <>
      <Badge color={color} variant="filled" tt="none" size="sm">
        {state}
      </Badge>
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
