import { useQuery } from '@apollo/client/react';
import { Button, Kbd, Skeleton, Tabs, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { formatTime } from '../../format/time.ts';
import {
  type AlarmState,
  InboxDocument,
  type InboxQuery,
  ScanStatusDocument,
  type ScanStatusQuery,
} from '../../generated/operations.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { useLast } from '../../ui/use-last.ts';
import { pageLink } from '../../url/links.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { stateNames } from './alarm-text.ts';
import { InboxFilter } from './inbox-filter.tsx';
import { filterArguments, hasFilter, inboxCodec, noFilter, pollMs, states } from './inbox-view.ts';
import { IncidentList } from './incident-list.tsx';
import { IncidentPanel } from './incident-panel.tsx';
import styles from './incidents.module.css';
import { lastScanText, OutdatedData } from './scan-status.tsx';

/** Incidents that are listed at first and added by a click. */
const step = 50;

/** The start page: incidents by their state, and the open one with its alarms. */
export function IncidentsPage() {
  const [view, update] = useUrlState(inboxCodec);
  const { state, filter, incident } = view;
  const [more, setMore] = useState({ list: '', limit: step });
  const [takesFocus, setTakesFocus] = useState(false);
  const navigate = useNavigate();
  const shownList = JSON.stringify([state, filter]);
  const limit = more.list === shownList ? more.limit : step;
  const {
    data: loaded,
    previousData,
    error,
    refetch,
  } = useQuery(InboxDocument, {
    variables: { state, ...filterArguments(filter), limit },
    fetchPolicy: 'cache-and-network',
    pollInterval: pollMs,
  });
  const { data: scans } = useQuery(ScanStatusDocument, { fetchPolicy: 'cache-and-network', pollInterval: pollMs });
  // A list that grows keeps its incidents, and where it is scrolled to; another list replaces it.
  const data = loaded ?? (limit > step ? previousData : undefined);
  const counts = useLast(data);
  const incidents = data?.shown.items;
  const list = useRef<HTMLDivElement>(null);
  const lastIndex = useRef(0);
  /** The incident that was closed, whose link gets the focus. */
  const closed = useRef<number | null>(null);
  const links = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>('[data-incident] a') ?? [])];
  const move = (by: 1 | -1): void => {
    if (!incidents || incidents.length === 0 || document.querySelector('[role="dialog"]')) return;
    const open = incidents.findIndex(({ run }) => run === incident);
    const focused = links().findIndex((link) => link === document.activeElement);
    const current = open >= 0 ? open : focused;
    // An incident that was acknowledged has left the list: the next one has its place.
    const target = current >= 0 ? current + by : incident === null ? 0 : lastIndex.current - (by < 0 ? 1 : 0);
    const index = Math.min(Math.max(target, 0), incidents.length - 1);
    lastIndex.current = index;
    links()[index]?.focus();
    setTakesFocus(false);
    if (incident !== null) update({ incident: incidents[index]?.run ?? null }, { replace: true });
  };
  const help = (): void => void navigate(`${pageLink('/help')}#keys`);
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['?', help],
    // Most keyboards have it with Shift.
    ['shift+?', help],
  ]);
  const close = (): void => {
    closed.current = incident;
    update({ incident: null });
  };
  // In a narrow window the list is hidden while an incident is open.
  useEffect(() => {
    if (incident !== null || closed.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-incident="${closed.current}"] a`)?.focus();
    closed.current = null;
  }, [incident]);
  return (
    <div className="page">
      <PageHead title="Incidents" about={scans ? lastScanText(scans.status) : 'Loading…'}>
        <InboxFilter
          filter={filter}
          onChange={(part) => update({ filter: { ...filter, ...part } }, { replace: true })}
        />
      </PageHead>
      {scans ? <OutdatedData {...scans} /> : null}
      <Tabs value={state} onChange={(value) => update({ state: value as AlarmState, incident: null })}>
        <Tabs.List mb="sm">
          {states.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {stateNames[each]} {counts ? `(${counts[each].total.toLocaleString('en')})` : ''}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={state}>
          {error && !data ? (
            <Failure what="The incidents could not be loaded." error={error} retry={() => void refetch()} />
          ) : null}
          <div className={styles.columns} data-open={incident !== null}>
            <div ref={list} className={styles.list}>
              {!data && !error ? <Skeleton height={240} aria-label="Loading" aria-busy /> : null}
              {data && incidents?.length === 0 ? (
                <NoIncidents
                  state={state}
                  counts={data}
                  scans={scans}
                  clearFilter={hasFilter(filter) ? () => update({ filter: noFilter }) : undefined}
                />
              ) : null}
              {incidents && incidents.length > 0 ? (
                <IncidentList
                  incidents={incidents}
                  view={view}
                  step={move}
                  onOpen={(index) => {
                    lastIndex.current = index;
                    setTakesFocus(true);
                  }}
                />
              ) : null}
              {data && data.shown.total > data.shown.items.length ? (
                <Button size="sm" mt="sm" onClick={() => setMore({ list: shownList, limit: limit + step })}>
                  Show more ({(data.shown.total - data.shown.items.length).toLocaleString('en')} not shown)
                </Button>
              ) : null}
            </div>
            {incident !== null ? (
              <IncidentPanel
                key={`${incident} ${JSON.stringify(filter)}`}
                run={incident}
                filter={filter}
                takesFocus={takesFocus}
                close={close}
                clearFilter={() => update({ filter: noFilter })}
              />
            ) : incidents && incidents.length > 0 ? (
              <Text size="sm" c="dimmed" className={styles.hint}>
                Select an incident to see its alarms.{' '}
                <Text span visibleFrom="sm">
                  Keys: <Kbd>j</Kbd> <Kbd>k</Kbd> next and previous, <Kbd>Enter</Kbd> opens, <Kbd>a</Kbd> acknowledges,{' '}
                  <Kbd>?</Kbd> help.
                </Text>
              </Text>
            ) : null}
          </div>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** Why there is no incident in a state. */
function NoIncidents({
  state,
  counts,
  scans,
  clearFilter,
}: {
  state: AlarmState;
  counts: InboxQuery;
  scans: ScanStatusQuery | undefined;
  /** Shows all alarms; undefined without a filter. */
  clearFilter: (() => void) | undefined;
}) {
  const { lastScan = null } = scans?.status ?? {};
  if (scans && lastScan === null)
    return (
      <Empty title="No scan has run yet">
        Alarms are raised after each scan, for trends that leave their limits or differ from their baseline.{' '}
        <Link to={pageLink('/scans')}>Scans and their schedule</Link>
      </Empty>
    );
  const known = counts.acknowledged.total;
  const titles: Readonly<Record<AlarmState, string>> = {
    new: lastScan === null ? 'Nothing new' : `Nothing new since the scan of ${formatTime(lastScan.startedAt)}`,
    acknowledged: 'No known incident',
    resolved: 'No incident is back to normal',
  };
  const texts: Readonly<Record<AlarmState, string>> = {
    new: known === 0 ? 'No incident is open.' : `${known} known.`,
    acknowledged: 'Incidents whose alarms are acknowledged or muted are listed here.',
    resolved: 'Incidents are listed here when all of their trends have recovered, or have a new baseline.',
  };
  return (
    <Empty title={titles[state]}>
      {texts[state]}{' '}
      {clearFilter ? (
        <>
          Other alarms are filtered out.{' '}
          <Button size="compact-xs" onClick={clearFilter}>
            Clear the filter
          </Button>
        </>
      ) : null}
    </Empty>
  );
}
