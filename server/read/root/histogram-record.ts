import type { RootObject } from './members.ts';
import { type NumberType, RecordReader, UnknownLayoutError } from './record-reader.ts';
import type { Content } from './root-file.ts';

/** Type of the bin contents by the last letter of the class. */
const contentTypes: Readonly<Record<string, NumberType>> = {
  C: 'Int8',
  S: 'Int16',
  I: 'Int32',
  F: 'Float32',
  D: 'Float64',
};

/**
 * Decodes the members of a TH1, TH2, TProfile or TProfile2D that `toElement` needs. These are nearly all MEs, and this is many times faster
 * than jsroot, which interprets the class descriptions. The caller must check that the layouts are known (layouts.ts). Returns undefined
 * for any other class, version or layout and for corrupt data: jsroot then decodes it, or reports the error.
 */
export function decodeHistogram(content: Content, className: string): RootObject | undefined {
  const kind = /^TH([12])([CSIFD])$|^TProfile(2D)?$/.exec(className);
  if (!kind) return undefined;
  const record = new HistogramRecord(content);
  try {
    const [, dimension, type = '', planar] = kind;
    const object = dimension
      ? record.histogram(Number(dimension), contentTypes[type] ?? 'Float64')
      : record.profile(planar ? 2 : 1);
    return record.isAtEnd ? object : undefined;
  } catch (error) {
    if (error instanceof UnknownLayoutError || error instanceof RangeError) return undefined;
    throw error;
  }
}

class HistogramRecord extends RecordReader {
  /** TH1F and similar classes (versions 1 to 3), TH2F and similar classes (3 and 4): all are equal. */
  histogram(dimension: number, type: NumberType): Record<string, unknown> {
    const { end } = dimension === 1 ? this.begin(1, 3) : this.begin(3, 4);
    const object = dimension === 1 ? this.base(1) : this.planarBase();
    object.fArray = this.array(type);
    this.end(end);
    return object;
  }

  /** TProfile (versions 6 and 7) and TProfile2D (7 and 8). */
  profile(dimension: 1 | 2): Record<string, unknown> {
    const { end } = dimension === 1 ? this.begin(6, 7) : this.begin(7, 8);
    const object = this.histogram(dimension, 'Float64');
    object.fBinEntries = this.array('Float64');
    object.fErrorMode = this.i32();
    const axis = dimension === 1 ? 'y' : 'z';
    object[`f${axis.toUpperCase()}min`] = this.f64();
    object[`f${axis.toUpperCase()}max`] = this.f64();
    object[`fTsumw${axis}`] = this.f64();
    object[`fTsumw${axis}2`] = this.f64();
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
    const { name, title, bits } = this.named();
    for (let attributes = 0; attributes < 3; attributes++) this.skipClass(); // line, fill, marker
    this.skip(4); // number of cells
    const object: Record<string, unknown> = { fName: name, fTitle: title, fBits: bits, fXaxis: this.axis() };
    if (dimension > 1) object.fYaxis = this.axis();
    else this.skipClass();
    this.skipClass(); // z axis
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
    this.skipText(); // drawing options
    this.skipPointer(); // functions
    const buffered = this.i32();
    object.fBuffer = this.u8() === 1 ? this.numbers('Float64', buffered) : [];
    this.skip(4); // type of bin errors
    if (version > 7) object.fStatOverflows = this.i32();
    this.end(end);
    return object;
  }

  /** TAxis (versions 9 and 10). */
  private axis(): RootObject {
    const { version, end } = this.begin(9, 10);
    const { title, bits } = this.named();
    this.skipClass(); // drawing attributes
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
    this.skip(1); // whether it is a time axis
    this.skipText(); // time format
    axis.fLabels = this.labels();
    if (version > 9) this.skipPointer(); // modified labels
    this.end(end);
    return axis;
  }
}
