/** Reads big-endian values, as ROOT writes them, one after another. Throws a RangeError beyond the end. */
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

  i16(): number {
    return this.bytes.readInt16BE(this.advance(2));
  }

  i32(): number {
    return this.bytes.readInt32BE(this.advance(4));
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.advance(4));
  }

  /** Reads an offset in the file of 4 or 8 bytes. A loss of precision above 2^53 does not matter: such an offset is outside of any file. */
  seek(wide: boolean): number {
    if (!wide) return this.u32();
    return this.u32() * 2 ** 32 + this.u32();
  }

  /** Reads a TString, whose length is one byte, or 255 and four bytes. */
  text(): string {
    const short = this.u8();
    const length = short === 255 ? this.u32() : short;
    const start = this.advance(length);
    if (start + length > this.bytes.length) throw new RangeError(`string of ${length} bytes is truncated`);
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

/** Decodes a string, whose encoding ROOT does not define: as UTF-8 if it is valid, else as Latin-1. */
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
