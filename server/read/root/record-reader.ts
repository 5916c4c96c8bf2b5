import { decodeText } from './cursor.ts';
import type { Content } from './root-file.ts';

/** Marks of TBufferFile: byte count, name of a new class, reference to a class; and the offset that references are counted from. */
const byteCountMark = 0x4000_0000;
const newClassTag = 0xffff_ffff;
const classMark = 0x8000_0000;
const mapOffset = 2;
/** TObject::kIsReferenced: two more bytes follow. */
const referencedBit = 1 << 4;
/** Longer arrays are byte-swapped as a whole, shorter ones number by number, whichever is faster. */
const maxShortArray = 400;

/** The record has another layout than expected, so that jsroot must decode it by the descriptions of the file. */
export class UnknownLayoutError extends Error {
  override name = 'UnknownLayoutError';
}

/** Type of the numbers of an array. */
export type NumberType = 'Int8' | 'Int16' | 'Int32' | 'Float32' | 'Float64';

/**
 * Reads the parts of a serialized object (TBufferFile). Throws an UnknownLayoutError or a RangeError for anything unexpected: in
 * particular, each part must end where its byte count says.
 */
export class RecordReader {
  private readonly bytes: Buffer;
  private readonly view: DataView;
  /** Offset that references are relative to. */
  private readonly origin: number;
  private position = 0;
  /** Names of the classes read so far, by their reference. */
  private readonly classes = new Map<number, string>();

  constructor({ bytes, headerBytes }: Content) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.origin = headerBytes;
  }

  /** Whether all bytes were read. */
  get isAtEnd(): boolean {
    return this.position === this.bytes.length;
  }

  /** Reads a THashList (version 5) of TObjStrings (1), each with its bin as unique id; null if there is none. */
  protected labels(): { arr: { fString: string; fUniqueID: number }[] } | null {
    const list = this.beginPointer('THashList');
    if (list === undefined) return null;
    const { end } = this.begin(5);
    this.baseObject();
    this.skipText();
    const count = this.i32();
    if (count > this.bytes.length) throw new UnknownLayoutError();
    const arr: { fString: string; fUniqueID: number }[] = [];
    for (let index = 0; index < count; index++) {
      const label = this.beginPointer('TObjString');
      const { end: labelEnd } = this.begin(1);
      const { id } = this.baseObject();
      arr.push({ fString: this.text(), fUniqueID: id });
      this.end(labelEnd);
      if (label !== this.position) throw new UnknownLayoutError();
      this.skipText(); // drawing option
    }
    this.end(end);
    if (list !== this.position) throw new UnknownLayoutError();
    return { arr };
  }

  /** Begins an object referenced by a pointer and returns where it ends; undefined for a null pointer. */
  private beginPointer(className: string): number | undefined {
    const count = this.u32();
    if (count === 0) return undefined;
    if ((count & byteCountMark) === 0) throw new UnknownLayoutError();
    const start = this.position;
    const tag = this.u32();
    if (tag === newClassTag) {
      const nameEnd = this.bytes.indexOf(0, this.position);
      if (nameEnd < 0) throw new UnknownLayoutError();
      const name = this.bytes.toString('latin1', this.position, nameEnd);
      if (name !== className) throw new UnknownLayoutError();
      this.classes.set(start + mapOffset + this.origin, name);
      this.position = nameEnd + 1;
    } else if ((tag & classMark) === 0 || this.classes.get((tag & ~classMark) >>> 0) !== className) {
      throw new UnknownLayoutError();
    }
    return start + (count & ~byteCountMark);
  }

  /** Reads a TNamed (version 1). */
  protected named(): { name: string; title: string; bits: number } {
    const { end } = this.begin(1);
    const { bits } = this.baseObject();
    const named = { name: this.text(), title: this.text(), bits };
    this.end(end);
    return named;
  }

  /** Reads a TObject (version 1), which has no byte count. */
  private baseObject(): { id: number; bits: number } {
    if (this.u16() !== 1) throw new UnknownLayoutError();
    const id = this.u32();
    const bits = this.u32();
    if ((bits & referencedBit) !== 0) throw new UnknownLayoutError();
    return { id, bits };
  }

  /** Begins a class of one of these versions; returns its version and where it ends. */
  protected begin(from: number, to = from): { version: number; end: number } {
    const count = this.u32();
    const end = this.position + (count & ~byteCountMark);
    const version = this.u16();
    if ((count & byteCountMark) === 0 || version < from || version > to) throw new UnknownLayoutError();
    return { version, end };
  }

  protected end(end: number): void {
    if (this.position !== end) throw new UnknownLayoutError();
  }

  protected skipClass(): void {
    const count = this.u32();
    if ((count & byteCountMark) === 0) throw new UnknownLayoutError();
    this.skip(count & ~byteCountMark);
  }

  protected skipPointer(): void {
    const count = this.u32();
    if (count === 0) return;
    if ((count & byteCountMark) === 0) throw new UnknownLayoutError();
    this.skip(count & ~byteCountMark);
  }

  protected skipArray(width: number): void {
    this.skip(this.u32() * width);
  }

  protected skipText(): void {
    const short = this.u8();
    this.skip(short === 255 ? this.u32() : short);
  }

  private text(): string {
    const short = this.u8();
    const length = short === 255 ? this.u32() : short;
    this.skip(length);
    return decodeText(this.bytes, this.position - length, this.position);
  }

  /** Reads an array with its length. */
  protected array(type: NumberType): ArrayLike<number> {
    return this.numbers(type, this.u32());
  }

  /** Reads numbers without a length before them. */
  protected numbers(type: NumberType, length: number): ArrayLike<number> {
    const start = this.position;
    const width = widths[type];
    this.skip(length * width);
    if (length > maxShortArray) return swapped(this.bytes, start, this.position, type);
    const { view } = this;
    if (type === 'Float32') {
      const array = new Float32Array(length);
      for (let index = 0; index < length; index++) array[index] = view.getFloat32(start + 4 * index);
      return array;
    }
    if (type === 'Float64') {
      const array = new Float64Array(length);
      for (let index = 0; index < length; index++) array[index] = view.getFloat64(start + 8 * index);
      return array;
    }
    return swapped(this.bytes, start, this.position, type);
  }

  protected skip(length: number): void {
    this.position += length;
    if (!(length >= 0 && this.position <= this.bytes.length)) throw new UnknownLayoutError();
  }

  protected u8(): number {
    return this.view.getUint8(this.position++);
  }

  protected u16(): number {
    this.position += 2;
    return this.view.getUint16(this.position - 2);
  }

  protected i32(): number {
    this.position += 4;
    return this.view.getInt32(this.position - 4);
  }

  protected u32(): number {
    this.position += 4;
    return this.view.getUint32(this.position - 4);
  }

  protected f64(): number {
    this.position += 8;
    return this.view.getFloat64(this.position - 8);
  }
}

const widths: Readonly<Record<NumberType, number>> = { Int8: 1, Int16: 2, Int32: 4, Float32: 4, Float64: 8 };

/** Copies big-endian bytes to an array of numbers. */
function swapped(bytes: Buffer, start: number, end: number, type: NumberType): ArrayLike<number> {
  const copy = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + end);
  const buffer = Buffer.from(copy);
  switch (type) {
    case 'Int8':
      return new Int8Array(copy);
    case 'Int16':
      buffer.swap16();
      return new Int16Array(copy);
    case 'Int32':
      buffer.swap32();
      return new Int32Array(copy);
    case 'Float32':
      buffer.swap32();
      return new Float32Array(copy);
    case 'Float64':
      buffer.swap64();
      return new Float64Array(copy);
  }
}
