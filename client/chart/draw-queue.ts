/** Work that waits for a frame. */
type Task = () => void;

const waiting = new Set<Task>();
let frame = 0;

/** Milliseconds of a frame that drawing may take: what is left of it keeps scrolling smooth. */
const budget = 8;

/** Draws in one of the next frames, as many tasks a frame as its time allows and one at least; gives a way to call it off. */
export function drawSoon(task: Task): () => void {
  waiting.add(task);
  if (frame === 0) frame = requestAnimationFrame(drawSome);
  return () => waiting.delete(task);
}

function drawSome(): void {
  const start = performance.now();
  for (const task of waiting) {
    waiting.delete(task);
    task();
    if (performance.now() - start > budget) break;
  }
  frame = waiting.size > 0 ? requestAnimationFrame(drawSome) : 0;
}
