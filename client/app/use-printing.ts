import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { drawQueued } from '../chart/draw-queue.ts';

/**
 * Whether the page is being printed. When that changes, the page is rendered and its plots are drawn before the browser continues: it prints
 * what is there after its event, and a plot that waits for an animation frame, as after a change of the window's size, would be empty.
 */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const media = matchMedia('print');
    const set = (value: boolean): void => {
      flushSync(() => setPrinting(value));
      drawQueued();
    };
    const begin = (): void => set(true);
    const update = (): void => set(media.matches);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', update);
    media.addEventListener('change', update);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', update);
      media.removeEventListener('change', update);
    };
  }, []);
  return isPrinting;
}
