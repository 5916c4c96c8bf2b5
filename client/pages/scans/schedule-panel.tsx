import { Badge, Group, Text } from '@mantine/core';
import {
  EnrichDocument,
  type OperationsQuery,
  ScanDocument,
  ResumeScheduleDocument,
  PauseScheduleDocument,
} from '../../generated/operations.ts';
import { useNow } from '../../ui/use-now.ts';
import { describeCron } from '../../format/cron.ts';
import { summarizeEnrichment } from '../../format/services.ts';
import { formatTime, since, until } from '../../format/time.ts';
import { MutationButton } from '../../ui/mutation-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import panel from '../../ui/panel.module.css';

type Entry = OperationsQuery['schedule'][number];

const titles: Readonly<Record<Entry['name'], string>> = {
  scan: 'Scan',
  enrich: 'Run attributes',
  notify: 'Notifications',
};

/** The scheduled jobs: when they run, with buttons to pause, resume and start them. */
export function SchedulePanel({
  schedule,
  last,
  running,
}: {
  schedule: readonly Entry[];
  /** When each ran last, of those for which it is shown. */
  last: Readonly<Partial<Record<Entry['name'], string | null>>>;
  running: boolean;
}) {
  const now = useNow();
  return (
    <Panel title="Schedule">
      {schedule.map((entry) => (
        <div key={entry.name} className={panel.entry}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {titles[entry.name]}
            </Text>
            <State entry={entry} />
          </Group>
          <Text size="xs" c="dimmed">
            {entry.description}
            {entry.cron === null ? '' : `; ${describeCron(entry.cron)}`}
            {entry.cron === null || entry.name !== 'scan' ? '' : ` (${entry.timeZone})`}
          </Text>
          <Text size="sm">
            {entry.next ? `Next in ${until(entry.next, now)}: ${formatTime(entry.next)}. ` : ''}
            {describeLast(last[entry.name], now)}
          </Text>
          <Group gap="xs" justify="flex-end" mt={4}>
            {entry.paused ? (
              <MutationButton
                label="Resume"
                title="Resumes the schedule"
                mutation={ResumeScheduleDocument}
                variables={{ name: entry.name }}
                describe={() => ''}
              />
            ) : (
              <MutationButton
                label="Pause"
                title="Pauses the schedule until it is resumed, also across restarts of the server"
                mutation={PauseScheduleDocument}
                variables={{ name: entry.name }}
                describe={() => ''}
                disabled={entry.cron === null}
              />
            )}
            {entry.name === 'scan' && (
              <MutationButton
                label="Scan now"
                primary
                mutation={ScanDocument}
                variables={{}}
                describe={({ scan }) => `scan ${scan} started`}
                disabled={running}
              />
            )}
            {entry.name === 'enrich' && (
              <MutationButton
                label="Refresh now"
                mutation={EnrichDocument}
                variables={{}}
                describe={summarizeEnrichment}
              />
            )}
          </Group>
        </div>
      ))}
    </Panel>
  );
}

function describeLast(last: string | null | undefined, now: Parameters<typeof since>[1]): string {
  if (last === undefined) return '';
  return last === null ? 'Not run yet.' : `Last ${since(last, now)} ago.`;
}

function State({ entry: { paused, cron } }: { entry: Entry }) {
  if (!paused && cron !== null) return null;
  return <Badge color="var(--caution)">{paused ? 'paused' : 'off: SCAN_SCHEDULE'}</Badge>;
}
