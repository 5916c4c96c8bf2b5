import { Loader, Text, useComputedColorScheme } from '@mantine/core';
import { useResizeObserver } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { seriesColors } from '../../chart/series.ts';
import legend from '../../chart/legend.module.css';
import type { HistogramOptions } from './histogram-options.ts';
import type { Pad } from './pad.ts';
import styles from './histogram.module.css';

/** A histogram with its name in the legend. */
export interface NamedObject {
  readonly name: string;
  /** ROOT's JSON. */
  readonly object: string;
  /** The curve that a metric fitted to it. */
  readonly curve?: NamedCurve | null;
}

/** A curve with its name in the legend. */
export interface NamedCurve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const curveColors = { light: '#c00000', dark: '#ff6b6b' } as const;
const colorsOf = { light: seriesColors(false), dark: seriesColors(true) } as const;

const noPads: readonly Pad[] = [];

/** Draws histograms over one another with jsroot: drag or turn the wheel to zoom, double-click to zoom out. */
export function Histogram({
  label,
  objects,
  options,
  pads = noPads,
}: {
  label: string;
  objects: readonly NamedObject[];
  options: HistogramOptions;
  /** Below a histogram of one dimension. */
  pads?: readonly Pad[];
}) {
  const scheme = useComputedColorScheme('light');
  const colors = colorsOf[scheme];
  const element = useRef<HTMLDivElement>(null);
  const padElements = useRef<(HTMLDivElement | null)[]>([]);
  const [frame, { width }] = useResizeObserver<HTMLDivElement>();
  const [state, setState] = useState<'drawing' | 'drawn' | Error>('drawing');
  /** jsroot draws asynchronously: each drawing waits for the one before it. */
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const roundWidth = Math.round(width / 10);

  useEffect(() => {
    const target = element.current;
    if (!target || roundWidth === 0) return undefined;
    let isStopped = false;
    const layers = objects.map(({ object, curve }, index) => ({
      object,
      color: colors[index % colors.length] ?? 'black',
      curve: curve ? { ...curve, color: colorOfCurve(objects, index, scheme) } : undefined,
    }));
    queue.current = queue.current.then(async () => {
      if (isStopped) return;
      try {
        const { drawHistograms } = await import('./draw-histogram.ts');
        await drawHistograms(
          target,
          layers,
          options,
          scheme,
          pads.flatMap((pad, index) => {
            const element = padElements.current[index];
            return element ? [{ pad, element }] : [];
          }),
        );
        if (!isStopped) setState('drawn');
      } catch (error) {
        if (!isStopped) setState(error as Error);
      }
    });
    return () => {
      isStopped = true;
    };
  }, [objects, options, pads, roundWidth, colors, scheme]);

  useEffect(() => {
    const target = element.current;
    return () => {
      if (target) void queue.current.then(async () => (await import('./draw-histogram.ts')).cleanup(target));
    };
  }, []);

  return (
    <div ref={frame} className={styles.root} data-state={state === 'drawn' ? 'drawn' : undefined}>
      <div ref={element} role="img" aria-label={label} className={styles.drawing} />
      {pads.map(({ title }, index) => (
        <div
          key={title}
          ref={(element) => {
            padElements.current[index] = element;
          }}
          role="img"
          aria-label={`${title}: ${label}`}
          className={styles.pad}
        />
      ))}
      {state === 'drawing' ? <Loader size="sm" className={styles.loader} /> : null}
      {state instanceof Error ? (
        <Text size="sm" c="red">
          The histogram could not be drawn: {state.message}
        </Text>
      ) : null}
      {objects.length > 1 || objects[0]?.curve ? (
        <div className={legend.root}>
          {objects.map(({ name }, index) => (
            <span key={name}>
              <i style={{ color: colors[index % colors.length] }} />
              {name}
            </span>
          ))}
          {objects.map(({ name, curve }, index) =>
            curve ? (
              <span key={`fit of ${name}`}>
                <i style={{ color: colorOfCurve(objects, index, scheme) }} />
                {curve.name}
              </span>
            ) : null,
          )}
        </div>
      ) : null}
    </div>
  );
}

/** Of one curve a colour of its own, of several those of their histograms. */
function colorOfCurve(objects: readonly NamedObject[], index: number, scheme: 'light' | 'dark'): string {
  const own = colorsOf[scheme];
  const isOnly = objects.filter(({ curve }) => curve).length === 1;
  return isOnly ? curveColors[scheme] : (own[index % own.length] ?? 'black');
}
