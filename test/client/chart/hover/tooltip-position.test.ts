import { expect, it } from 'vitest';
import { tooltipPosition } from '../../../../client/chart/hover/tooltip-position.ts';

const window = { width: 1440, height: 900 };
const tooltip = { width: 200, height: 180 };
const card = { left: 300, right: 660, top: 200, bottom: 420 };

it('is below a small plot, at the right of the run, and at its left where the window ends', () => {
  expect(tooltipPosition(400, card, tooltip, window)).toEqual({ left: 412, top: 424 });
  const atEdge = { ...card, left: 1060, right: 1436 };
  expect(tooltipPosition(1400, atEdge, tooltip, window)).toEqual({ left: 1400 - 12 - 200, top: 424 });
});

it('is above a small plot at the bottom of the window', () => {
  expect(tooltipPosition(400, { ...card, top: 670, bottom: 890 }, tooltip, window)).toEqual({ left: 412, top: 486 });
});

it('is over a tall plot, and never outside the window', () => {
  const tall = { left: 0, right: 1440, top: 200, bottom: 620 };
  expect(tooltipPosition(400, tall, tooltip, window)).toEqual({ left: 412, top: 204 });
  expect(tooltipPosition(400, { ...tall, top: 800, bottom: 1300 }, tooltip, window).top).toBe(900 - 180 - 4);
  const phone = tooltipPosition(
    200,
    { ...card, left: 0, right: 400 },
    { width: 300, height: 180 },
    { width: 400, height: 500 },
  );
  expect(phone.left).toBeGreaterThanOrEqual(4);
  expect(phone.left + 300).toBeLessThanOrEqual(396);
});
