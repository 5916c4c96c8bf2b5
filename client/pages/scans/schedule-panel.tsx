import { Badge, Group, Text } from '@mantine/core';
import {
  AskServicesDocument,
  type ServiceDeskQuery,
  StartScanDocument,
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

type Entry = ServiceDeskQuery['schedule'][number];

const titles: Readonly<Record<Entry['name'], string>> = { scan: 'Scan', enrich: 'Run attributes' };

/** What runs by itself and when, with the means to stop it and to have it done now. */
export function SchedulePanel({
  schedule,
  last,
  running,
}: {
  schedule: readonly Entry[];
  /** When each was done last. */
  last: Readonly<Record<Entry['name'], string | null>>;
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
            {entry.cron === null || entry.name === 'enrich' ? '' : ` (${entry.timeZone})`}
          </Text>
          <Text size="sm">
            {entry.next ? `Next in ${until(entry.next, now)}: ${formatTime(entry.next)}. ` : ''}
            {last[entry.name] ? `Last ${since(last[entry.name] ?? '', now)} ago.` : 'Not done yet.'}
          </Text>
          <Group gap="xs" justify="flex-end" mt={4}>
            {entry.paused ? (
              <MutationButton
                label="Start"
                title="Has it run by itself again"
                mutation={ResumeScheduleDocument}
                variables={{ name: entry.name }}
                say={() => ''}
              />
            ) : (
              <MutationButton
                label="Stop"
                title="Keeps it from running by itself, over restarts too, until somebody starts it"
                mutation={PauseScheduleDocument}
                variables={{ name: entry.name }}
                say={() => ''}
                disabled={entry.cron === null}
              />
            )}
            {entry.name === 'scan' ? (
              <MutationButton
                label="Scan now"
                main
                mutation={StartScanDocument}
                variables={{}}
                say={({ scan }) => `scan ${scan}`}
                disabled={running}
              />
            ) : (
              <MutationButton label="Ask now" mutation={AskServicesDocument} variables={{}} say={summarizeEnrichment} />
            )}
          </Group>
        </div>
      ))}
    </Panel>
  );
}

function State({ entry: { paused, cron } }: { entry: Entry }) {
  if (!paused && cron !== null) return null;
  return (
    <Badge size="sm" tt="none" color="var(--caution)" variant="filled">
      {paused ? 'stopped' : 'off: SCAN_SCHEDULE'}
    </Badge>
  );
}
