/**
 * Runs tasks of several requests, a limited number at a time, one of each request after the other: one with many does not delay the others.
 * Tasks of a request start in their order.
 */
export class RoundRobin {
  private readonly concurrency: number;
  /** Tasks that wait, by request; the request whose turn is next is first. */
  private readonly queues = new Map<unknown, (() => void)[]>();
  private running = 0;

  constructor(concurrency: number) {
    this.concurrency = concurrency;
  }

  /** Number of tasks that wait. */
  get waiting(): number {
    return [...this.queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  /** Runs a task when it is its turn; returns its result. */
  run<T>(request: unknown, task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        void task()
          .then(resolve, reject)
          .finally(() => {
            this.running -= 1;
            this.startNext();
          });
      };
      const queue = this.queues.get(request);
      if (queue) queue.push(start);
      else this.queues.set(request, [start]);
      this.startNext();
    });
  }

  private startNext(): void {
    if (this.running >= this.concurrency) return;
    const [next] = this.queues;
    if (!next) return;
    const [request, queue] = next;
    const start = queue.shift();
    this.queues.delete(request);
    if (queue.length > 0) this.queues.set(request, queue); // at the end
    this.running += 1;
    start?.();
  }
}
