import type { Expression, Literal } from './plan.ts';

/** A metric expression that cannot be read; the message has the column and what was expected. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
  /** From 1. */
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** Tuples within tuples: more than this is no config. */
const deepest = 20;
/** What of an expression a message repeats. */
const longest = 100;

/**
 * Reads a metric as configs write it: `module.Name(arguments)`, the arguments being Python literals (numbers, texts, True, False, None,
 * tuples and lists of these). `(30.)` is a number, `(30.,)` a tuple. Nothing is evaluated. Throws an ExpressionError.
 */
export function parseExpression(text: string): Expression {
  return new Parser(text).expression();
}

/** The expression with blanks where most people write them, so that one that is only written otherwise computes nothing new. */
export function tidyExpression(text: string): string {
  const tokens = text.match(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|,|[^\s,'"]+/g) ?? [];
  return tokens
    .map((token, index) => (token === ',' && !/^[)\]]/.test(tokens[index + 1] ?? '') ? ', ' : token))
    .join('');
}

class Parser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  expression(): Expression {
    const module = this.word('the name of a module');
    this.expect('.', `'.' and the name of a metric`);
    const name = this.word('the name of a metric');
    this.expect('(', "'('");
    const args = this.items(')', 0).items;
    if (this.at < this.text.length) throw this.wrong(`nothing more after ')'`);
    return { module, name, args };
  }

  /** The literals up to the closing bracket, and whether a comma stands before it. */
  private items(end: string, depth: number): { items: Literal[]; comma: boolean } {
    const items: Literal[] = [];
    let comma = false;
    while (!this.skip(end)) {
      if (items.length > 0 && !comma) throw this.wrong(`',' or '${end}'`);
      items.push(this.literal(depth));
      comma = this.skip(',');
    }
    return { items, comma };
  }

  private literal(depth: number): Literal {
    if (depth > deepest) throw this.wrong(`at most ${deepest} brackets within one another`);
    if (this.skip('[')) return this.items(']', depth + 1).items;
    if (this.skip('(')) {
      const { items, comma } = this.items(')', depth + 1);
      const [only] = items;
      return items.length === 1 && only !== undefined && !comma ? only : items;
    }
    const quote = this.text[this.at];
    if (quote === "'" || quote === '"') return this.string(quote);
    const start = this.at;
    const number = this.match(/([-+]\s*)?(\d+(?:\.\d*)?|\.\d+)([eE][-+]?\d+)?(?![\w.])/y);
    if (number !== undefined) return this.finite(number, start);
    const constant = constants.get(this.match(/[A-Za-z_]\w*/y) ?? '');
    if (constant !== undefined) return constant;
    this.at = start;
    throw this.wrong("a number, a text in quotes, True, False, None, '(' or '['");
  }

  private finite(written: string, start: number): number {
    const number = Number(written.replaceAll(/\s/g, ''));
    if (Number.isFinite(number)) return number;
    this.at = start;
    throw this.wrong('a number that a computer can hold');
  }

  private string(quote: string): string {
    const start = this.at;
    let result = '';
    this.at += 1;
    for (;;) {
      const piece = this.match(/[^\\'"\r\n]+|\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[^\r\n])|['"]/y);
      if (piece === undefined) {
        this.at = start;
        throw this.wrong('a text that ends with its quote');
      }
      if (piece === quote) return result;
      result += piece.startsWith('\\') ? unescape(piece) : piece;
    }
  }

  private word(what: string): string {
    this.blanks();
    const word = this.match(/[A-Za-z_]\w*/y);
    if (word === undefined) throw this.wrong(what);
    return word;
  }

  private expect(char: string, what: string): void {
    if (!this.skip(char)) throw this.wrong(what);
  }

  /** Goes past a character, and the blanks around it, where it stands here. */
  private skip(char: string): boolean {
    this.blanks();
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    this.blanks();
    return true;
  }

  private blanks(): void {
    this.match(/\s+/y);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    this.at += match?.length ?? 0;
    return match;
  }

  private wrong(expected: string): ExpressionError {
    const there = this.text.slice(this.at, this.at + 20);
    const found = there === '' ? 'it ends there' : `there is '${oneLine(there)}'`;
    const column = this.at + 1;
    const text = oneLine(this.text.length > longest ? `${this.text.slice(0, longest)}…` : this.text);
    return new ExpressionError(`'${text}', column ${column}: expected ${expected}, but ${found}`, column);
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
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

/** Python's meaning of a backslash and what follows it; an unknown escape stands for itself. */
function unescape(escape: string): string {
  const code = /^\\[xu]([\da-fA-F]+)$/.exec(escape)?.[1];
  return code === undefined ? (escapes.get(escape.slice(1)) ?? escape) : String.fromCharCode(Number.parseInt(code, 16));
}
