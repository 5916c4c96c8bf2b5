import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './panel.module.css';

/** A titled box of a page. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.root} aria-label={title}>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      {children}
    </section>
  );
}
