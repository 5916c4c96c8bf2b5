import type { MonitorElement } from './histogram.ts';

/** A metric needs a number that is NaN or infinite. `server/reduce` turns it into the failure NOT_FINITE. */
export class NotFiniteError extends RangeError {
  override name = 'NotFiniteError';
  /** The element that contains the number; undefined for a result of a computation. */
  readonly element: MonitorElement | undefined;

  constructor(what: string, number: number, element?: MonitorElement) {
    super(`${what} is ${number}`);
    this.element = element;
  }
}

/** Returns a number, e.g. a sum that may overflow. Throws a NotFiniteError if it is NaN or infinite. */
export function finite(number: number, what: string): number {
  if (!Number.isFinite(number)) throw new NotFiniteError(what, number);
  return number;
}

/** Cache: several metrics share an element, and a map has millions of cells. */
const guarded = new WeakMap<MonitorElement, MonitorElement>();

/**
 * Returns the element, or a copy that throws a NotFiniteError where a number is read that is NaN or infinite, so that no value can be made
 * out of one. Numbers that are not read do not matter: the number of entries is known even if a content is NaN.
 */
export function guardFinite<T extends MonitorElement>(element: T): T {
  let result = guarded.get(element);
  if (result === undefined) {
    result = isFinite(element) ? element : (guard(element, '', element) as T);
    guarded.set(element, result);
    guarded.set(result, result);
  }
  // Safe: a copy has the members of its original.
  return result as T;
}

type Floats = Float64Array | Float32Array;

function isFloats(value: unknown): value is Floats {
  return value instanceof Float64Array || value instanceof Float32Array;
}

/** An object or array whose members may be numbers; other arrays have integers, and the maps of labels bin numbers. */
function hasMembers(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof Map);
}

/** Members that metrics do not compute with. In outlines, NaN separates parts. */
const ignored: ReadonlySet<string> = new Set(['outlines']);

function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (isFloats(value)) return allFinite(value);
  if (!hasMembers(value)) return true;
  return Object.entries(value).every(([key, part]) => ignored.has(key) || isFinite(part));
}

function allFinite(values: Floats): boolean {
  for (let index = 0; index < values.length; index += 1) if (!Number.isFinite(values[index])) return false;
  return true;
}

function guard(value: object, path: string, element: MonitorElement): object {
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [key, part] of Object.entries(value) as [string, unknown][]) {
    const where = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const get = (): never => {
      throw new NotFiniteError(where, part as number, element);
    };
    if (isFinite(part) || ignored.has(key)) Object.defineProperty(copy, key, { value: part, enumerable: true });
    else if (typeof part === 'number') Object.defineProperty(copy, key, { get, enumerable: true });
    else {
      const value = isFloats(part) ? guardFloats(part, where, element) : guard(part as object, where, element);
      Object.defineProperty(copy, key, { value, enumerable: true });
    }
  }
  return copy;
}

/** A view that throws where a number that is not finite is read, alone or by a method, which reads all of them. */
function guardFloats(floats: Floats, where: string, element: MonitorElement): Floats {
  return new Proxy(floats, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value === 'number' && !Number.isFinite(value))
        throw new NotFiniteError(`${where}[${String(key)}]`, value, element);
      if (typeof value === 'function' || value instanceof ArrayBuffer) {
        const index = target.findIndex((number) => !Number.isFinite(number));
        throw new NotFiniteError(`${where}[${index}]`, target[index] ?? Number.NaN, element);
      }
      return value;
    },
  });
}
