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

/**
 * Returns the object with the buffered entries in its bins and sums (TH1::BufferEmpty). Throws a RecordError if the axes have no limits yet,
 * because ROOT would choose them by the entries.
 */
export function withoutBuffer(object: RootObject, axes: readonly Axis[]): RootObject {
  const buffer = doubles(object, 'fBuffer');
  const count = buffer[0] ?? 0;
  const isProfile = 'fBinEntries' in object;
  const size = axes.length + (isProfile ? 2 : 1);
  if (!Number.isInteger(count) || 1 + count * size > buffer.length)
    throw new RecordError(`${count} entries in a fill buffer of ${buffer.length} numbers`);
  if (axes.some(({ min, max }) => !(min < max)))
    throw new RecordError(`${count} entries are in ROOT's fill buffer, and the axis has no limits`);
  const filled = new Filled(object, axes, isProfile);
  for (let index = 0; index < count; index += 1) filled.fill(buffer.subarray(1 + index * size, 1 + (index + 1) * size));
  return filled.object;
}

/** A copy of an object that is being filled. */
class Filled {
  readonly object: Record<string, unknown>;
  private readonly axes: readonly Axis[];
  private readonly isProfile: boolean;
  private readonly countsOverflows: boolean;

  constructor(object: RootObject, axes: readonly Axis[], isProfile: boolean) {
    this.object = { ...object, fBuffer: [] };
    this.axes = axes;
    this.isProfile = isProfile;
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
    this.add('fEntries', 1);
    let [cell, stride, isInside] = [0, 1, true];
    for (const [direction, axis] of this.axes.entries()) {
      const bin = findBin(axis, coordinates[direction] ?? Number.NaN);
      cell += stride * bin;
      stride *= axis.bins + 2;
      isInside &&= bin >= 1 && bin <= axis.bins;
    }
    if (this.isProfile) this.fillProfile(cell, w, coordinates[this.axes.length] ?? 0);
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
