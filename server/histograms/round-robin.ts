import { setTimeout as delay } from 'node:timers/promises';

/** How many tasks run, and how soon the next one starts. */
export interface TaskLimits {
  /** Tasks that run at a time. */
  readonly concurrency: number;
  /** Returns how long none takes the place of a task that took `tookMs`; 0 by default. */
  pauseMs?(tookMs: number): number;
}

/**
 * Runs tasks of several requests, a limited number at a time, one of each request after the other: one with many does not delay the others.
 * Tasks of a request start in their order.
 */
export class RoundRobin {
  private readonly limits: () => TaskLimits;
  /** Tasks that wait, by request; the request whose turn is next is first. */
  private readonly queues = new Map<unknown, (() => void)[]>();
  /** Tasks that run, and pauses. */
  private running = 0;

  /** `limits` are read when a task may start, and when it has ended. */
  constructor(limits: () => TaskLimits) {
    this.limits = limits;
  }

  /** Number of tasks that wait. */
  get waiting(): number {
    return [...this.queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  /** Runs a task when it is its turn; returns its result. */
  run<T>(request: unknown, task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        const startedAt = performance.now();
        void task()
          .then(resolve, reject)
          .then(() => this.pause(performance.now() - startedAt))
          .then(() => {
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

  private pause(tookMs: number): Promise<void> | undefined {
    const ms = this.limits().pauseMs?.(tookMs) ?? 0;
    return ms > 0 ? delay(ms, undefined, { ref: false }) : undefined;
  }

  private startNext(): void {
    while (this.running < this.limits().concurrency) {
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
}
