import { Fragment } from 'react';
import styles from './facts.module.css';

/** A name with its value; `code` is a text from a config or file. */
export type Fact = readonly [name: string, value: string | number | null | undefined, kind?: 'code'];

/** Names with their values in two columns, without those that are null, empty or 0. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.root}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== 0)
        .map(([name, value, kind]) => (
          <Fragment key={`${name} ${value}`}>
            <dt>{name}</dt>
            <dd className={kind === 'code' ? 'mono' : undefined}>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
