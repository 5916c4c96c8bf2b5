import { Badge, Group, Text } from '@mantine/core';
import type { ServiceDeskQuery } from '../../generated/operations.ts';
import { useNow } from '../../ui/use-now.ts';
import { since } from '../../format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import panel from '../../ui/panel.module.css';

type Worker = ServiceDeskQuery['workers'][number];

const roles: Readonly<Record<string, string>> = { serve: 'server', scan: 'hdqm scan', worker: 'worker' };

/** A process tells that it lives every ten seconds at least; after so many ms without a word something is wrong. */
const silentMs = 30_000;

/** The processes that read files, on whichever machine, and what each reads now. */
export function WorkersPanel({ workers }: { workers: readonly Worker[] }) {
  const now = useNow();
  return (
    <Panel title="Who works on what">
      {workers.length === 0 ? (
        <Text size="sm" c="dimmed">
          No process that reads files was heard of in the last minute.
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
  const silent = now - Date.parse(heartbeatAt) > silentMs;
  const [state, color] = silent
    ? [`silent for ${since(heartbeatAt, now)}`, 'var(--caution)']
    : problem
      ? ['cannot work', 'red.9']
      : files.length > 0
        ? ['works', 'blue.9']
        : ['idle', 'gray.7'];
  return (
    <div className={panel.entry}>
      <Group gap="xs">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {host}
        </Text>
        <Badge size="sm" tt="none" color={color} variant="filled">
          {state}
        </Badge>
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
