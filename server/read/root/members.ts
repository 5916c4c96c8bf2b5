/** Members of an object that jsroot decoded, by their ROOT names. What is not there, or of another type, is a RecordError. */
import { RecordError } from '../record-error.ts';
import type { RootObject } from './streamers.ts';

/** A number that the object must have. */
export function number(object: RootObject, name: string): number {
  const value = object[name];
  if (typeof value !== 'number') throw new RecordError(`it lacks the number ${name}`);
  return value;
}

/** A text that the object must have. */
export function text(object: RootObject, name: string): string {
  const value = object[name];
  if (typeof value !== 'string') throw new RecordError(`it lacks the text ${name}`);
  return value;
}

/** An array of doubles; where none was stored, an empty one. */
export function doubles(object: RootObject, name: string): Float64Array {
  const value = object[name];
  if (value instanceof Float64Array) return value;
  if (Array.isArray(value) && value.length === 0) return new Float64Array();
  throw new RecordError(`it lacks the array ${name}`);
}

/** An object within the object. */
export function member(object: RootObject, name: string): RootObject {
  const value = object[name];
  if (!isObject(value)) throw new RecordError(`it lacks ${name}`);
  return value;
}

/** A list of objects within the object. */
export function objects(object: RootObject, name: string): RootObject[] {
  const value = object[name];
  if (!Array.isArray(value) || !value.every(isObject)) throw new RecordError(`it lacks the list ${name}`);
  return value;
}

function isObject(value: unknown): value is RootObject {
  return typeof value === 'object' && value !== null;
}
