/** Entries in the fill buffer of a histogram (TH1::SetBuffer), which ROOT moves to the bins when the histogram is used. */
import { findBin } from '../../metrics/histogram/axis.ts';
import type { Axis } from '../../metrics/histogram/histogram.ts';
import { doubles, number, type RootObject } from './root/members.ts';
import { RecordError } from './root/record-error.ts';

/** TH1::kIsNotW: weights are not stored. */
const notWeightedBit = 1 << 19;
/** Limits of the contents of integer classes, at which ROOT stops counting. */
const limits = new Map<unknown, number>([
  [Int8Array, 127],
  [Int16Array, 32_767],
  [Int32Array, 2_147_483_647],
]);
const coordinateNames = ['x', 'y', 'z'] as const;

/** Whether entries are in the fill buffer only. If their number is negative, they are in the bins too; old classes have no buffer. */
export function isBuffered(object: RootObject): boolean {
  return 'fBuffer' in object && (doubles(object, 'fBuffer')[0] ?? 0) > 0;
}

/** Returns the buffered entries: a weight and coordinates each, of a profile including the profiled quantity. Throws a RecordError. */
export function bufferedEntries(object: RootObject, dimension: number): Float64Array[] {
  const buffer = doubles(object, 'fBuffer');
  const count = buffer[0] ?? 0;
  const size = dimension + (isProfile(object) ? 2 : 1);
  if (!Number.isInteger(count) || 1 + count * size > buffer.length)
    throw new RecordError(`${count} entries in a fill buffer of ${buffer.length} numbers`);
  return Array.from({ length: count }, (_, index) => buffer.subarray(1 + index * size, 1 + (index + 1) * size));
}

/** Returns the object with the entries in its bins and sums, and an empty buffer (TH1::BufferEmpty). */
export function withEntries(object: RootObject, axes: readonly Axis[], entries: readonly Float64Array[]): RootObject {
  const filled = new Filled(object, axes);
  for (const entry of entries) filled.fill(entry);
  return filled.object;
}

function isProfile(object: RootObject): boolean {
  return 'fBinEntries' in object;
}

/** Limits of the profiled quantity: members of a profile of 1, 2 and 3 dimensions. If they are equal, there are none. */
const profiledLimits = [
  ['fYmin', 'fYmax'],
  ['fZmin', 'fZmax'],
  ['fTmin', 'fTmax'],
] as const;

/** A copy of an object that is being filled. */
class Filled {
  readonly object: Record<string, unknown>;
  private readonly axes: readonly Axis[];
  private readonly isProfile: boolean;
  private readonly countsOverflows: boolean;
  private readonly profiled: readonly [min: number, max: number];

  constructor(object: RootObject, axes: readonly Axis[]) {
    this.object = { ...object, fBuffer: [] };
    this.axes = axes;
    this.isProfile = isProfile(object);
    const [min, max] = profiledLimits[axes.length - 1] ?? profiledLimits[0];
    this.profiled = this.isProfile ? [number(object, min), number(object, max)] : [0, 0];
    this.countsOverflows = object.fStatOverflows === 1;
    for (const name of ['fArray', 'fSumw2', 'fBinEntries', 'fBinSumw2']) {
      const cells = object[name];
      if (ArrayBuffer.isView(cells)) this.object[name] = (cells as Float64Array).slice();
      else if (Array.isArray(cells)) this.object[name] = [...(cells as number[])];
    }
    this.object.fEntries = number(object, 'fEntries');
  }

  /** Fills a weight and its coordinates, of a profile including the profiled quantity (TH1::Fill). */
  fill([w = 1, ...coordinates]: Float64Array): void {
    const [min, max] = this.profiled;
    const profiled = coordinates[this.axes.length] ?? 0;
    if (min !== max && !(profiled >= min && profiled <= max)) return;
    this.add('fEntries', 1);
    let [cell, stride, isInside] = [0, 1, true];
    for (const [direction, axis] of this.axes.entries()) {
      const bin = findBin(axis, coordinates[direction] ?? Number.NaN);
      cell += stride * bin;
      stride *= axis.bins + 2;
      isInside &&= bin >= 1 && bin <= axis.bins;
    }
    if (this.isProfile) this.fillProfile(cell, w, profiled);
    else this.fillCell(cell, w);
    if (isInside || this.countsOverflows) this.addMoments(w, coordinates);
  }

  private fillCell(cell: number, w: number): void {
    const { fSumw2, fArray, fBits } = this.object;
    const isStored = (fSumw2 as Float64Array).length > 0;
    if (!isStored && w !== 1 && (Number(fBits) & notWeightedBit) === 0)
      this.object.fSumw2 = Float64Array.from(fArray as ArrayLike<number>, (content) => Math.abs(Number(content)));
    this.increase('fSumw2', cell, w * w);
    this.increase('fArray', cell, w);
  }

  private fillProfile(cell: number, w: number, v: number): void {
    if (w !== 1 && !((this.object.fBinSumw2 as Float64Array | undefined)?.length ?? 0))
      this.object.fBinSumw2 = Float64Array.from(this.object.fBinEntries as Float64Array);
    this.increase('fArray', cell, w * v);
    this.increase('fSumw2', cell, w * v * v);
    this.increase('fBinEntries', cell, w);
    this.increase('fBinSumw2', cell, w * w);
  }

  private addMoments(w: number, coordinates: readonly number[]): void {
    this.add('fTsumw', w);
    this.add('fTsumw2', w * w);
    for (const [direction, at] of coordinates.entries()) {
      const name = coordinateNames[direction];
      this.add(`fTsumw${name}`, w * at);
      this.add(`fTsumw${name}2`, w * at * at);
      for (const [before, other] of coordinates.slice(0, direction).entries())
        this.add(`fTsumw${coordinateNames[before]}${name}`, w * at * other);
    }
  }

  /** Adds to a sum, if the class has it. */
  private add(name: string, by: number): void {
    if (typeof this.object[name] === 'number') this.object[name] = (this.object[name] as number) + by;
  }

  /** Adds to a cell of an array, if it is stored. */
  private increase(name: string, cell: number, by: number): void {
    const cells = this.object[name] as Float64Array | undefined;
    if (cells === undefined || cells.length === 0) return;
    const max = limits.get(cells.constructor);
    const sum = Number(cells[cell] ?? 0) + by;
    cells[cell] = max === undefined ? sum : Math.max(-max, Math.min(max, Math.trunc(sum)));
  }
}
