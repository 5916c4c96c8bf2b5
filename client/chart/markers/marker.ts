/** The shape of a line's points: with its colour and its dashes it distinguishes the lines of a plot. */
export interface Marker {
  /** Index in `shapes`. */
  readonly shape: number;
  readonly isHollow: boolean;
}

type Corner = readonly [x: number, y: number];

/** A disc, which has no corners, a square, a triangle and a diamond; in units of the disc's radius. */
const shapes: readonly (readonly Corner[])[] = [
  [],
  [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ],
  [
    [0, -1.3],
    [1.2, 1],
    [-1.2, 1],
  ],
  [
    [0, -1.4],
    [1.4, 0],
    [0, 1.4],
    [-1.4, 0],
  ],
];

/**
 * Returns the marker of a trend (`index` in its plot) in a dataset (`dataset`: index on the page). Trends with the same of `colorCount`
 * colours have different shapes. The points of the first dataset are filled, those of the others hollow; from the third on, they have the
 * next shape.
 */
export function markerOf(index: number, dataset: number, colorCount: number): Marker {
  const shape = (Math.floor(index / colorCount) + Math.max(0, dataset - 1)) % shapes.length;
  return { shape, isHollow: dataset > 0 };
}

/** Adds a point to the path of a canvas. */
export function addMarker(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, shape: number): void {
  const [first, ...corners] = shapes[shape] ?? [];
  if (first === undefined) {
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  ctx.moveTo(x + first[0] * radius, y + first[1] * radius);
  for (const [dx, dy] of corners) ctx.lineTo(x + dx * radius, y + dy * radius);
  ctx.closePath();
}

/** The path of a point around the origin, for SVG. */
export function markerPath(shape: number, radius: number): string {
  const corners = shapes[shape] ?? [];
  if (corners.length === 0)
    return `M${radius} 0A${radius} ${radius} 0 1 1 ${-radius} 0A${radius} ${radius} 0 1 1 ${radius} 0Z`;
  return `M${corners.map(([x, y]) => `${x * radius} ${y * radius}`).join('L')}Z`;
}
