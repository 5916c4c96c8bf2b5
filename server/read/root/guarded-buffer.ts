import {
  kBool,
  kChar,
  kCounter,
  kDouble,
  kFloat,
  kInt,
  kLong,
  kLong64,
  kShort,
  kTString,
  kUChar,
  kULong,
  kULong64,
  kUShort,
  type Member,
  type StreamerFile,
  TBuffer,
  type Version,
} from 'jsroot/io';
import { decodeText } from './cursor.ts';
import type { Content } from './root-file.ts';

/** Classes of monitor elements and their parts, whose byte counts are verified. Objects attached to a histogram may be of any class. */
const ownClass =
  /^(TH[123][CSILFD]?|TH2Poly|TProfile\w*|TGraph(Asymm)?(Errors)?|TEfficiency|TAxis|TAtt\w+|TNamed|TObject|TObjString)$/;
const listClasses: ReadonlySet<string> = new Set(['TList', 'THashList', 'TObjArray']);
/** Maximum number of elements of an array member: larger than in any class of ROOT. */
export const maxMemberLength = 1_000_000;

/** A buffer of jsroot that does not trust its data: corrupt lengths cause no unbounded allocations or loops, and nothing is logged. */
export class GuardedBuffer extends TBuffer {
  private readonly bytes: Buffer;
  /** Number of parts that may still be decoded: an object has fewer parts than bytes. */
  private budget: number;
  /** The next field of a list being read, whose count must be checked: jsroot allocates that many objects. */
  private list: 'name' | 'count' | undefined;
  /** Whether the name of a new class was just read. */
  private newClass = false;

  constructor({ bytes, headerBytes }: Content, file: StreamerFile) {
    super(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, file);
    this.bytes = bytes;
    this.budget = bytes.length;
    this.fTagOffset = headerBytes;
  }

  override ntou4(): number {
    const number = super.ntou4();
    if (this.list === 'count') {
      if (number > this.remain()) throw new RangeError(`list of ${number} objects is truncated`);
      this.list = undefined;
    }
    return number;
  }

  override readTString(): string {
    this.spend();
    const inList = this.list === 'name';
    this.list = undefined;
    const short = this.ntou1();
    const length = short === 255 ? this.ntou4() : short;
    const start = this.o;
    if (length > this.remain()) throw new RangeError(`string of ${length} bytes is truncated`);
    this.o += length;
    if (inList) this.list = 'count';
    return decodeText(this.bytes, start, this.o);
  }

  override readNullTerminatedString(): string {
    this.newClass = true;
    return super.readNullTerminatedString();
  }

  /** Called for a reference to a class, which must be known, or after the name of a new class. */
  override getMappedClass(tag: number): string | -1 {
    const name = super.getMappedClass(tag);
    if (name === -1 && !this.newClass) throw new RangeError('object of an unknown class');
    this.newClass = false;
    return name;
  }

  override readVersion(): Version {
    const version = super.readVersion();
    version.nowarning = true;
    return version;
  }

  override checkByteCount({ bytecnt, off }: Version, className = ''): boolean {
    if (bytecnt === undefined || off + bytecnt === this.o) return true;
    if (ownClass.test(className)) throw new RangeError(`${className} has a wrong length`);
    this.o = off + bytecnt;
    return false;
  }

  override classStreamer(target: object, className: string): object {
    this.spend();
    if (listClasses.has(className)) this.list = 'name';
    const decoded = super.classStreamer(target, className);
    if (listClasses.has(className)) this.list = undefined;
    return decoded;
  }

  override readObjectAny(): unknown {
    this.spend();
    return super.readObjectAny();
  }

  override readNdimArray(member: Member, read: unknown): unknown {
    this.spend();
    const lengths = Array.from(member.fMaxIndex ?? []).slice(0, member.fArrayDim);
    const elements = lengths.reduce((product, length) => product * length, 1);
    if (elements < 1 || elements > maxMemberLength)
      throw new RangeError(`invalid array of ${lengths.join(' by ')} elements`);
    return super.readNdimArray(member, read);
  }

  override readFastArray(length: number, type: number): ArrayLike<unknown> {
    this.spend();
    const width = widths.get(type) ?? 4;
    if (!(length >= 0 && length * width <= this.remain()))
      throw new RangeError(`array of ${length} elements is truncated`);
    const make = arrays.get(type);
    if (!make) return super.readFastArray(length, type);
    // Copying and swapping the whole array is much faster than reading number by number.
    const start = this.bytes.byteOffset + this.o;
    const own = this.bytes.buffer.slice(start, start + length * width);
    this.o += length * width;
    return make(own);
  }

  private spend(): void {
    if (--this.budget < 0) throw new RangeError('more parts than bytes');
  }
}

/** Bytes per element of each type; 4 for the others. */
const widths = new Map([
  [kDouble, 8],
  [kLong, 8],
  [kLong64, 8],
  [kULong, 8],
  [kULong64, 8],
  [kShort, 2],
  [kUShort, 2],
  [kChar, 1],
  [kUChar, 1],
  [kBool, 1],
  [kTString, 1],
]);

/** Converters of big-endian bytes to arrays, for the types used by histograms. */
const arrays = new Map<number, (bytes: ArrayBufferLike) => ArrayLike<unknown>>([
  [kDouble, (bytes) => new Float64Array(Buffer.from(bytes).swap64().buffer)],
  [kFloat, (bytes) => new Float32Array(Buffer.from(bytes).swap32().buffer)],
  [kInt, (bytes) => new Int32Array(Buffer.from(bytes).swap32().buffer)],
  [kCounter, (bytes) => new Int32Array(Buffer.from(bytes).swap32().buffer)],
  [kShort, (bytes) => new Int16Array(Buffer.from(bytes).swap16().buffer)],
  [kChar, (bytes) => new Int8Array(bytes)],
]);
