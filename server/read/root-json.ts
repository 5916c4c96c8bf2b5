/**
 * Serializes ROOT objects in the JSON format of ROOT's TBufferJSON, which jsroot's `parse` reads. Arrays of numbers are base64 of their
 * bytes: exact, including NaN, and compact.
 */
import type { QualityTest, Scalar } from '../../metrics/histogram/histogram.ts';
import type { RootObject } from './root/members.ts';

/** Replaces the functions of a histogram: jsroot compiles their formulas to code, which must not run in the client. */
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

/** Returns the JSON of a decoded object, without attached functions. Repeated objects become a `$ref` to the first occurrence. */
export function objectJson(object: RootObject): string {
  const references = new Map<object, number>();
  const convert = (value: unknown, name?: string): unknown => {
    if (typeof value === 'bigint') return Number(value);
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
    if (ArrayBuffer.isView(value)) return numbers(value);
    if (Array.isArray(value)) return value.map((part) => convert(part));
    const members = name === 'fFunctions' ? noFunctions : value;
    const reference = references.get(members);
    if (reference !== undefined) return { $ref: reference };
    references.set(members, references.size);
    const entries = Object.entries(members).filter(([key]) => !key.startsWith('$'));
    return Object.fromEntries(entries.map(([key, member]) => [key, convert(member, key)]));
  };
  return JSON.stringify(convert(object));
}

function numbers(values: ArrayBufferView): unknown {
  const name = arrayNames.get(values.constructor);
  // 64-bit integers become doubles, since jsroot's format has none.
  if (name === undefined) return numbers(Float64Array.from(values as BigInt64Array, Number));
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const length = values.byteLength / (values as Uint8Array).BYTES_PER_ELEMENT;
  return { $arr: name, len: length, b: bytes.toString('base64') };
}

/** Formats a scalar or quality test. */
export function textOf(element: Scalar | QualityTest): string {
  if (element.kind === 'scalar') return String(element.value);
  const { status, result, algorithm, message } = element;
  return `status ${status}, result ${result}${algorithm === '' ? '' : `, ${algorithm}`}${message === '' ? '' : `: ${message}`}`;
}
