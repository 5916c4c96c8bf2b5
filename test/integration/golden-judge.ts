/** Golden results of ROOT for histograms, pairs and efficiencies, and the judge that compares every quantity of them. */
import { readFileSync } from 'node:fs';
import type { BinnedElement } from '../../metrics/histogram/bins.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

/** A golden value: NaN and infinities are strings. */
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

/** Returns a golden value as a number; throws if it is not one. */
export function number(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  const words: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };
  const word = typeof value === 'string' ? words[value] : undefined;
  if (word === undefined) throw new TypeError(`${JSON.stringify(value)} is not a number`);
  return word;
}

export function numbers(value: Json | undefined): number[] {
  if (!Array.isArray(value)) throw new TypeError(`${JSON.stringify(value)} is not a list`);
  return value.map(number);
}

export function lists(value: Json | undefined): number[][] {
  if (!Array.isArray(value)) throw new TypeError(`${JSON.stringify(value)} is not a list`);
  return value.map((row) => numbers(row));
}

export function object(value: Json | undefined): Golden {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${JSON.stringify(value)} is not an object`);
  return value as Golden;
}

/** Statistics of the comparisons of one quantity. */
export interface Tally {
  compared: number;
  maxDifference: number;
}

/** Compares numbers, and counts the comparisons and the maximum difference of each quantity. */
export class Judge {
  readonly tallies = new Map<string, Tally>();
  readonly wrong: string[] = [];

  /** The tolerance is relative to the maximum of both numbers and `scale`. */
  close(quantity: string, where: string, got: number, wanted: number, tolerance: number, scale = 0): void {
    const size = Math.max(Math.abs(got), Math.abs(wanted), scale);
    const difference = Object.is(got, wanted) || got === wanted ? 0 : Math.abs(got - wanted) / size;
    this.note(quantity, difference);
    if (!(difference <= tolerance))
      this.wrong.push(`${quantity} of ${where}: ${got}, expected ${wanted} (${difference.toExponential(1)})`);
  }

  /** Compares a distance with its limit. */
  within(quantity: string, where: string, distance: number, max: number, message: string): void {
    this.note(quantity, distance);
    if (!(distance <= max)) this.wrong.push(`${quantity} of ${where}: ${message} (${distance.toExponential(1)})`);
  }

  /** Checks a condition, e.g. that a value is missing where ROOT has none. */
  truth(quantity: string, where: string, holds: boolean, message: string): void {
    this.note(quantity, 0);
    if (!holds) this.wrong.push(`${quantity} of ${where}: ${message}`);
  }

  /** Calls the judge of each key; throws for a key without one, so that no quantity is ignored. */
  each(golden: Golden, judges: Readonly<Record<string, (value: Json, key: string) => void>>, where: string): void {
    for (const [key, value] of Object.entries(golden)) {
      const judge = judges[key];
      if (judge === undefined) throw new Error(`no comparison for quantity ${key} of ${where}`);
      judge(value, key);
    }
  }

  /** Returns how often each quantity could not be compared or was allowed to differ. */
  exceptions(): Record<string, number> {
    const exceptions =
      /: (no minimum|lower minimum|higher minimum|other errors|parameters of equal|at an edge|at the end|of NaN|of negative)|NaN contents$/;
    const found = [...this.tallies].filter(([quantity]) => exceptions.test(quantity));
    return Object.fromEntries(found.map(([quantity, { compared }]) => [quantity, compared]));
  }

  private note(quantity: string, distance: number): void {
    const tally = this.tallies.get(quantity) ?? { compared: 0, maxDifference: 0 };
    tally.compared += 1;
    tally.maxDifference = Math.max(tally.maxDifference, distance);
    this.tallies.set(quantity, tally);
  }
}

export function binned(element: { readonly kind: string }): BinnedElement {
  if (element.kind !== 'histogram' && element.kind !== 'profile') throw new TypeError(`it is a ${element.kind}`);
  return element as BinnedElement;
}
