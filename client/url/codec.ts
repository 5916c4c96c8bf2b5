/** Reads a value from the URL's parameters and writes it there. Codecs of parts make up the codec of a whole (`fields`). */
export interface Codec<T> {
  /** The parameters that it owns. */
  readonly keys: readonly string[];
  /** The value that the parameters give; the default where a parameter is missing or invalid. */
  readonly read: (parameters: URLSearchParams) => T;
  /** Appends the parameters of a value; a default is left out. */
  readonly write: (value: T, parameters: URLSearchParams) => void;
  /** The parameters whose values `read` ignores: pages take their defaults, where a picture for others is an error. */
  readonly invalid: (parameters: URLSearchParams) => readonly string[];
}

/** The values of a codec. */
export type CodecValue<C> = C extends Codec<infer T> ? Readonly<T> : never;

/** How a value is written in one parameter. */
export interface Format<T> {
  /** Undefined where the text is not valid. */
  readonly parse: (text: string) => T | undefined;
  readonly format: (value: T) => string;
  /** Whether all of a text is valid, where `parse` drops a part that is not. */
  readonly isWhole?: (text: string) => boolean;
}

export const text: Format<string> = { parse: (text) => text, format: (value) => value };

/** `1` or `0`. */
export const flag: Format<boolean> = {
  parse: (text) => ({ '0': false, '1': true })[text],
  format: (value) => (value ? '1' : '0'),
};

/** A whole number between two bounds, both included. */
export function integer(min: number, max: number): Format<number> {
  return {
    parse: (text) => (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined),
    format: String,
  };
}

/** A finite number greater than `above`, up to `max`. */
export function number(above: number, max = Number.MAX_VALUE): Format<number> {
  return {
    parse: (text) => (Number(text) > above && Number(text) <= max ? Number(text) : undefined),
    format: String,
  };
}

/** One of several words. */
export function oneOf<T extends string>(words: readonly T[]): Format<T> {
  return { parse: (text) => words.find((word) => word === text), format: (value) => value };
}

/** Values with commas between them; those that are not valid are dropped. */
export function list<T>({ parse, format }: Format<T>): Format<readonly T[]> {
  const partsOf = (text: string): string[] => text.split(',').filter((part) => part !== '');
  return {
    parse: (text) => partsOf(text).flatMap((part) => parse(part) ?? []),
    format: (values) => values.map(format).join(','),
    isWhole: (text) => partsOf(text).every((part) => parse(part) !== undefined),
  };
}

/** A value that may be absent, which is null. */
export function optional<T>({ parse, format }: Format<T>): Format<T | null> {
  return { parse, format: (value) => (value === null ? '' : format(value)) };
}

/** A value in one parameter. */
export function parameter<T>(key: string, defaultValue: T, { parse, format, isWhole }: Format<T>): Codec<T> {
  const isValid = isWhole ?? ((text: string) => parse(text) !== undefined);
  const defaultText = format(defaultValue);
  return {
    keys: [key],
    read: (parameters) => {
      const written = parameters.get(key);
      return written === null ? defaultValue : (parse(written) ?? defaultValue);
    },
    write: (value, parameters) => {
      const written = format(value);
      if (written !== '' && written !== defaultText) parameters.append(key, written);
    },
    invalid: (parameters) => {
      const values = parameters.getAll(key);
      return values.length > 1 || values.some((value) => value !== '' && !isValid(value)) ? [key] : [];
    },
  };
}

/** Values in as many parameters of one name, up to `max`; those that are not valid are dropped. */
export function repeated<T>(key: string, max: number, { parse, format }: Format<T>): Codec<readonly T[]> {
  return {
    keys: [key],
    read: (parameters) =>
      parameters
        .getAll(key)
        .flatMap((each) => parse(each) ?? [])
        .slice(0, max),
    write: (values, parameters) => {
      for (const value of values) parameters.append(key, format(value));
    },
    invalid: (parameters) => {
      const values = parameters.getAll(key);
      return values.length > max || values.some((value) => parse(value) === undefined) ? [key] : [];
    },
  };
}

/** An object with a codec for each field. */
export function fields<T extends object>(codecs: { readonly [Key in keyof T]: Codec<T[Key]> }): Codec<T> {
  const entries = Object.entries(codecs) as [keyof T, Codec<T[keyof T]>][];
  return {
    keys: entries.flatMap(([, codec]) => codec.keys),
    read: (parameters) => Object.fromEntries(entries.map(([name, codec]) => [name, codec.read(parameters)])) as T,
    write: (value, parameters) => {
      for (const [name, codec] of entries) codec.write(value[name], parameters);
    },
    invalid: (parameters) => entries.flatMap(([, codec]) => codec.invalid(parameters)),
  };
}

/** The parameters of a value. */
export function toParameters<T>({ write }: Codec<T>, value: T): URLSearchParams {
  const parameters = new URLSearchParams();
  write(value, parameters);
  return parameters;
}
