/** Real ROOT's answers for single histograms, pairs and efficiencies, as JSON has them, and the judge that no quantity escapes. */
import { readFileSync } from 'node:fs';
import type { BinnedElement } from '../../metrics/histogram/bins.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

/** A golden number: what is none is written as a text. */
export type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export interface Golden {
  readonly [key: string]: Json;
}

export interface GoldenFile {
  readonly histograms: readonly Golden[];
  readonly pairs: readonly Golden[];
  readonly efficiencies: readonly Golden[];
}

export function goldenFile(name: string): GoldenFile {
  if (!hasShared) return { histograms: [], pairs: [], efficiencies: [] };
  return JSON.parse(readFileSync(`${sharedFolder}${name}`, 'utf8')) as GoldenFile;
}

/** A golden value as the number that it is; fails where it is none. */
export function number(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  const words: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };
  const word = typeof value === 'string' ? words[value] : undefined;
  if (word === undefined) throw new TypeError(`${JSON.stringify(value)} is no number`);
  return word;
}

export function numbers(value: Json | undefined): number[] {
  if (!Array.isArray(value)) throw new TypeError(`${JSON.stringify(value)} is no list`);
  return value.map(number);
}

export function lists(value: Json | undefined): number[][] {
  if (!Array.isArray(value)) throw new TypeError(`${JSON.stringify(value)} is no list`);
  return value.map((row) => numbers(row));
}

export function object(value: Json | undefined): Golden {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${JSON.stringify(value)} is no object`);
  return value as Golden;
}

/** How the comparisons of one quantity went. */
export interface Tally {
  compared: number;
  worst: number;
}

/** Compares numbers and keeps, a quantity, how many there were and how far they were apart at worst. */
export class Judge {
  readonly tallies = new Map<string, Tally>();
  readonly wrong: string[] = [];

  /** Relative to the larger of both and `scale`, the size below which a difference is rounding. */
  close(quantity: string, where: string, got: number, wanted: number, tolerance: number, scale = 0): void {
    const size = Math.max(Math.abs(got), Math.abs(wanted), scale);
    const apart = Object.is(got, wanted) || got === wanted ? 0 : Math.abs(got - wanted) / size;
    this.note(quantity, apart);
    if (!(apart <= tolerance))
      this.wrong.push(`${quantity} of ${where}: ${got}, not ${wanted} (${apart.toExponential(1)})`);
  }

  /** A distance that is made elsewhere. */
  within(quantity: string, where: string, apart: number, most: number, otherwise: string): void {
    this.note(quantity, apart);
    if (!(apart <= most)) this.wrong.push(`${quantity} of ${where}: ${otherwise} (${apart.toExponential(1)})`);
  }

  /** What has to be true, as where ROOT has no number and neither have we. */
  truth(quantity: string, where: string, holds: boolean, otherwise: string): void {
    this.note(quantity, 0);
    if (!holds) this.wrong.push(`${quantity} of ${where}: ${otherwise}`);
  }

  /** Calls the judge of each key; a key that has none is a quantity that nobody compared. */
  each(golden: Golden, judges: Readonly<Record<string, (value: Json, key: string) => void>>, where: string): void {
    for (const [key, value] of Object.entries(golden)) {
      const judge = judges[key];
      if (judge === undefined) throw new Error(`${where} has a quantity that nobody judges: ${key}`);
      judge(value, key);
    }
  }

  /** How often a quantity was excused rather than compared. */
  exceptions(): Record<string, number> {
    const excuses =
      /: (no minimum|lower minimum|higher minimum|other errors|parameters of equal|at an edge|at the end|of no numbers|of negative)|no numbers$/;
    const excused = [...this.tallies].filter(([quantity]) => excuses.test(quantity));
    return Object.fromEntries(excused.map(([quantity, { compared }]) => [quantity, compared]));
  }

  private note(quantity: string, apart: number): void {
    const tally = this.tallies.get(quantity) ?? { compared: 0, worst: 0 };
    tally.compared += 1;
    tally.worst = Math.max(tally.worst, apart);
    this.tallies.set(quantity, tally);
  }
}

export function binned(element: { readonly kind: string }): BinnedElement {
  if (element.kind !== 'histogram' && element.kind !== 'profile') throw new TypeError(`it is a ${element.kind}`);
  return element as BinnedElement;
}
