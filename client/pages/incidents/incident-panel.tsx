import { useQuery } from '@apollo/client/react';
import { Anchor, Button, Checkbox, CloseButton, Group, Skeleton, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { formatTime } from '../../format/time.ts';
import { IncidentDocument, IncidentPlotsDocument } from '../../generated/operations.ts';
import { RunChanges } from '../../point/run-changes.tsx';
import { CopyText } from '../../ui/copy/copy-text.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { usePermission } from '../../ui/mutation-button.tsx';
import { Section } from '../../ui/panel.tsx';
import { RunLink } from '../../ui/run-link.tsx';
import { omsLink } from '../../url/cms-links.ts';
import { type ActionTargets, ActionDialog, AlarmActions, type AlarmAction } from './alarm-actions.tsx';
import { AlarmCard, SeverityBadge } from './alarm-card.tsx';
import { runsAround } from './alarm-plot.tsx';
import { AlarmTable } from './alarm-table.tsx';
import { countAlarms, countsByState, incidentText, type OpenIncident } from './alarm-text.ts';
import { type AlarmFilter, defaultInbox, filterArguments, hasFilter, incidentLink, pollMs } from './inbox-view.ts';
import styles from './incident-panel.module.css';

/** Alarms that are drawn; the others are in a table, which grows by as many as `step`. */
const [plots, step] = [12, 100];

/** An incident: what changed at its run, and its alarms, with actions on them. */
export function IncidentPanel({
  run,
  filter,
  takesFocus,
  close,
  clearFilter,
}: {
  run: number;
  filter: AlarmFilter;
  /** Whether it has the focus when it opens. */
  takesFocus: boolean;
  close: () => void;
  clearFilter: () => void;
}) {
  const [limit, setLimit] = useState(step);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<AlarmAction>();
  const [outcome, setOutcome] = useState('');
  const variables = { run, ...filterArguments(filter) };
  const { data, previousData, error, refetch } = useQuery(IncidentDocument, {
    variables: { ...variables, limit },
    fetchPolicy: 'cache-and-network',
    pollInterval: pollMs,
  });
  const points = useQuery(IncidentPlotsDocument, {
    variables: { ...variables, limit: plots, before: { to: run - 1, latest: runsAround }, after: { from: run } },
    fetchPolicy: 'cache-and-network',
    pollInterval: pollMs,
  });
  const incident = (data ?? previousData)?.incident;
  const permission = usePermission('edit');
  const targets = incident ? targetsOf(incident, filter, selected) : undefined;
  useHotkeys([
    [
      'a',
      () => {
        if (permission?.isGranted === true && targets && targets.open > 0 && !action) setAction('acknowledge');
      },
    ],
  ]);
  const drawn = points.data ?? points.previousData;
  const pointsOf = new Map(drawn?.incident?.alarms.map((alarm) => [alarm.id, alarm]));
  const select = (id: string, isSelected: boolean): void =>
    setSelected((before) => new Set(isSelected ? [...before, id] : [...before].filter((other) => other !== id)));
  if (error && !incident)
    return <Failure what="The incident could not be loaded." error={error} retry={() => void refetch()} />;
  if (incident === undefined) return <Skeleton height={420} />;
  if (incident === null)
    return (
      <Empty title={`No alarm at run ${run}`}>
        No alarm{hasFilter(filter) ? ' that passes the filter' : ''} begins at this run. An alarm moves when later runs
        show that it began at another one.{' '}
        {hasFilter(filter) ? (
          <Button size="compact-xs" onClick={clearFilter}>
            Clear the filter
          </Button>
        ) : null}
      </Empty>
    );
  const { alarms, total } = incident;
  const rest = alarms.slice(plots);
  return (
    <section aria-label={`Incident at run ${run}`} className={styles.root}>
      <IncidentHead incident={incident} takesFocus={takesFocus} close={close} />
      {targets ? (
        <Group gap={6} my="sm" role="group" aria-label="Actions">
          <Checkbox
            aria-label="Select all alarms"
            checked={selected.size > 0 && selected.size === alarms.length}
            indeterminate={selected.size > 0 && selected.size < alarms.length}
            onChange={({ currentTarget: { checked } }) =>
              setSelected(new Set(checked ? alarms.map(({ id }) => id) : []))
            }
          />
          <Text size="sm">{selected.size > 0 ? `${targets.total} selected:` : `All ${countAlarms(total)}:`}</Text>
          <AlarmActions targets={targets} open={setAction} />
          <CopyText
            title="For the elog: the run, the alarms and what changed"
            about="Text of the incident"
            text={incidentText(
              incident,
              new URL(incidentLink({ ...defaultInbox, filter }, run), location.href).toString(),
            )}
          />
        </Group>
      ) : null}
      <Text size="sm" role="status" className={styles.outcome}>
        {outcome}
      </Text>
      {incident.runInfo?.changes ? <RunChanges changes={incident.runInfo.changes} /> : null}
      <Section title={countAlarms(total)} className={styles.alarms}>
        {points.error && !drawn ? (
          <Failure what="The points could not be loaded." error={points.error} retry={() => void points.refetch()} />
        ) : null}
        <div className={styles.grid}>
          {alarms.slice(0, plots).map((alarm) => (
            <AlarmCard
              key={alarm.id}
              alarm={alarm}
              points={pointsOf.get(alarm.id)}
              isSelected={selected.has(alarm.id)}
              select={(isSelected) => select(alarm.id, isSelected)}
            />
          ))}
        </div>
        {rest.length > 0 ? <AlarmTable alarms={rest} selected={selected} select={select} /> : null}
        {total > alarms.length && limit < 1000 ? (
          <Button mt="sm" onClick={() => setLimit(Math.min(1000, limit + step))}>
            Show more ({(total - alarms.length).toLocaleString('en')} not shown)
          </Button>
        ) : null}
      </Section>
      {action && targets ? (
        <ActionDialog
          action={action}
          targets={targets}
          close={() => setAction(undefined)}
          onDone={(text) => {
            setOutcome(text);
            setSelected(new Set());
          }}
        />
      ) : null}
    </section>
  );
}

/** The selected alarms, or all of the incident that pass the filter. */
function targetsOf(incident: OpenIncident, filter: AlarmFilter, selected: ReadonlySet<string>): ActionTargets {
  const { run, alarms, total } = incident;
  const chosen = selected.size === 0 ? alarms : alarms.filter(({ id }) => selected.has(id));
  const withBaseline = chosen.filter(({ state, cause }) => state !== 'resolved' && cause !== 'limits').length;
  const acknowledged = chosen.filter(({ state }) => state === 'acknowledged').length;
  if (selected.size === 0)
    return {
      alarms: { incident: run, ...filterArguments(filter) },
      total,
      open: incident.new + incident.acknowledged,
      acknowledged: incident.acknowledged,
      withBaseline,
      run,
    };
  return {
    alarms: { ids: chosen.map(({ id }) => id) },
    total: chosen.length,
    open: chosen.filter(({ state }) => state !== 'resolved').length,
    acknowledged,
    withBaseline,
    run,
  };
}

function IncidentHead({
  incident: { run, name, severity, openedAt, resolvedAt, runInfo, ...counts },
  takesFocus,
  close,
}: {
  incident: OpenIncident;
  takesFocus: boolean;
  close: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  const facts = [
    countsByState(counts),
    ...(runInfo?.startTime ? [`started ${formatTime(runInfo.startTime)}`] : []),
    ...(runInfo?.fill ? [`fill ${runInfo.fill}`] : []),
    ...(runInfo?.class ? [runInfo.class] : []),
    resolvedAt === null ? `opened ${formatTime(openedAt)}` : `resolved ${formatTime(resolvedAt)}`,
  ];
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <Title order={3} size="h4" ref={heading} tabIndex={-1} className={styles.title}>
          <RunLink run={run}>Run {run}</RunLink>: {name}
        </Title>
        <SeverityBadge severity={severity} />
        <CloseButton aria-label="Close the incident" title="Close" onClick={close} />
      </Group>
      <Text size="sm" c="dimmed">
        {facts.join(' · ')} ·{' '}
        <Anchor href={omsLink(run)} target="_blank" rel="noreferrer" size="sm">
          OMS
        </Anchor>
      </Text>
    </>
  );
}
