import { interpolateViridis } from 'd3-scale-chromatic';

/**
 * Returns the colour of a value on the scale Viridis, grey for null. Viridis gets lighter from `min` to `max`, which colour blindness and grey
 * prints preserve; its end without contrast to the background is left out.
 */
export function scaleColor(value: number | null, min: number, max: number, dark: boolean): string {
  if (value === null) return dark ? '#868e96' : '#adb5bd';
  const fraction = max > min ? (value - min) / (max - min) : 0.5;
  return interpolateViridis(dark ? 0.2 + 0.8 * fraction : 0.88 * fraction);
}
