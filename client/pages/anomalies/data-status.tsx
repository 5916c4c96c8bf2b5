import { Anchor, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DataStatusQuery } from '../../generated/operations.ts';
import { RunLink } from '../../ui/run-link.tsx';
import { pageLink } from '../../url/links.ts';
import { formatDuration, formatNumber } from '../../format/numbers.ts';
import { serviceNames } from '../../format/services.ts';
import { formatTime, shortTime } from '../../format/time.ts';
import styles from './data-status.module.css';

/** The newest runs with their class, duration and luminosity. */
export function NewestRuns({ runs }: { runs: DataStatusQuery['runs'] }) {
  return (
    <Part title="Newest runs" to={pageLink('/runs')} count={runs.total}>
      <ul className={styles.list}>
        {runs.items.map((run) => (
          <li key={run.number}>
            <RunLink run={run.number} bold /> <span>{run.class ?? 'class pending'}</span>
            {run.significant === false ? <span className="dim"> · not significant</span> : null}
            <div className="dim">
              {[
                run.startTime ? shortTime(run.startTime) : null,
                run.durationSeconds === null ? null : formatDuration(run.durationSeconds),
                run.recordedLumi === null ? null : `${formatNumber(run.recordedLumi)} /pb`,
              ]
                .filter((text) => text !== null)
                .join(' · ')}
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The files that could not be read and why. */
export function FailedFiles({ files }: { files: DataStatusQuery['files'] }) {
  return (
    <Part title="Failed files" to={pageLink('/scans')} count={files.total}>
      <ul className={styles.list}>
        {files.items.map(({ id, path, run, primaryDataset, reason, nextAttemptAt }) => (
          <li key={id} title={path}>
            <RunLink run={run} bold /> {primaryDataset}
            <div className="dim">
              {reason}
              {nextAttemptAt ? ` (next attempt ${formatTime(nextAttemptAt)})` : ''}
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The runs that wait for OMS or Run Registry and why. */
export function PendingRuns({ pending }: { pending: DataStatusQuery['pending'] }) {
  return (
    <Part
      title="Runs without OMS / Run Registry information"
      to={pageLink('/runs', { pending: '1' })}
      count={pending.total}
    >
      <ul className={styles.list}>
        {pending.items.map(({ number, services }) => (
          <li key={number}>
            <RunLink run={number} bold />{' '}
            {services
              .filter(({ state }) => state !== 'known' && state !== 'unknown')
              .map(({ name, reason }) => `${serviceNames[name] ?? name}${reason ? `: ${reason}` : ': not queried yet'}`)
              .join('; ')}
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** A list with the number of all entries, and a link to them. */
function Part({ title, to, count, children }: { title: string; to: string; count: number; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p="sm" aria-label={title}>
      <div className={styles.head}>
        <Title order={2} size="h6">
          {title}
        </Title>
        {count > 0 ? (
          <Anchor component={Link} to={to} size="xs" style={{ whiteSpace: 'nowrap' }}>
            All {count.toLocaleString('en')}
          </Anchor>
        ) : null}
      </div>
      {count === 0 ? <Text size="sm">None.</Text> : null}
      {children}
    </Paper>
  );
}
