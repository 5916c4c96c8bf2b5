import type { PlotLine } from '../chart/series.ts';

/** The points of a trend, the limits of its values, and its parts between steps. */
export type TrendPoints = Pick<PlotLine, 'columns' | 'limits' | 'segments'>;

/** Points of trends by the name of their config; null where the dataset has no such trend. */
export type FetchPoints = (names: readonly string[]) => Promise<ReadonlyMap<string, TrendPoints>>;

/** The points of a trend, null where the dataset has no such trend, or the error of the request. */
export type Points = TrendPoints | null | Error;

/** Minimum of trends per request (where there are as many), and maximum of requests at a time and of cached trends. */
const [minBatch, maxRequests, maxCached] = [12, 3, 400];
/** Milliseconds that a plot must stay on screen before its points are requested: plots passed while scrolling are skipped. */
const debounceMs = 90;

/**
 * A cache of the points of one dataset and run selection, loaded when their plots come on screen. Apollo's cache keeps the results of whole
 * queries without a limit; here the set of plots on screen changes with every row scrolled, and two thousand trends would not fit.
 */
export class PointStore {
  private readonly fetch: FetchPoints;
  private readonly cache = new Map<string, Points>();
  private readonly pending = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private requested: readonly string[] = [];
  private running = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isFirst = true;

  constructor(fetch: FetchPoints) {
    this.fetch = fetch;
  }

  /** The points of a trend; undefined until they are loaded. */
  get(name: string): Points | undefined {
    return this.cache.get(name);
  }

  /** Sets which trends are on screen, the most urgent first, and loads those that are not cached. */
  request(names: readonly string[]): void {
    this.requested = names;
    clearTimeout(this.timer);
    if (this.isFirst) this.fill();
    else this.timer = setTimeout(() => this.fill(), debounceMs);
    this.isFirst = false;
  }

  /** Loads again what failed. */
  retry(): void {
    for (const [name, points] of this.cache) if (points instanceof Error) this.cache.delete(name);
    this.fill();
    this.notify();
  }

  /** Calls the listener after each change. Returns a function that unsubscribes it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private fill(): void {
    const missing = this.requested.filter((name) => !this.cache.has(name) && !this.pending.has(name));
    while (this.running < maxRequests && missing.length > 0) {
      // A small first request shows the first plots soon; the others are split evenly over the remaining requests.
      const share = this.running === 0 ? minBatch : Math.ceil(missing.length / (maxRequests - this.running));
      void this.load(missing.splice(0, Math.max(minBatch, share)));
    }
  }

  private async load(names: readonly string[]): Promise<void> {
    this.running += 1;
    for (const name of names) this.pending.add(name);
    try {
      const points = await this.fetch(names);
      for (const name of names) this.cache.set(name, points.get(name) ?? null);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const name of names) this.cache.set(name, reason);
    }
    for (const name of names) this.pending.delete(name);
    this.running -= 1;
    this.evict();
    this.fill();
    this.notify();
  }

  /** Evicts the oldest trends that are not on screen. */
  private evict(): void {
    const requested = new Set(this.requested);
    for (const name of this.cache.keys()) {
      if (this.cache.size <= maxCached) return;
      if (!requested.has(name)) this.cache.delete(name);
    }
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
