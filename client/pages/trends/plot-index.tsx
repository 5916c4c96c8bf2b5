import { Text, TextInput, UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight, ListFilter } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { Plot } from './plots.ts';
import styles from './plot-index.module.css';

/** A row of the index: a folder, or a plot in it. */
type Entry =
  | { readonly folder: string; readonly count: number; readonly plot?: undefined }
  | { readonly folder: string; readonly plot: Plot };

const rowHeight = 26;

/** An index of all plots by folder. A click scrolls to a plot. */
export function PlotIndex({
  plots,
  at,
  onSelect,
}: {
  plots: readonly Plot[];
  at: string;
  onSelect: (plot: string) => void;
}) {
  const [words, setWords] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => listEntries(plots, words, closed), [plots, words, closed]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const toggle = (folder: string): void =>
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(folder)) after.add(folder);
      return after;
    });
  return (
    <nav className={styles.root} aria-label="Plots">
      <TextInput
        type="search"
        aria-label="Find a plot"
        placeholder={`Find in ${plots.length} plots`}
        leftSection={<ListFilter size={13} />}
        value={words}
        onChange={({ currentTarget: { value } }) => setWords(value)}
      />
      <div ref={list} className={styles.list}>
        <div style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const entry = entries[index];
            if (!entry) return null;
            const style = { transform: `translateY(${start}px)`, height: rowHeight };
            if (entry.plot) {
              const { plot } = entry;
              return (
                <UnstyledButton
                  key={key}
                  className={styles.plot}
                  style={style}
                  title={plot.key}
                  aria-current={plot.key === at}
                  onClick={() => onSelect(plot.key)}
                >
                  {plot.title}
                </UnstyledButton>
              );
            }
            const open = !closed.has(entry.folder);
            return (
              <UnstyledButton
                key={key}
                className={styles.folder}
                style={style}
                title={entry.folder}
                aria-expanded={open}
                onClick={() => toggle(entry.folder)}
              >
                {open ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
                <bdi>{entry.folder}</bdi>
                <small>{entry.count}</small>
              </UnstyledButton>
            );
          })}
        </div>
        {entries.length === 0 ? (
          <Text size="xs" c="dimmed" p="xs">
            No results.
          </Text>
        ) : null}
      </div>
    </nav>
  );
}

function listEntries(plots: readonly Plot[], words: string, closed: ReadonlySet<string>): Entry[] {
  const wanted = words.toLowerCase().split(/\s+/);
  const folders = new Map<string, Plot[]>();
  for (const plot of plots) {
    const text = `${plot.key} ${plot.title} ${plot.folder}`.toLowerCase();
    if (!wanted.every((word) => text.includes(word))) continue;
    const inFolder = folders.get(plot.folder);
    if (inFolder) inFolder.push(plot);
    else folders.set(plot.folder, [plot]);
  }
  return [...folders].flatMap(([folder, inside]) => [
    { folder, count: inside.length },
    ...(closed.has(folder) ? [] : inside.map((plot) => ({ folder, plot }))),
  ]);
}
