import { UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { MarkerIcon } from '../../../chart/markers/marker-icon.tsx';
import { markerOf } from '../../../chart/markers/marker.ts';
import { seriesColors, styleOf } from '../../../chart/series.ts';
import { meanAndRms } from '../../../chart/statistics/statistics.ts';
import { formatNumber } from '../../../format/numbers.ts';
import type { ShownDataset } from '../datasets.ts';
import type { CardLine } from './card-lines.ts';
import styles from './plot-legend.module.css';

/** The lines of one entry: of a trend in all datasets of the page, or of one trend in one of them. */
interface Entry {
  readonly name: string;
  readonly lines: readonly [first: CardLine, ...others: CardLine[]];
  /** Mean and RMS of the first line; undefined without a value. */
  readonly figures: ReturnType<typeof meanAndRms>;
  /** For each line its mean, RMS and number of runs. */
  readonly description: string;
}

/** Height of two rows in pixels, of which a closed legend has room. */
const closedHeight = 34;
/** Width of the button that opens the legend, in pixels. */
const buttonWidth = 36;

/**
 * The lines of a plot with mean and RMS; a click hides a line or shows it again. It has two rows, and a button with the number of further
 * entries opens it.
 */
export function Legend({
  lines,
  datasets,
  isHidden,
  toggle,
}: {
  /** All lines, also those that are hidden. */
  lines: readonly CardLine[];
  datasets: readonly ShownDataset[];
  isHidden: (line: CardLine) => boolean;
  toggle: (lines: readonly CardLine[]) => void;
}) {
  const colors = seriesColors(useComputedColorScheme('light') === 'dark');
  const entries = useMemo(() => toEntries(lines), [lines]);
  const [opened, setOpened] = useState(false);
  const { list, visible } = useVisibleEntries(entries.length);
  const more = entries.length - visible;
  const hasSeveralTrends = new Set(lines.map(({ config }) => config)).size > 1;
  return (
    <div className={opened ? `${styles.root} ${styles.opened}` : styles.root}>
      {datasets.length > 1 && hasSeveralTrends ? (
        <div className={styles.datasets} title="The points of the first dataset are filled, those of the others hollow">
          {datasets.map(({ label }, index) => (
            <span key={label}>
              <MarkerIcon color="currentcolor" {...markerOf(0, index, colors.length)} /> {label}
            </span>
          ))}
        </div>
      ) : null}
      <div className={styles.frame}>
        <div ref={list} className={styles.entries} role="group" aria-label="Lines">
          {entries.map(({ name, lines: shown, figures, description }, index) => {
            const { color, marker } = styleOf(shown[0], lines.indexOf(shown[0]), colors);
            const hidden = shown.every(isHidden);
            return (
              <UnstyledButton
                key={name}
                className={hidden ? styles.hidden : undefined}
                aria-pressed={!hidden}
                title={`${description}\n${hidden ? 'Show' : 'Hide'}`}
                style={!opened && index >= visible ? { visibility: 'hidden' } : {}}
                onClick={() => toggle(shown)}
              >
                <MarkerIcon color={color} {...marker} />
                {name}
                {figures ? (
                  <small>{` ${formatNumber(figures.mean)} (RMS ${formatNumber(Number(figures.rms.toPrecision(2)))})`}</small>
                ) : null}
              </UnstyledButton>
            );
          })}
        </div>
        {more > 0 || opened ? (
          <UnstyledButton
            className={styles.more}
            aria-expanded={opened}
            aria-label={opened ? 'Show less of the legend' : `Show ${more} more of the legend`}
            onClick={() => setOpened(!opened)}
          >
            {opened ? 'less' : `+${more}`}
          </UnstyledButton>
        ) : null}
      </div>
    </div>
  );
}

/** One entry for each trend; of a single trend, one for each dataset. */
function toEntries(lines: readonly CardLine[]): readonly Entry[] {
  const configs = new Set(lines.map(({ config }) => config));
  if (configs.size < 2) return lines.map((line) => toEntry(line.name, [line]));
  return [...configs].flatMap((config) => {
    const [first, ...others] = lines.filter((line) => line.config === config);
    return first ? [toEntry(first.shortName, [first, ...others])] : [];
  });
}

function toEntry(name: string, lines: Entry['lines']): Entry {
  const figures = lines.map(({ columns }) => meanAndRms(columns.values));
  const texts = lines.map(({ dataset }, index) => {
    const text = describe(figures[index]);
    return lines.length > 1 ? `${dataset.label}: ${text}` : text;
  });
  return { name, lines, figures: figures[0], description: texts.join('\n') };
}

function describe(figures: Entry['figures']): string {
  return figures
    ? `mean ${formatNumber(figures.mean)}, RMS ${formatNumber(figures.rms)}, ${figures.count} runs`
    : 'no values in these runs';
}

/** How many entries the two rows of a closed legend show whole, without those that the button covers. */
function useVisibleEntries(count: number) {
  const list = useRef<HTMLDivElement>(null);
  const [visible, setVisible] = useState(count);
  useEffect(() => {
    const { current } = list;
    if (!current) return undefined;
    // After the layout of the browser, so that measuring does not force another.
    const observer = new ResizeObserver(() => {
      const entries = [...current.children] as HTMLElement[];
      const fits = (entry: HTMLElement, width: number): boolean =>
        entry.offsetTop < closedHeight / 2 ||
        (entry.offsetTop < closedHeight && entry.offsetLeft + entry.offsetWidth <= width);
      const all = entries.every((entry) => fits(entry, current.clientWidth));
      const first = entries.findIndex((entry) => !fits(entry, current.clientWidth - buttonWidth));
      setVisible(all || first < 0 ? entries.length : first);
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { list, visible };
}
