import { expect, it } from 'vitest';
import { correlationChart, type PairPoint } from '../../../../../client/pages/plot/details/correlation-chart.ts';

const points: PairPoint[] = Array.from({ length: 40 }, (_, index) => ({
  run: index,
  x: index,
  y: index === 7 ? 5000 : 10 + (index % 5),
  xErrors: [0, 0],
  yErrors: [0.5, 2],
  color: index,
}));

function chart(clip: boolean) {
  const { data, options } = correlationChart({
    points,
    line: undefined,
    clip,
    titles: { x: 'x', y: 'y', color: 'Run' },
    dark: false,
    openRun: () => undefined,
  });
  const [dataset] = data.datasets;
  return { y: options?.scales?.['y'], drawn: dataset?.data[7], styles: dataset?.pointStyle as string[] };
}

it('has limits of the bulk with its error bars; an outlier is a triangle at the edge', () => {
  const { y, drawn, styles } = chart(true);
  expect(Number(y?.max)).toBeGreaterThanOrEqual(16);
  expect(Number(y?.max)).toBeLessThan(30);
  expect(Number(y?.min)).toBeLessThanOrEqual(9.5);
  expect(drawn).toEqual({ x: 7, y: y?.max });
  expect(styles.filter((style) => style === 'triangle')).toHaveLength(1);
  expect(styles[7]).toBe('triangle');
});

it('shows all points without clipping', () => {
  const { y, drawn, styles } = chart(false);
  expect(Number(y?.max)).toBeGreaterThan(5000);
  expect(drawn).toEqual({ x: 7, y: 5000 });
  expect(styles).not.toContain('triangle');
});
