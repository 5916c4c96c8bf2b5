import { Text, TextInput, UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight, ListFilter } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { Plot } from '../plots.ts';
import styles from './plot-index.module.css';
import { TitleText } from '../../../ui/title-text.tsx';

/** A row of the index: a folder or, in it, a plot or a family of plots whose names differ in numbers. */
type Entry =
  | {
      readonly key: string;
      readonly title: string;
      readonly kind: 'folder' | 'family';
      readonly open: boolean;
      readonly count: number;
    }
  | { readonly kind: 'plot'; readonly plot: Plot };

/** Plots of a folder whose names differ in numbers only are one entry if there are more. */
const maxListed = 12;

const rowHeight = 26;

/** An index of all plots by folder. A click opens a folder or family, or scrolls to a plot. */
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
  /** Folders that are closed and families that are open. */
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => listEntries(plots, words, toggled), [plots, words, toggled]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const toggle = (key: string): void =>
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
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
            if (entry.kind === 'plot') {
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
                  <TitleText title={plot.title} />
                </UnstyledButton>
              );
            }
            return (
              <UnstyledButton
                key={key}
                className={styles[entry.kind]}
                style={style}
                title={entry.title}
                aria-expanded={entry.open}
                onClick={() => toggle(entry.key)}
              >
                {entry.open ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
                <bdi>{entry.title}</bdi>
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

function listEntries(plots: readonly Plot[], words: string, toggled: ReadonlySet<string>): Entry[] {
  const wanted = words.toLowerCase().split(/\s+/);
  const found = plots.filter(({ key, title, folder }) => {
    const text = `${key} ${title} ${folder}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  return [...groupBy(found, ({ folder }) => folder)].flatMap(([folder, inside]) => {
    const open = !toggled.has(folder);
    const head: Entry = { key: folder, title: folder, kind: 'folder', open, count: inside.length };
    return open ? [head, ...familyEntries(folder, inside, toggled)] : [head];
  });
}

function familyEntries(folder: string, plots: readonly Plot[], toggled: ReadonlySet<string>): Entry[] {
  return [...groupBy(plots, ({ key }) => key.replaceAll(/\d+/g, '#'))].flatMap(([family, members]) => {
    const listed = members.map((plot): Entry => ({ kind: 'plot', plot }));
    if (members.length <= maxListed) return listed;
    const key = `${folder}/${family}`;
    const open = toggled.has(key);
    const title = (members[0]?.title ?? family).replaceAll(/\d+/g, '…');
    const head: Entry = { key, title, kind: 'family', open, count: members.length };
    return open ? [head, ...listed] : [head];
  });
}

function groupBy(plots: readonly Plot[], keyOf: (plot: Plot) => string): Map<string, Plot[]> {
  const groups = new Map<string, Plot[]>();
  for (const plot of plots) {
    const group = groups.get(keyOf(plot));
    if (group) group.push(plot);
    else groups.set(keyOf(plot), [plot]);
  }
  return groups;
}
