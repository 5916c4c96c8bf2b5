/** Numbers that look like chance, always the same for a seed: what a seed found, it finds again. */
export class Random {
  private state: number;

  /** Of the seed only the lowest 32 bits count. */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0, below 1 (mulberry32, by Tommy Ettinger). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** One of several; throws a RangeError where there is none. */
  one<T>(choice: readonly T[]): T {
    const index = this.below(choice.length);
    if (choice.length === 0) throw new RangeError('there is nothing to choose from');
    return choice[index] as T; // below its length
  }
}

/** A whole number from the environment, e.g. SEED; what stands for it where it is not set. Throws a TypeError for what is none. */
export function numberFrom(name: string, usual: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return usual;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new TypeError(`${name} must be a whole number: it is '${text}'`);
  return number;
}
