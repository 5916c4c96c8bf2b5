import { expect, it } from 'vitest';
import { markerOf, markerPath } from '../../../../client/chart/markers/marker.ts';
import { seriesColors, styleOf } from '../../../../client/chart/series.ts';
import { noColumns } from '../columns.ts';

it.each([false, true])('24 trends differ in colour or marker, in two datasets 48 (dark: %s)', (dark) => {
  const styles = [0, 1].flatMap((datasetIndex) =>
    Array.from({ length: 24 }, (_, trendIndex) =>
      styleOf({ name: '', columns: noColumns, trendIndex, datasetIndex }, 0, seriesColors(dark)),
    ),
  );
  expect(new Set(styles.map(({ color, marker }) => JSON.stringify([color, marker]))).size).toBe(48);
});

it('four datasets of eight trends have different markers, of which only the first is filled', () => {
  const markers = [0, 1, 2, 3].map((dataset) => markerOf(7, dataset, 8));
  expect(new Set(markers.map((marker) => JSON.stringify(marker))).size).toBe(4);
  expect(markers.map(({ isHollow }) => isHollow)).toEqual([false, true, true, true]);
});

it('a marker is a closed path for SVG', () => {
  for (const shape of [0, 1, 2, 3]) expect(markerPath(shape, 4)).toMatch(/^M[-\d. ].*Z$/);
  expect(markerPath(1, 4)).toBe('M-4 -4L4 -4L4 4L-4 4Z');
});
