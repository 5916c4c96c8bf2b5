/**
 * ROOT objects as a browser draws them: in the JSON of ROOT's TBufferJSON, which jsroot's `parse` reads. Arrays of numbers are base64 of
 * their bytes: exact to the bit, NaN included, and as short as JSON gets.
 */
import type { QualityTest, Scalar } from '../../metrics/histogram/histogram.ts';
import type { RootObject } from './root/streamers.ts';

/** What stands in the place of a histogram's functions: jsroot compiles formulas to code, which pages of ours must not run. */
const noFunctions = { _typename: 'TList', name: 'TList', arr: [], opt: [] };

const arrayNames: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Int8Array, 'Int8'],
  [Uint8Array, 'Uint8'],
  [Int16Array, 'Int16'],
  [Uint16Array, 'Uint16'],
  [Int32Array, 'Int32'],
  [Uint32Array, 'Uint32'],
  [Float32Array, 'Float32'],
  [Float64Array, 'Float64'],
]);

/** The JSON of an object that jsroot decoded, without attached functions. An object met twice is a `$ref` to the first. */
export function objectJson(object: RootObject): string {
  const places = new Map<object, number>();
  const convert = (value: unknown, name?: string): unknown => {
    if (typeof value === 'bigint') return Number(value);
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
    if (ArrayBuffer.isView(value)) return numbers(value);
    if (Array.isArray(value)) return value.map((part) => convert(part));
    const members = name === 'fFunctions' ? noFunctions : value;
    const place = places.get(members);
    if (place !== undefined) return { $ref: place };
    places.set(members, places.size);
    const entries = Object.entries(members).filter(([key]) => !key.startsWith('$'));
    return Object.fromEntries(entries.map(([key, member]) => [key, convert(member, key)]));
  };
  return JSON.stringify(convert(object));
}

function numbers(values: ArrayBufferView): unknown {
  const name = arrayNames.get(values.constructor);
  // 64-bit integers: the nearest doubles stand for them, as jsroot has no others.
  if (name === undefined) return numbers(Float64Array.from(values as BigInt64Array, Number));
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const length = values.byteLength / (values as Uint8Array).BYTES_PER_ELEMENT;
  return { $arr: name, len: length, b: bytes.toString('base64') };
}

/** What a scalar or quality test says, in words. */
export function textOf(element: Scalar | QualityTest): string {
  if (element.kind === 'scalar') return String(element.value);
  const { status, result, algorithm, message } = element;
  return `status ${status}, result ${result}${algorithm === '' ? '' : `, ${algorithm}`}${message === '' ? '' : `: ${message}`}`;
}
