import type { QualityTest, Scalar } from '../../metrics/histogram/histogram.ts';

const tagged = /^<(.+)>([a-z]+)=([\s\S]*)<\/\1>$/;
const verdict = /^st:(-?\d+):([^:]*):([^:]*):([\s\S]*)$/;
const className = 'TObjString';

/** What one of the texts of a DQM file says, and whether it only flags the ME of its name as an efficiency (`e=1`). */
export interface Text {
  readonly element: Scalar | QualityTest;
  readonly isFlag: boolean;
}

/** Understands `<name>i=42</name>` and its like (`f`, `s`, `e`, `qr`); undefined for any other text. */
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
      const [, status, result = '', algorithm = '', message = ''] = verdict.exec(content) ?? [];
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

/** A number as C writes it: nan and inf, with or without a sign, are some, too. */
function parseNumber(text: string): number | undefined {
  const [, sign, word] = /^\s*([-+]?)(nan|inf)/i.exec(text) ?? [];
  if (word?.toLowerCase() === 'nan') return Number.NaN;
  if (word !== undefined) return sign === '-' ? -Infinity : Infinity;
  return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}
