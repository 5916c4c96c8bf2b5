import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './panel.module.css';

interface TitledProps {
  title: string;
  /** What is shown instead of the title, e.g. with links. */
  heading?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page. */
export function Section({ title, heading, className, children }: TitledProps & { className?: string | undefined }) {
  return (
    <section className={className} aria-label={title}>
      <Title order={3} size="h6" mb={4}>
        {heading ?? title}
      </Title>
      {children}
    </section>
  );
}

/** A titled box of a page. */
export function Panel(props: TitledProps) {
  return <Section className={styles.root} {...props} />;
}

/** The z-index of a dialog that is opened from a drawer beside the page: above it, and below its own menus. */
export const aboveDrawers = 250;
