import { Text } from '@mantine/core';
import type { ListedFlagFragment } from '../generated/operations.ts';
import { Section } from '../ui/panel.tsx';
import { FlagBadge } from './flag-badge.tsx';
import styles from './run-flags.module.css';

/** The certification flags of a run and of its datasets, with their comments and causes. */
export function RunFlags({ flags }: { flags: readonly ListedFlagFragment[] }) {
  return (
    <Section title="Certification flags">
      <ul className={styles.root}>
        {flags.map((flag) => (
          <li key={`${flag.dataset} ${flag.column}`}>
            <span className={styles.column}>{flag.column}</span> <FlagBadge flag={flag} />
            <Text size="xs" c="dimmed" component="div">
              {[
                flag.dataset === 'online' ? '' : `in ${flag.dataset}`,
                ...flag.comments,
                ...flag.causes,
                flag.problem === null ? '' : `Run Registry's answer is unusable: ${flag.problem}`,
              ]
                .filter((text) => text !== '')
                .join('; ')}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}
