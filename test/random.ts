/** Pseudo-random numbers, reproducible by their seed. */
export class Random {
  private state: number;

  /** Only the lowest 32 bits of the seed are used. */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Returns a number from 0, below 1 (mulberry32, by Tommy Ettinger). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Returns an integer from 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** Returns a random item. Throws a RangeError if there is none. */
  one<T>(choice: readonly T[]): T {
    const index = this.below(choice.length);
    if (choice.length === 0) throw new RangeError('no item to choose from');
    return choice[index] as T; // below its length
  }
}

/** Returns a non-negative integer from the environment, e.g. SEED, or the default. Throws a TypeError if it is invalid. */
export function numberFrom(name: string, defaultNumber: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return defaultNumber;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new TypeError(`${name} must be a whole number: it is '${text}'`);
  return number;
}
