import { type Marker, markerPath } from './marker.ts';

/** The point of a line, for legends. */
export function MarkerIcon({ color, shape, isHollow }: Marker & { color: string }) {
  return (
    <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden data-marker={isHollow ? 'hollow' : 'filled'}>
      <path d={markerPath(shape, 4)} fill={isHollow ? 'none' : color} stroke={color} strokeWidth={1.5} />
    </svg>
  );
}
