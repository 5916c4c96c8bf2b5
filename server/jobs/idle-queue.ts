/** Those of a worker's loops that wait for jobs. One of them at a time polls, so that an idle process sends one query per interval. */
export class IdleQueue {
  private readonly waiting: (() => void)[] = [];
  private readonly onPoll: () => Promise<void>;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  /** A wake-up came while no loop was waiting: the next one does not wait. */
  private isWakePending = false;

  /** `onPoll` is awaited before one of the loops polls. */
  constructor(onPoll: () => Promise<void>) {
    this.onPoll = onPoll;
  }

  /** Resolves at a `wakeOne` that reaches this loop or at `close`; one of the loops is woken after `ms` at the latest. */
  wait(ms: number): Promise<void> {
    if (this.isClosed || this.isWakePending) {
      this.isWakePending = false;
      return Promise.resolve();
    }
    this.timer ??= setTimeout(() => void this.poll(), ms);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  wakeOne(): void {
    const resolve = this.waiting.shift();
    if (resolve) resolve();
    else this.isWakePending = true;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async poll(): Promise<void> {
    await this.onPoll();
    this.timer = undefined;
    this.wakeOne();
  }
}
