import type { QualityTest, Scalar } from '../../metrics/histogram/histogram.ts';

const tagged = /^<(.+)>([a-z]+)=([\s\S]*)<\/\1>$/;
const testResult = /^st:(-?\d+):([^:]*):([^:]*):([\s\S]*)$/;
const className = 'TObjString';

/** A scalar or quality test; `isFlag` is true if it only marks the ME of the same name as an efficiency (`e=1`). */
export interface Text {
  readonly element: Scalar | QualityTest;
  readonly isFlag: boolean;
}

/** Parses `<name>i=42</name>`, with the types `i`, `f`, `s`, `e` and `qr`; returns undefined for any other text. */
export function parseText(text: string): Text | undefined {
  const [, name = '', type = '', content = ''] = tagged.exec(text) ?? [];
  switch (type) {
    case 'i':
    case 'f':
    case 'e': {
      const value = parseNumber(content);
      if (value === undefined) return undefined;
      return { element: { kind: 'scalar', className, name, value }, isFlag: type === 'e' };
    }
    case 's':
      return { element: { kind: 'scalar', className, name, value: content }, isFlag: false };
    case 'qr': {
      const [, status, result = '', algorithm = '', message = ''] = testResult.exec(content) ?? [];
      const number = parseNumber(result);
      if (status === undefined || number === undefined) return undefined;
      const element = {
        kind: 'qualityTest',
        className,
        name,
        status: Number(status),
        result: number,
        algorithm,
        message,
      } as const;
      return { element, isFlag: false };
    }
    default:
      return undefined;
  }
}

/** Parses a number in the format of C, including nan and inf with an optional sign. */
function parseNumber(text: string): number | undefined {
  const [, sign, word] = /^\s*([-+]?)(nan|inf)/i.exec(text) ?? [];
  if (word?.toLowerCase() === 'nan') return Number.NaN;
  if (word !== undefined) return sign === '-' ? -Infinity : Infinity;
  return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}
