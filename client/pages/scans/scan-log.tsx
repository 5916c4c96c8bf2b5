import { useQuery } from '@apollo/client/react';
import { Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ScanLogDocument, type ScanLogQuery } from '../../generated/operations.ts';
import { flatten } from '../../format/flatten.ts';
import { Failure } from '../../ui/message.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import styles from './scan-log.module.css';

/** Maximum of log lines shown. */
const maxLines = 500;

/** The log of a scan, updated while it runs. */
export function ScanLog({ scanId, running }: { scanId: number; running: boolean }) {
  const [warningsOnly, setWarningsOnly] = useState(false);
  const { data, previousData, error, refetch } = useQuery(ScanLogDocument, {
    variables: { scanId, warningsOnly, limit: maxLines },
    fetchPolicy: 'cache-and-network',
    pollInterval: running ? 2000 : 0,
  });
  const lines = (data ?? previousData)?.log;
  if (error) return <Failure what="The log could not be loaded." error={error} retry={() => void refetch()} />;
  return (
    <div className={styles.root}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="xs" c="dimmed">
          {summaryOf(lines?.length)} All: <code>hdqm logs --scan {scanId}</code>
        </Text>
        <Toggle label="Warnings and errors only" checked={warningsOnly} onChange={setWarningsOnly} />
      </Group>
      {lines && lines.length > 0 ? (
        <ol aria-label={`Log of scan ${scanId}`} tabIndex={0}>
          {lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ol>
      ) : null}
    </div>
  );
}

function summaryOf(count: number | undefined): string {
  if (count === undefined) return 'Loading…';
  if (count === 0) return 'No lines. Lines older than LOG_DAYS are deleted.';
  return count === maxLines ? `The last ${maxLines} lines.` : `${count} ${count === 1 ? 'line' : 'lines'}.`;
}

const colours: Readonly<Record<string, string>> = {
  warn: 'light-dark(var(--caution), var(--mantine-color-orange-4))',
  error: 'var(--trouble)',
  fatal: 'var(--trouble)',
};

function Line({ line: { at, level, message, details } }: { line: ScanLogQuery['log'][number] }) {
  const attributes = flatten(details).map(([name, value]) => `${name} ${value}`);
  return (
    <li>
      <time dateTime={at}>{at.slice(11, 19)}</time>{' '}
      {level === 'info' ? null : <b style={{ color: colours[level] }}>{level} </b>}
      {message}
      {attributes.length > 0 ? <span className="dim"> · {attributes.join(' · ')}</span> : null}
    </li>
  );
}
