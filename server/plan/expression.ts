import type { Expression, Literal } from './plan.ts';

/** A syntax error in a metric expression; the message has the column and what was expected. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
  /** From 1. */
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** Maximum nesting of tuples and lists. */
const maxDepth = 20;
/** Maximum number of characters of an expression in a message. */
const maxShownLength = 100;

/**
 * Parses a metric expression `module.Name(arguments)`; the arguments are Python literals (numbers, strings, True, False, None, tuples
 * and lists of these). `(30.)` is a number, `(30.,)` a tuple. Nothing is evaluated. Throws an ExpressionError.
 */
export function parseExpression(text: string): Expression {
  return new Parser(text).expression();
}

/** Normalizes the blanks of an expression, so that a change of formatting alone makes no new revision. */
export function normalizeExpression(text: string): string {
  const tokens = text.match(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|,|[^\s,'"]+/g) ?? [];
  return tokens
    .map((token, index) => (token === ',' && !/^[)\]]/.test(tokens[index + 1] ?? '') ? ', ' : token))
    .join('');
}

class Parser {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  expression(): Expression {
    const module = this.word('a module name');
    this.expect('.', "'.' and a metric name");
    const name = this.word('a metric name');
    this.expect('(', "'('");
    const args = this.items(')', 0).items;
    if (this.position < this.text.length) throw this.error("the end after ')'");
    return { module, name, args };
  }

  /** Parses literals up to the closing bracket; `comma` says whether the last one is followed by a comma. */
  private items(end: string, depth: number): { items: Literal[]; comma: boolean } {
    const items: Literal[] = [];
    let comma = false;
    while (!this.skip(end)) {
      if (items.length > 0 && !comma) throw this.error(`',' or '${end}'`);
      items.push(this.literal(depth));
      comma = this.skip(',');
    }
    return { items, comma };
  }

  private literal(depth: number): Literal {
    if (depth > maxDepth) throw this.error(`at most ${maxDepth} nested brackets`);
    if (this.skip('[')) return this.items(']', depth + 1).items;
    if (this.skip('(')) {
      const { items, comma } = this.items(')', depth + 1);
      const [only] = items;
      return items.length === 1 && only !== undefined && !comma ? only : items;
    }
    const quote = this.text[this.position];
    if (quote === "'" || quote === '"') return this.string(quote);
    const start = this.position;
    const number = this.match(/([-+]\s*)?(\d+(?:\.\d*)?|\.\d+)([eE][-+]?\d+)?(?![\w.])/y);
    if (number !== undefined) return this.finite(number, start);
    const constant = constants.get(this.match(/[A-Za-z_]\w*/y) ?? '');
    if (constant !== undefined) return constant;
    this.position = start;
    throw this.error("a number, a quoted string, True, False, None, '(' or '['");
  }

  private finite(written: string, start: number): number {
    const number = Number(written.replaceAll(/\s/g, ''));
    if (Number.isFinite(number)) return number;
    this.position = start;
    throw this.error('a finite number');
  }

  private string(quote: string): string {
    const start = this.position;
    let result = '';
    this.position += 1;
    for (;;) {
      const piece = this.match(/[^\\'"\r\n]+|\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[^\r\n])|['"]/y);
      if (piece === undefined) {
        this.position = start;
        throw this.error('a string with a closing quote');
      }
      if (piece === quote) return result;
      result += piece.startsWith('\\') ? unescape(piece) : piece;
    }
  }

  private word(what: string): string {
    this.blanks();
    const word = this.match(/[A-Za-z_]\w*/y);
    if (word === undefined) throw this.error(what);
    return word;
  }

  private expect(char: string, what: string): void {
    if (!this.skip(char)) throw this.error(what);
  }

  /** Consumes a character and the blanks around it; returns false if another character follows. */
  private skip(char: string): boolean {
    this.blanks();
    if (this.text[this.position] !== char) return false;
    this.position += 1;
    this.blanks();
    return true;
  }

  private blanks(): void {
    this.match(/\s+/y);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    this.position += match?.length ?? 0;
    return match;
  }

  private error(expected: string): ExpressionError {
    const rest = this.text.slice(this.position, this.position + 20);
    const found = rest === '' ? 'the end' : `'${oneLine(rest)}'`;
    const column = this.position + 1;
    const text = oneLine(this.text.length > maxShownLength ? `${this.text.slice(0, maxShownLength)}…` : this.text);
    return new ExpressionError(`'${text}', column ${column}: expected ${expected}, found ${found}`, column);
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

/** Resolves a Python escape sequence; an unknown one stands for itself. */
function unescape(escape: string): string {
  const code = /^\\[xu]([\da-fA-F]+)$/.exec(escape)?.[1];
  return code === undefined ? (escapes.get(escape.slice(1)) ?? escape) : String.fromCharCode(Number.parseInt(code, 16));
}
