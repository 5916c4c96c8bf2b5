/** An export that waits for a slot. */
interface Waiting {
  readonly address: string;
  readonly start: (free: () => void) => void;
}

/** Limits of exports that run at the same time: each holds a connection of the database. */
export class ExportSlots {
  private readonly limits: { readonly running: number; readonly perAddress: number };
  private readonly running = new Map<string, number>();
  private total = 0;
  /** In the order of their arrival. */
  private readonly waiting = new Set<Waiting>();

  constructor(limits: { readonly running: number; readonly perAddress: number }) {
    this.limits = limits;
  }

  /** Takes a slot for an address; returns the function that frees it, or undefined if there is none. */
  take(address: string): (() => void) | undefined {
    const own = this.running.get(address) ?? 0;
    if (this.total >= this.limits.running || own >= this.limits.perAddress) return undefined;
    this.running.set(address, own + 1);
    this.total += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.total -= 1;
      const left = (this.running.get(address) ?? 1) - 1;
      if (left > 0) this.running.set(address, left);
      else this.running.delete(address);
      this.startNext();
    };
  }

  /**
   * Waits for a slot until `signal` aborts; resolves to the function that frees it, or to undefined if there was none, or if `maxWaiting` of
   * this address wait already.
   */
  async wait(address: string, maxWaiting: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    const free = this.take(address);
    const isFull = [...this.waiting].filter((one) => one.address === address).length >= maxWaiting;
    if (free || isFull || signal.aborted) return free;
    return new Promise((resolve) => {
      const waiting = { address, start: resolve };
      this.waiting.add(waiting);
      signal.addEventListener('abort', () => this.waiting.delete(waiting) && resolve(undefined), { once: true });
    });
  }

  private startNext(): void {
    for (const waiting of this.waiting) {
      const free = this.take(waiting.address);
      if (!free) continue;
      this.waiting.delete(waiting);
      waiting.start(free);
      return;
    }
  }
}
