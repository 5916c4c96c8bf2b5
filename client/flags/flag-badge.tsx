import { useComputedColorScheme } from '@mantine/core';
import { describeFlag, flagColor, type ShownFlag } from './flag-status.ts';
import styles from './flag-badge.module.css';

/** A flag with the colour of its status; the share of good lumisections is the height of its green part. */
export function FlagBadge({ flag }: { flag: ShownFlag }) {
  const dark = useComputedColorScheme('light') === 'dark';
  const { status, goodShare } = flag;
  const good = flagColor('GOOD', dark);
  // The rest of a good run has other statuses, which are not known one by one.
  const rest = status === 'GOOD' ? 'var(--mantine-color-text)' : flagColor(status ?? 'NOTSET', dark);
  const percent = (goodShare ?? (status === 'GOOD' ? 1 : 0)) * 100;
  return (
    <span className={styles.root}>
      <span
        className={styles.color}
        style={{ background: `linear-gradient(to top, ${good} ${percent}%, ${rest} ${percent}%)` }}
        aria-hidden
      />
      {describeFlag(flag)}
    </span>
  );
}
