/** Accessors for the members of a decoded object. They throw a RecordError if a member is missing or of another type. */
import { RecordError } from './record-error.ts';

/** A decoded object: its members by their ROOT names, and `_typename`. */
export type RootObject = Readonly<Record<string, unknown>>;

/** Returns a number. */
export function number(object: RootObject, name: string): number {
  const value = object[name];
  if (typeof value !== 'number') throw new RecordError(`missing number ${name}`);
  return value;
}

/** Returns a string. */
export function text(object: RootObject, name: string): string {
  const value = object[name];
  if (typeof value !== 'string') throw new RecordError(`missing string ${name}`);
  return value;
}

/** Returns an array of doubles; empty if none was stored. */
export function doubles(object: RootObject, name: string): Float64Array {
  const value = object[name];
  if (value instanceof Float64Array) return value;
  if (Array.isArray(value) && value.length === 0) return new Float64Array();
  throw new RecordError(`missing array ${name}`);
}

/** Returns an object. */
export function member(object: RootObject, name: string): RootObject {
  const value = object[name];
  if (!isObject(value)) throw new RecordError(`missing object ${name}`);
  return value;
}

/** Returns a list of objects. */
export function objects(object: RootObject, name: string): RootObject[] {
  const value = object[name];
  if (!Array.isArray(value) || !value.every(isObject)) throw new RecordError(`missing list ${name}`);
  return value;
}

/** Whether a value is an object. */
export function isObject(value: unknown): value is RootObject {
  return typeof value === 'object' && value !== null;
}
