import type { Expression, Literal } from './plan.ts';

/** A metric expression that cannot be read; the message has the column (from 1) and what was expected. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
}

/** Tuples within tuples: more than this is no config. */
const deepest = 20;

/**
 * Reads a metric as configs write it: `module.Name(arguments)`, the arguments being Python literals (numbers, texts, True, False, None,
 * tuples and lists of these). Nothing is evaluated. Throws an ExpressionError.
 */
export function parseExpression(text: string): Expression {
  return new Parser(text).expression();
}

class Parser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  expression(): Expression {
    const module = this.word('the name of a module');
    this.expect('.');
    const name = this.word('the name of a metric');
    this.expect('(');
    const args = this.items(')', 0);
    this.blanks();
    if (this.at < this.text.length) throw this.wrong('the end');
    return { module, name, args };
  }

  private items(end: string, depth: number): Literal[] {
    const items: Literal[] = [];
    for (;;) {
      if (this.skip(end)) return items;
      items.push(this.literal(depth));
      if (this.skip(end)) return items;
      this.expect(',', `',' or '${end}'`);
    }
  }

  private literal(depth: number): Literal {
    if (depth > deepest) throw this.wrong('fewer brackets in brackets');
    if (this.skip('[')) return this.items(']', depth + 1);
    if (this.skip('(')) return this.tuple(depth + 1);
    const char = this.text[this.at];
    if (char === "'" || char === '"') return this.string(char);
    const number = /[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?(?![\w.])/y;
    number.lastIndex = this.at;
    const match = number.exec(this.text);
    if (match) {
      this.at += match[0].length;
      return Number(match[0]);
    }
    const word = /[A-Za-z_]\w*/y;
    word.lastIndex = this.at;
    const name = word.exec(this.text)?.[0];
    const constant = name === undefined ? undefined : constants.get(name);
    if (name === undefined || constant === undefined) {
      throw this.wrong("a number, a text in quotes, True, False, None, '(' or '['");
    }
    this.at += name.length;
    return constant;
  }

  /** `(30.)` is the number, `(30.,)` and `(1, 2)` are tuples. */
  private tuple(depth: number): Literal {
    const start = this.at;
    const items = this.items(')', depth);
    const [only] = items;
    const comma = /,\s*\)$/.test(this.text.slice(start, this.at));
    return items.length === 1 && only !== undefined && !comma ? only : items;
  }

  private string(quote: string): string {
    const start = this.at;
    let result = '';
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const char = this.text[this.at] ?? '';
      if (char === quote) {
        this.at += 1;
        return result;
      }
      if (char === '\\') {
        this.at += 1;
        const escaped = this.text[this.at] ?? '';
        result += escapes.get(escaped) ?? `\\${escaped}`;
      } else {
        result += char;
      }
    }
    this.at = start;
    throw this.wrong('a text that ends with its quote');
  }

  private word(what: string): string {
    this.blanks();
    const word = /[A-Za-z_]\w*/y;
    word.lastIndex = this.at;
    const match = word.exec(this.text)?.[0];
    if (match === undefined) throw this.wrong(what);
    this.at += match.length;
    return match;
  }

  private expect(char: string, what = `'${char}'`): void {
    if (!this.skip(char)) throw this.wrong(what);
  }

  private skip(char: string): boolean {
    this.blanks();
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    this.blanks();
    return true;
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private wrong(expected: string): ExpressionError {
    const there = this.text.slice(this.at, this.at + 12);
    const found = there === '' ? 'it ends there' : `there is '${there}'`;
    return new ExpressionError(`'${this.text}', column ${this.at + 1}: ${expected} is expected, ${found}`);
  }
}

const constants = new Map<string, Literal>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

const escapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);
