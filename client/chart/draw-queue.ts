type Task = () => void;

const queue = new Set<Task>();
let frame = 0;

/** Milliseconds of an animation frame that drawing may take; the rest keeps scrolling smooth. */
const budget = 8;

/** Queues a task for one of the next animation frames, each of which runs at least one; returns a function that cancels it. */
export function drawSoon(task: Task): () => void {
  queue.add(task);
  if (frame === 0) frame = requestAnimationFrame(runTasks);
  return () => queue.delete(task);
}

/** Runs all tasks of the queue now. */
export function drawQueued(): void {
  for (const task of queue) {
    queue.delete(task);
    task();
  }
}

function runTasks(): void {
  const start = performance.now();
  for (const task of queue) {
    queue.delete(task);
    task();
    if (performance.now() - start > budget) break;
  }
  frame = queue.size > 0 ? requestAnimationFrame(runTasks) : 0;
}
