import { Badge, Group, Text } from '@mantine/core';
import type { OperationsQuery } from '../../generated/operations.ts';
import { useNow } from '../../ui/use-now.ts';
import { since } from '../../format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import panel from '../../ui/panel.module.css';

type Worker = OperationsQuery['workers'][number];

const roles: Readonly<Record<string, string>> = { serve: 'server', scan: 'hdqm scan', worker: 'worker' };

/** Workers send a heartbeat at least every ten seconds. Without one for this time in ms, a worker is shown as unresponsive. */
const heartbeatTimeoutMs = 30_000;

/** The worker processes on all machines and the files that they are reading. */
export function WorkersPanel({ workers }: { workers: readonly Worker[] }) {
  const now = useNow();
  return (
    <Panel title="Workers">
      {workers.length === 0 ? (
        <Text size="sm" c="dimmed">
          No worker sent a heartbeat in the last minute.
        </Text>
      ) : null}
      {workers.map((worker) => (
        <WorkerEntry key={worker.id} worker={worker} now={now} />
      ))}
    </Panel>
  );
}

function WorkerEntry({
  worker: { host, pid, role, threads, files, problem, startedAt, heartbeatAt },
  now,
}: {
  worker: Worker;
  now: number;
}) {
  const isUnresponsive = now - Date.parse(heartbeatAt) > heartbeatTimeoutMs;
  const [state, color] = isUnresponsive
    ? [`no heartbeat for ${since(heartbeatAt, now)}`, 'var(--caution)']
    : problem
      ? ['error', 'red.9']
      : files.length > 0
        ? ['busy', 'blue.9']
        : ['idle', 'gray.7'];
  return (
    <div className={panel.entry}>
      <Group gap="xs">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {host}
        </Text>
        <Badge color={color}>{state}</Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {roles[role] ?? role}, process {pid}, {threads} {threads === 1 ? 'thread' : 'threads'}, for{' '}
        {since(startedAt, now)}
      </Text>
      {problem ? (
        <Text size="sm" c="var(--trouble)" style={{ overflowWrap: 'anywhere' }}>
          {problem}
        </Text>
      ) : null}
      {files.map((file) => (
        <div key={file} className="mono" title={file}>
          {file.split('/').at(-1)}
        </div>
      ))}
    </div>
  );
}
