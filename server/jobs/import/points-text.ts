/** A point in the text of a trend; value or error may be NaN or infinite. */
export interface TextPoint {
  readonly run: number;
  readonly value: number;
  readonly error: number;
}

/** The text of a trend's points is not what CentralHDQM writes. */
export class PointsTextError extends Error {
  override name = 'PointsTextError';
}

/** White space; bounded, so that hostile text takes no quadratic time. */
const blank = String.raw`\s{0,20}`;
const number = String.raw`(?:np\.float(?:64|32)\(${blank})?([-+]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][-+]?\d{1,5})?|[-+]?inf|nan)${blank}\)?`;
/** `355100: [1.5, 0.25]` and what follows it. */
const point = new RegExp(
  [
    String.raw`['"]?(\d{1,10})['"]?`,
    ':',
    String.raw`[[(]`,
    number,
    ',',
    number,
    ',?',
    String.raw`[\])]`,
    String.raw`(,|\})`,
    '',
  ]
    .map((part) => `${blank}${part}`)
    .join(''),
  'y',
);

/**
 * Reads the points of a trend from the text that CentralHDQM stores them as: Python's notation of a dictionary, `{355100: [1.5, 0.25]}`. It is
 * parsed, never evaluated. Throws a PointsTextError.
 */
export function parsePoints(text: string): TextPoint[] {
  const points: TextPoint[] = [];
  if (/^\s*\{\s*\}\s*$/.test(text)) return points;
  const start = /^\s*\{/.exec(text);
  if (!start) throw new PointsTextError('it does not begin with {');
  let position = start[0].length;
  for (;;) {
    point.lastIndex = position;
    const match = point.exec(text);
    if (!match) {
      // A dictionary may have a comma after its last point.
      if (points.length > 0 && /^\s*\}\s*$/.test(text.slice(position, position + 100))) return points;
      throw new PointsTextError(`character ${position + 1} does not begin a point like 355100: [1.5, 0.25]`);
    }
    const [all, run, value, error, end] = match;
    points.push({ run: Number(run), value: toNumber(value), error: toNumber(error) });
    position += all.length;
    if (end === '}') break;
  }
  if (position < text.length) throw new PointsTextError(`character ${position + 1} follows the end`);
  return points;
}

function toNumber(text = ''): number {
  if (text === 'nan') return Number.NaN;
  if (text.endsWith('inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}
