import { Loader, Text, useComputedColorScheme } from '@mantine/core';
import { useResizeObserver } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { HistogramView } from './histogram-view.ts';
import { seriesColors } from '../chart/series.ts';
import legend from '../chart/legend.module.css';

/** One of the histograms of a drawing: what it is called, and the object. */
export interface DrawnObject {
  readonly name: string;
  /** ROOT's JSON. */
  readonly object: string;
}

/** A dark page inverts the whole drawing. */
const colors = seriesColors(false);

/** Draws histograms over one another in place: drag or turn the wheel to zoom, double-click to see all. */
export function Histogram({
  label,
  objects,
  view,
}: {
  label: string;
  objects: readonly DrawnObject[];
  view: HistogramView;
}) {
  const dark = useComputedColorScheme('light') === 'dark';
  const element = useRef<HTMLDivElement>(null);
  const [frame, { width }] = useResizeObserver<HTMLDivElement>();
  const [state, setState] = useState<'drawing' | 'drawn' | Error>('drawing');
  /** One drawing after the other: jsroot draws in many steps. */
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const roundWidth = Math.round(width / 10);

  useEffect(() => {
    const target = element.current;
    if (!target || roundWidth === 0) return undefined;
    let stopped = false;
    const layers = objects.map(({ object }, index) => ({ object, color: colors[index % colors.length] ?? 'black' }));
    queue.current = queue.current.then(async () => {
      if (stopped) return;
      try {
        const { drawLayers } = await import('./jsroot-drawing.ts');
        await drawLayers(target, layers, view);
        if (!stopped) setState('drawn');
      } catch (error) {
        if (!stopped) setState(error as Error);
      }
    });
    return () => {
      stopped = true;
    };
  }, [objects, view, roundWidth]);

  useEffect(() => {
    const target = element.current;
    return () => {
      if (target) void queue.current.then(async () => (await import('./jsroot-drawing.ts')).cleanup(target));
    };
  }, []);

  return (
    <div
      ref={frame}
      className="histogram"
      data-dark={dark || undefined}
      data-state={state === 'drawn' ? 'drawn' : undefined}
    >
      <div ref={element} role="img" aria-label={label} className="histogram-drawing" />
      {state === 'drawing' ? <Loader size="sm" className="histogram-wait" /> : null}
      {state instanceof Error ? (
        <Text size="sm" c="red">
          It could not be drawn: {state.message}
        </Text>
      ) : null}
      {objects.length > 1 ? (
        <div className={legend.root}>
          {objects.map(({ name }, index) => (
            <span key={name}>
              <i style={{ color: colors[index % colors.length] }} />
              {name}
            </span>
          ))}
        </div>
      ) : null}
    </div>
  );
}
