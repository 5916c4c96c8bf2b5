import type { Columns } from '../chart/series.ts';

/** Points of trends by the name of their config; null where the dataset has no such trend. */
export type FetchPoints = (names: readonly string[]) => Promise<ReadonlyMap<string, Columns>>;

/** What there is of a trend: its points, nothing (the dataset has no such trend), or why they could not be loaded. */
export type Points = Columns | null | Error;

/** Fewest trends in one request (where there are as many), requests at once, and trends that are kept when they are no longer on screen. */
const [batch, atOnce, kept] = [12, 3, 400];
/** Milliseconds that a plot must stay on screen before it is asked for: what flies past while scrolling is not. */
const patience = 90;

/**
 * The points of the trends of one dataset and selection, fetched when they come on screen, each once. Apollo's cache keeps the answers to
 * whole queries, for ever; the plots on screen are another set with every row scrolled, and two thousand trends would not fit.
 */
export class PointStore {
  private readonly fetch: FetchPoints;
  private readonly found = new Map<string, Points>();
  private readonly asked = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private wanted: readonly string[] = [];
  private running = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private idle = true;

  constructor(fetch: FetchPoints) {
    this.fetch = fetch;
  }

  /** What there is of a trend; undefined while it is not there yet. */
  get(name: string): Points | undefined {
    return this.found.get(name);
  }

  /** Tells which trends are on screen, the most wanted first: those that are missing are fetched. */
  want(names: readonly string[]): void {
    this.wanted = names;
    clearTimeout(this.timer);
    if (this.idle) this.fill();
    else this.timer = setTimeout(() => this.fill(), patience);
    this.idle = false;
  }

  /** Asks again for what could not be loaded. */
  retry(): void {
    for (const [name, points] of this.found) if (points instanceof Error) this.found.delete(name);
    this.fill();
    this.tell();
  }

  /** Calls back whenever something came; gives a way to end it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private fill(): void {
    const missing = this.wanted.filter((name) => !this.found.has(name) && !this.asked.has(name));
    while (this.running < atOnce && missing.length > 0) {
      // The first plots come soon; none of the others waits for another answer.
      const share = this.running === 0 ? batch : Math.ceil(missing.length / (atOnce - this.running));
      void this.load(missing.splice(0, Math.max(batch, share)));
    }
  }

  private async load(names: readonly string[]): Promise<void> {
    this.running += 1;
    for (const name of names) this.asked.add(name);
    try {
      const points = await this.fetch(names);
      for (const name of names) this.found.set(name, points.get(name) ?? null);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const name of names) this.found.set(name, reason);
    }
    for (const name of names) this.asked.delete(name);
    this.running -= 1;
    this.forget();
    this.fill();
    this.tell();
  }

  /** Lets go of the trends that came first and are not on screen. */
  private forget(): void {
    const wanted = new Set(this.wanted);
    for (const name of this.found.keys()) {
      if (this.found.size <= kept) return;
      if (!wanted.has(name)) this.found.delete(name);
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
