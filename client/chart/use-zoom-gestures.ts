import type { Chart, Scale } from 'chart.js';
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useDebouncedCallback } from '@mantine/hooks';
import type { RunTable } from '../run-selection/run-table.ts';
import { nearestIndex, type RunAxis } from './axis/run-axis.ts';
import { type RunInterval, runsBetween } from './axis/run-interval.ts';
import { selectedLimits, type YLimits } from './axis/y-limits.ts';

/** What a gesture selects; undefined for an axis that it does not change. */
export interface Zoom {
  readonly runs?: RunInterval | null;
  readonly limits?: YLimits;
}

/** A rectangle over a plot in pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Press {
  readonly x: number;
  readonly y: number;
  /** The ends of the x axis where the drag pans it. */
  readonly panned: { readonly min: number; readonly max: number } | undefined;
}

/** Distance in pixels from which a movement is a drag. */
const threshold = 6;

/**
 * Zooms a plot by a rectangle, pans it by Shift and a drag, and zooms by Ctrl and the wheel. A drag that is much wider than high selects runs
 * only, one much higher than wide values only. A touch scrolls the page. With `onRuns` a drag selects runs for it instead. On the axis of a
 * quantity a drag selects values only: what it is over are no runs in a row.
 */
export function useZoomGestures({
  root,
  chart,
  axis,
  table,
  onZoom,
  onRuns,
}: {
  root: RefObject<HTMLElement | null>;
  chart: RefObject<Chart | null>;
  axis: RunAxis;
  table: RunTable;
  onZoom: ((zoom: Zoom) => void) | undefined;
  onRuns: ((runs: RunInterval) => void) | undefined;
}) {
  const press = useRef<Press | null>(null);
  /** Whether the last press became a drag, which is no click. */
  const isDrag = useRef(false);
  const [box, setBox] = useState<Box | null>(null);
  const commit = (): void => {
    const x = chart.current?.scales['x'];
    if (x) onZoom?.({ runs: runsBetween(axis, table, x.min, x.max) });
  };
  const commitSoon = useDebouncedCallback(commit, 200);

  useEffect(() => {
    const element = root.current;
    if (!onZoom || !element) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const x = chart.current?.scales['x'];
      if (!event.ctrlKey || !chart.current || !x || axis.quantity) return;
      event.preventDefault();
      const at = x.getValueForPixel(event.clientX - element.getBoundingClientRect().left) ?? x.min;
      const factor = event.deltaY < 0 ? 0.8 : 1.25;
      showBetween(chart.current, axis, at - (at - x.min) * factor, at + (x.max - at) * factor);
      commitSoon();
    };
    // React's listeners are passive: they cannot keep the browser from zooming the page.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [root, chart, axis, onZoom, commitSoon]);

  return {
    box,
    isDrag,
    onPointerDown: ({ nativeEvent, pointerType, button, shiftKey }: PointerEvent<HTMLElement>): void => {
      isDrag.current = false;
      const x = chart.current?.scales['x'];
      if (!(onZoom || onRuns) || !x || pointerType === 'touch' || button !== 0) return;
      const { min, max } = x;
      const pans = shiftKey && !onRuns && !axis.quantity;
      press.current = { ...positionIn(nativeEvent, root), panned: pans ? { min, max } : undefined };
    },
    onPointerMove: ({ nativeEvent, currentTarget, pointerId }: PointerEvent<HTMLElement>): void => {
      const { scales, chartArea } = chart.current ?? {};
      const x = scales?.['x'];
      if (!press.current || !chart.current || !x || !chartArea) return;
      const at = positionIn(nativeEvent, root);
      const [dx, dy] = [at.x - press.current.x, at.y - press.current.y];
      if (!isDrag.current && Math.hypot(dx, dy) < threshold) return;
      isDrag.current = true;
      currentTarget.setPointerCapture(pointerId);
      const { panned } = press.current;
      if (panned) {
        const by = (dx * (panned.max - panned.min)) / x.width;
        showBetween(chart.current, axis, panned.min - by, panned.max - by);
      } else {
        const selects = onRuns ? 'runs' : axis.quantity ? 'values' : 'both';
        setBox(toBox(press.current, at, chartArea, selects));
      }
    },
    onPointerUp: (): void => {
      const { x, y } = chart.current?.scales ?? {};
      if (press.current?.panned && isDrag.current) commit();
      else if (box && x && onRuns) {
        const runAt = (pixel: number): number => table.runs[nearestIndex(axis, x.getValueForPixel(pixel) ?? 0)] ?? 0;
        onRuns([runAt(box.left), runAt(box.left + box.width)]);
      } else if (box && x && y) {
        const zoom = selected(box, x, y, axis, table);
        if (Object.keys(zoom).length > 0) onZoom?.(zoom);
      }
      press.current = null;
      setBox(null);
    },
    onPointerCancel: (): void => {
      press.current = null;
      setBox(null);
    },
  };
}

function positionIn(event: globalThis.MouseEvent, root: RefObject<HTMLElement | null>): { x: number; y: number } {
  const { left = 0, top = 0 } = root.current?.getBoundingClientRect() ?? {};
  return { x: event.clientX - left, y: event.clientY - top };
}

/** The rectangle between two positions; over all of an axis along which they are close, or that the drag does not select on. */
function toBox(
  from: Press,
  to: { x: number; y: number },
  area: Chart['chartArea'],
  selects: 'runs' | 'values' | 'both',
): Box {
  const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
  const isWide = selects === 'runs' || (selects === 'both' && width >= Math.max(threshold, height / 8));
  const isHigh = selects !== 'runs' && height >= Math.max(3 * threshold, width / 8);
  const [left, right] = isWide
    ? [Math.min(from.x, to.x), Math.max(from.x, to.x)].map((x) => within(x, area.left, area.right))
    : [area.left, area.right];
  const [top, bottom] = isHigh
    ? [Math.min(from.y, to.y), Math.max(from.y, to.y)].map((y) => within(y, area.top, area.bottom))
    : [area.top, area.bottom];
  return { left: left ?? 0, top: top ?? 0, width: (right ?? 0) - (left ?? 0), height: (bottom ?? 0) - (top ?? 0) };
}

/** What a rectangle selects: runs where it is narrower than the plot and contains some, values where it is lower. */
function selected({ left, top, width, height }: Box, x: Scale, y: Scale, axis: RunAxis, table: RunTable): Zoom {
  const at = (scale: Scale, pixel: number): number => scale.getValueForPixel(pixel) ?? 0;
  const runs = width < x.width ? runsBetween(axis, table, at(x, left), at(x, left + width)) : null;
  const limits =
    height > 0 && height < y.height
      ? selectedLimits(at(y, top + height), at(y, top), y.type === 'logarithmic')
      : undefined;
  return { ...(runs ? { runs } : {}), ...(limits ? { limits } : {}) };
}

/** Shows a part of the x axis, as long as the runs reach. */
function showBetween(chart: Chart, axis: RunAxis, min: number, max: number): void {
  const [low, high] = [Math.min(axis.lows[0] ?? 0, axis.min), Math.max(axis.highs.at(-1) ?? 0, axis.max)];
  const width = Math.min(max - min, high - low);
  const start = Math.min(Math.max(min, low), high - width);
  Object.assign(chart.options.scales?.['x'] ?? {}, { min: start, max: start + width });
  chart.update('none');
}
