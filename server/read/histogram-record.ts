import { decodeText } from './root/cursor.ts';
import type { Content } from './root/root-file.ts';
import type { RootObject } from './root/streamers.ts';

/** TBufferFile's marks: of a count of bytes, of a class that is named here, of one that was named before; and where it counts places from. */
const countMark = 0x4000_0000;
const newClass = 0xffff_ffff;
const classMark = 0x8000_0000;
const placeOffset = 2;
/** TObject::kIsReferenced: two more bytes follow. */
const referencedBit = 1 << 4;
/** Longer arrays are swapped as a whole, shorter ones number by number: each is the faster way. */
const manyNumbers = 400;

/** The record has a layout that is not known here: jsroot goes by the file's own descriptions. */
class OtherLayout extends Error {
  override name = 'OtherLayout';
}

type Numbers = 'Int8' | 'Int16' | 'Int32' | 'Float32' | 'Float64';

/** How the contents of each class are stored. */
const contents: Readonly<Record<string, Numbers>> = { C: 'Int8', S: 'Int16', I: 'Int32', F: 'Float32', D: 'Float64' };

/**
 * Decodes the members that `toElement` needs of a TH1, TH2, TProfile or TProfile2D, as ROOT 6 writes them: nearly all MEs, at a fraction of what
 * jsroot takes to follow the file's descriptions of classes. That these are as usual (server/read/root/layouts.ts) is the caller's to see. Undefined
 * for any other class, version or layout (every part must end where its count of bytes says), and for what is garbled: jsroot decodes it, or
 * says what is wrong with it.
 */
export function decodeHistogram(content: Content, className: string): RootObject | undefined {
  const kind = /^TH([12])([CSIFD])$|^TProfile(2D)?$/.exec(className);
  if (!kind) return undefined;
  const record = new HistogramRecord(content);
  try {
    const [, dimension, type = '', planar] = kind;
    const object = dimension
      ? record.histogram(Number(dimension), contents[type] ?? 'Float64')
      : record.profile(planar ? 2 : 1);
    return record.isOver ? object : undefined;
  } catch (error) {
    if (error instanceof OtherLayout || error instanceof RangeError) return undefined;
    throw error;
  }
}

class HistogramRecord {
  private readonly bytes: Buffer;
  private readonly view: DataView;
  /** What references count from. */
  private readonly origin: number;
  private at = 0;
  /** Classes named so far, by their place. */
  private readonly classes = new Map<number, string>();

  constructor({ bytes, headerBytes }: Content) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.origin = headerBytes;
  }

  get isOver(): boolean {
    return this.at === this.bytes.length;
  }

  /** TH1F and its like (versions 1 to 3), TH2F and its like (3 and 4): all the same. */
  histogram(dimension: number, numbers: Numbers): Record<string, unknown> {
    const { end } = dimension === 1 ? this.begin(1, 3) : this.begin(3, 4);
    const object = dimension === 1 ? this.base(1) : this.planarBase();
    object.fArray = this.array(numbers);
    this.end(end);
    return object;
  }

  /** TProfile (versions 6 and 7) and TProfile2D (7 and 8). */
  profile(dimension: 1 | 2): Record<string, unknown> {
    const { end } = dimension === 1 ? this.begin(6, 7) : this.begin(7, 8);
    const object = this.histogram(dimension, 'Float64');
    object.fBinEntries = this.array('Float64');
    object.fErrorMode = this.i32();
    this.skip(16); // limits of y or z
    const along = dimension === 1 ? 'y' : 'z';
    object[`fTsumw${along}`] = this.f64();
    object[`fTsumw${along}2`] = this.f64();
    object.fBinSumw2 = this.array('Float64');
    this.end(end);
    return object;
  }

  /** TH2 (versions 4 and 5). */
  private planarBase(): Record<string, unknown> {
    const { end } = this.begin(4, 5);
    const object = this.base(2);
    this.skip(8); // scale factor
    object.fTsumwy = this.f64();
    object.fTsumwy2 = this.f64();
    object.fTsumwxy = this.f64();
    this.end(end);
    return object;
  }

  /** TH1 (versions 7 and 8). */
  private base(dimension: number): Record<string, unknown> {
    const { version, end } = this.begin(7, 8);
    const { name, title } = this.named();
    for (let attributes = 0; attributes < 3; attributes++) this.skipClass(); // of line, fill and marker
    this.skip(4); // number of cells
    const object: Record<string, unknown> = { fName: name, fTitle: title, fXaxis: this.axis() };
    if (dimension > 1) object.fYaxis = this.axis();
    else this.skipClass();
    this.skipClass(); // z
    this.skip(4); // offset and width of bars
    object.fEntries = this.f64();
    object.fTsumw = this.f64();
    object.fTsumw2 = this.f64();
    object.fTsumwx = this.f64();
    object.fTsumwx2 = this.f64();
    object.fMaximum = this.f64();
    object.fMinimum = this.f64();
    this.skip(8); // norm factor
    this.skipArray(8); // contour levels
    object.fSumw2 = this.array('Float64');
    this.skipText(); // options of drawing
    this.skipObject(); // functions
    const buffered = this.i32();
    object.fBuffer = this.u8() === 1 ? this.numbers('Float64', buffered) : [];
    this.skip(4); // kind of the bins' errors
    if (version > 7) object.fStatOverflows = this.i32();
    this.end(end);
    return object;
  }

  /** TAxis (versions 9 and 10). */
  private axis(): RootObject {
    const { version, end } = this.begin(9, 10);
    const { title, bits } = this.named();
    this.skipClass(); // attributes of drawing
    const axis: Record<string, unknown> = {
      fTitle: title,
      fBits: bits,
      fNbins: this.i32(),
      fXmin: this.f64(),
      fXmax: this.f64(),
      fXbins: this.array('Float64'),
      fFirst: this.i32(),
      fLast: this.i32(),
      fBits2: this.u16(),
    };
    this.skip(1); // whether it is a time
    this.skipText(); // format of times
    axis.fLabels = this.labels();
    if (version > 9) this.skipObject(); // changes of labels
    this.end(end);
    return axis;
  }

  /** A THashList (version 5) of TObjStrings (1), each with its bin as unique id; null where there is none. */
  private labels(): { arr: RootObject[] } | null {
    const list = this.object('THashList');
    if (list === undefined) return null;
    const { end } = this.begin(5);
    this.plain();
    this.skipText();
    const count = this.i32();
    if (count > this.bytes.length) throw new OtherLayout();
    const arr: RootObject[] = [];
    for (let index = 0; index < count; index++) {
      const label = this.object('TObjString');
      const { end: labelEnd } = this.begin(1);
      const { id } = this.plain();
      arr.push({ fString: this.text(), fUniqueID: id });
      this.end(labelEnd);
      if (label !== this.at) throw new OtherLayout();
      this.skipText(); // option of drawing
    }
    this.end(end);
    if (list !== this.at) throw new OtherLayout();
    return { arr };
  }

  /** Begins an object of a class that is pointed to, and gives where it ends; undefined for no object. */
  private object(className: string): number | undefined {
    const count = this.u32();
    if (count === 0) return undefined;
    if ((count & countMark) === 0) throw new OtherLayout();
    const start = this.at;
    const tag = this.u32();
    if (tag === newClass) {
      const nameEnd = this.bytes.indexOf(0, this.at);
      if (nameEnd < 0) throw new OtherLayout();
      const name = this.bytes.toString('latin1', this.at, nameEnd);
      if (name !== className) throw new OtherLayout();
      this.classes.set(start + placeOffset + this.origin, name);
      this.at = nameEnd + 1;
    } else if ((tag & classMark) === 0 || this.classes.get((tag & ~classMark) >>> 0) !== className) {
      throw new OtherLayout();
    }
    return start + (count & ~countMark);
  }

  /** TNamed (version 1). */
  private named(): { name: string; title: string; bits: number } {
    const { end } = this.begin(1);
    const { bits } = this.plain();
    const named = { name: this.text(), title: this.text(), bits };
    this.end(end);
    return named;
  }

  /** TObject (version 1), which has no count of bytes. */
  private plain(): { id: number; bits: number } {
    if (this.u16() !== 1) throw new OtherLayout();
    const id = this.u32();
    const bits = this.u32();
    if ((bits & referencedBit) !== 0) throw new OtherLayout();
    return { id, bits };
  }

  /** Begins a class of one of these versions: says which, and where it ends. */
  private begin(from: number, to = from): { version: number; end: number } {
    const count = this.u32();
    const end = this.at + (count & ~countMark);
    const version = this.u16();
    if ((count & countMark) === 0 || version < from || version > to) throw new OtherLayout();
    return { version, end };
  }

  private end(end: number): void {
    if (this.at !== end) throw new OtherLayout();
  }

  private skipClass(): void {
    const count = this.u32();
    if ((count & countMark) === 0) throw new OtherLayout();
    this.skip(count & ~countMark);
  }

  private skipObject(): void {
    const count = this.u32();
    if (count === 0) return;
    if ((count & countMark) === 0) throw new OtherLayout();
    this.skip(count & ~countMark);
  }

  private skipArray(width: number): void {
    this.skip(this.u32() * width);
  }

  private skipText(): void {
    const short = this.u8();
    this.skip(short === 255 ? this.u32() : short);
  }

  private text(): string {
    const short = this.u8();
    const length = short === 255 ? this.u32() : short;
    this.skip(length);
    return decodeText(this.bytes, this.at - length, this.at);
  }

  private array(numbers: Numbers): ArrayLike<number> {
    return this.numbers(numbers, this.u32());
  }

  private numbers(numbers: Numbers, length: number): ArrayLike<number> {
    const start = this.at;
    const width = widths[numbers];
    this.skip(length * width);
    if (length > manyNumbers) return swapped(this.bytes, start, this.at, numbers);
    const { view } = this;
    if (numbers === 'Float32') {
      const array = new Float32Array(length);
      for (let index = 0; index < length; index++) array[index] = view.getFloat32(start + 4 * index);
      return array;
    }
    if (numbers === 'Float64') {
      const array = new Float64Array(length);
      for (let index = 0; index < length; index++) array[index] = view.getFloat64(start + 8 * index);
      return array;
    }
    return swapped(this.bytes, start, this.at, numbers);
  }

  private skip(length: number): void {
    this.at += length;
    if (!(length >= 0 && this.at <= this.bytes.length)) throw new OtherLayout();
  }

  private u8(): number {
    return this.view.getUint8(this.at++);
  }

  private u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2);
  }

  private i32(): number {
    this.at += 4;
    return this.view.getInt32(this.at - 4);
  }

  private u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4);
  }

  private f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8);
  }
}

const widths: Readonly<Record<Numbers, number>> = { Int8: 1, Int16: 2, Int32: 4, Float32: 4, Float64: 8 };

/** A copy of big-endian bytes as numbers. */
function swapped(bytes: Buffer, start: number, end: number, numbers: Numbers): ArrayLike<number> {
  const own = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + end);
  const buffer = Buffer.from(own);
  switch (numbers) {
    case 'Int8':
      return new Int8Array(own);
    case 'Int16':
      buffer.swap16();
      return new Int16Array(own);
    case 'Int32':
      buffer.swap32();
      return new Int32Array(own);
    case 'Float32':
      buffer.swap32();
      return new Float32Array(own);
    case 'Float64':
      buffer.swap64();
      return new Float64Array(own);
  }
}
