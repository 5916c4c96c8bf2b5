/** Goes through bytes as ROOT writes them: big-endian. What lies beyond their end throws a RangeError. */
export class Cursor {
  position: number;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  u8(): number {
    return this.bytes.readUInt8(this.advance(1));
  }

  u16(): number {
    return this.bytes.readUInt16BE(this.advance(2));
  }

  i32(): number {
    return this.bytes.readInt32BE(this.advance(4));
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.advance(4));
  }

  /** A place in the file: 4 or 8 bytes. Beyond 2^53 it is outside any file, which is found out where it is used. */
  seek(wide: boolean): number {
    if (!wide) return this.u32();
    return this.u32() * 2 ** 32 + this.u32();
  }

  /** A TString: its length in one byte, or after 255 in four more. */
  text(): string {
    const short = this.u8();
    const length = short === 255 ? this.u32() : short;
    const start = this.advance(length);
    if (start + length > this.bytes.length) throw new RangeError(`a text of ${length} bytes is cut off`);
    return decodeText(this.bytes, start, start + length);
  }

  skip(length: number): void {
    this.advance(length);
  }

  private advance(length: number): number {
    const { position } = this;
    this.position += length;
    return position;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** ROOT's texts are bytes: read as UTF-8 where they are that, else as Latin-1. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('latin1', start, end);
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    return text;
  }
}
