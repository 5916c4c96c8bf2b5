import type { Overlay } from './overlay.ts';

/** The overlays of trend plots, one for each file in layers/, in drawing order. */
export const overlays: readonly Overlay[] = Object.values(
  import.meta.glob<Overlay>('./layers/*.ts', { eager: true, import: 'default' }),
).toSorted((a, b) => a.order - b.order);
