import { Anchor, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { NightQuery } from '../../generated/operations.ts';
import { omsLink } from '../../url/cms-links.ts';
import { pageLink } from '../../url/links.ts';
import { formatDuration, formatNumber } from '../../format/numbers.ts';
import { serviceNames } from '../../format/services.ts';
import { formatTime, shortTime } from '../../format/time.ts';
import styles from './data-status.module.css';

/** The newest runs, with what they were. */
export function NewRuns({ runs }: { runs: NightQuery['runs'] }) {
  return (
    <Part title="Newest runs" more={<More to="/runs" count={runs.total} />}>
      <ul className={styles.list}>
        {runs.items.map((run) => (
          <li key={run.number}>
            <Anchor href={omsLink(run.number)} target="_blank" rel="noreferrer" size="sm" fw={600} title="In OMS">
              {run.number}
            </Anchor>{' '}
            <span>{run.class ?? 'class not known yet'}</span>
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

/** Files that could not be read, with the reasons. */
export function FailedFiles({ files }: { files: NightQuery['files'] }) {
  return (
    <Part title="Files that could not be read" more={files.total > 0 ? <More to="/scans" count={files.total} /> : null}>
      {files.total === 0 ? <Text size="sm">None: every file was read.</Text> : null}
      <ul className={styles.list}>
        {files.items.map(({ id, path, run, primaryDataset, reason, nextAttemptAt }) => (
          <li key={id} title={path}>
            <b>{run}</b> {primaryDataset}
            <div className="dim">
              {reason}
              {nextAttemptAt ? ` (next try ${formatTime(nextAttemptAt)})` : ''}
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** Runs of which OMS or Run Registry has not said anything. */
export function MissingServices({ pending }: { pending: NightQuery['pending'] }) {
  return (
    <Part
      title="Services not heard of"
      more={pending.total > 0 ? <More to={pageLink('/runs', { pending: '1' })} count={pending.total} /> : null}
    >
      {pending.total === 0 ? <Text size="sm">OMS and Run Registry have answered for every run.</Text> : null}
      <ul className={styles.list}>
        {pending.items.map(({ number, services }) => (
          <li key={number}>
            <b>{number}</b>{' '}
            {services
              .filter(({ state }) => state !== 'known' && state !== 'unknown')
              .map(({ name, reason }) => `${serviceNames[name] ?? name}${reason ? `: ${reason}` : ' not asked yet'}`)
              .join('; ')}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, more, children }: { title: string; more: ReactNode; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p="sm" aria-label={title}>
      <div className={styles.head}>
        <Title order={2} size="h6">
          {title}
        </Title>
        <Text size="xs" component="div">
          {more}
        </Text>
      </div>
      {children}
    </Paper>
  );
}

function More({ to, count }: { to: string; count: number }) {
  return (
    <Anchor component={Link} to={to} size="xs">
      all {count.toLocaleString('en')}
    </Anchor>
  );
}
