/** A rectangle in the window, in pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const gap = 12;
/** Height of a plot in pixels from which on a tooltip beside the run leaves enough of it visible. */
const tall = 320;

/**
 * Returns where the tooltip of a run goes, in the pixels of the window: at the right of the run (`x`), or at its left where the window ends;
 * below the plot, above it where there is no room, or over it where it is tall or there is no room at all.
 */
export function tooltipPosition(x: number, plot: Box, tooltip: Size, window: Size): { left: number; top: number } {
  const within = (start: number, length: number, end: number): number => Math.max(4, Math.min(start, end - length - 4));
  const fitsRight = x + gap + tooltip.width <= window.width - 4;
  const left = within(fitsRight ? x + gap : x - gap - tooltip.width, tooltip.width, window.width);
  const [below, above] = [plot.bottom + 4, plot.top - 4 - tooltip.height];
  if (plot.bottom - plot.top < tall && below + tooltip.height <= window.height - 4) return { left, top: below };
  if (plot.bottom - plot.top < tall && above >= 4) return { left, top: above };
  return { left, top: within(plot.top + 4, tooltip.height, window.height) };
}
