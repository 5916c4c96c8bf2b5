import { nearestName } from '../../names/nearest.ts';
import { type FunctionName, functions, type Operator, type Term, type TrendReference } from './formula.ts';

/** A syntax error in an expression; the message has the column and what was expected. */
export class FormulaError extends Error {
  override name = 'FormulaError';
  /** From 1. */
  readonly column: number;
  /** A similar valid name. */
  readonly suggestion: string | undefined;

  constructor(message: string, column: number, suggestion?: string) {
    super(message);
    this.column = column;
    this.suggestion = suggestion;
  }
}

/** Maximum number of characters of an expression. */
export const maxLength = 2_000;
/** Maximum nesting of brackets, signs and powers. */
const maxDepth = 50;
/** Maximum number of characters of an expression in a message. */
const maxShownLength = 100;

/**
 * Parses an expression of trends `${NAME}`, `${PROCESSING:NAME}` and `${DATASET/PROCESSING:NAME}`, quantities of runs, numbers, `+ - * /`,
 * powers (`^` or `**`), brackets and functions. A power binds stronger than a sign before it, as in mathematics: `-2^2` is -4. Whether there
 * are trends of these names is not known here, and whether there are quantities only with `quantities`. Throws a FormulaError.
 */
export function parseFormula(text: string, quantities?: readonly string[]): Term {
  if (text.length > maxLength)
    throw new FormulaError(`the expression has ${text.length} characters, max. ${maxLength}`, 1);
  return new Parser(text, quantities).formula();
}

/** Normalizes the blanks of an expression, so that a change of formatting alone makes no new revision. Throws a FormulaError. */
export function normalizeFormula(text: string): string {
  parseFormula(text);
  const tokens = text.match(/\$\{[^{}]*\}|\*\*|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|\w+|\S/g) ?? [];
  const parts = tokens.map((token) => (token.startsWith('${') ? `\${${token.slice(2, -1).trim()}}` : token));
  return parts.join(' ').replaceAll(/(?<=\() | (?=[(),])/g, (blank, at: number, whole: string) =>
    // A bracket after an operator keeps its blank; one after the name of a function has none.
    whole[at + 1] === '(' && !/\w/.test(whole[at - 1] ?? '') && whole[at - 1] !== '(' ? blank : '',
  );
}

class Parser {
  private readonly text: string;
  private position = 0;
  private depth = 0;

  private readonly quantities: readonly string[] | undefined;

  constructor(text: string, quantities: readonly string[] | undefined) {
    this.text = text;
    this.quantities = quantities;
  }

  formula(): Term {
    const term = this.sum();
    if (this.position < this.text.length) throw this.error('an operator or the end');
    return term;
  }

  private sum(): Term {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): Term {
    return this.chain(['*', '/'], () => this.signed());
  }

  /** Terms between operators of the same rank, grouped from the left. */
  private chain(operators: readonly Operator[], next: () => Term): Term {
    this.blanks();
    const start = this.position;
    let left = next();
    for (;;) {
      const operator = operators.find((one) => this.skip(one));
      if (operator === undefined) return left;
      const right = next();
      left = this.term(start, { kind: 'operation', operator, left, right });
    }
  }

  private signed(): Term {
    this.blanks();
    const start = this.position;
    if (this.skip('-')) return this.nested(() => this.term(start, { kind: 'negative', of: this.signed() }));
    if (this.skip('+')) return this.nested(() => this.signed());
    return this.power();
  }

  private power(): Term {
    this.blanks();
    const start = this.position;
    const left = this.atom();
    if (!this.skip('**') && !this.skip('^')) return left;
    const right = this.nested(() => this.signed());
    return this.term(start, { kind: 'operation', operator: '^', left, right });
  }

  private atom(): Term {
    this.blanks();
    const start = this.position;
    if (this.skip('(')) {
      const term = this.nested(() => this.sum());
      if (!this.skip(')')) throw this.error("an operator or ')'");
      return { ...term, text: this.text.slice(start, this.position).trim(), column: start + 1 };
    }
    if (this.text.startsWith('${', start)) return this.trend(start);
    const number = this.match(/(\d+(?:\.\d*)?|\.\d+)([eE][-+]?\d+)?(?![\w.])/y);
    if (number !== undefined) {
      if (Number.isFinite(Number(number))) return this.term(start, { kind: 'number', value: Number(number) });
      this.position = start;
      throw this.error('a finite number');
    }
    const word = this.match(/[A-Za-z_]\w*/y);
    if (word !== undefined) return this.named(word, start);
    throw this.error("a trend ${NAME}, a quantity of the run, a number, a function or '('");
  }

  private trend(start: number): Term {
    const written = this.match(/\$\{[^{}\r\n]*\}/y);
    if (written === undefined) throw this.error("a trend ${NAME} with a closing '}'");
    const reference = readReference(written.slice(2, -1).trim());
    if (reference !== undefined) return this.term(start, { kind: 'trend', reference });
    this.position = start;
    throw this.error('${NAME}, ${PROCESSING:NAME} or ${DATASET/PROCESSING:NAME}');
  }

  /** A function with its arguments, or a quantity. */
  private named(word: string, start: number): Term {
    if (!this.skip('(')) {
      if (this.quantities?.includes(word) ?? true) return this.term(start, { kind: 'quantity', name: word });
      const names = [...(this.quantities ?? []), ...Object.keys(functions)];
      throw this.unknown(
        `${word} is no quantity of runs; a trend is written \${${word}}`,
        start,
        nearestName(word, names),
      );
    }
    if (!isFunction(word))
      throw this.unknown(`unknown function ${word}`, start, nearestName(word, Object.keys(functions)));
    const of: Term[] = [];
    this.nested(() => {
      do of.push(this.sum());
      while (this.skip(','));
    });
    const [min, max] = functions[word];
    if (of.length < min || of.length > max) {
      const expected = min === max ? `${min}` : `${min} to ${max}`;
      throw this.unknown(`${word} has ${of.length} arguments, expected ${expected}`, start);
    }
    if (!this.skip(')')) throw this.error("an operator, ',' or ')'");
    return this.term(start, { kind: 'call', name: word, of });
  }

  private nested<T>(read: () => T): T {
    if ((this.depth += 1) > maxDepth) throw this.error(`at most ${maxDepth} nested brackets, signs and powers`);
    const result = read();
    this.depth -= 1;
    return result;
  }

  private term<Kind extends object>(start: number, kind: Kind): Kind & { text: string; column: number } {
    return { ...kind, text: this.text.slice(start, this.position).trim(), column: start + 1 };
  }

  /** Consumes an operator or bracket; returns false if something else follows. `*` is not the beginning of `**`. */
  private skip(token: string): boolean {
    this.blanks();
    if (!this.text.startsWith(token, this.position)) return false;
    if (token === '*' && this.text.startsWith('**', this.position)) return false;
    this.position += token.length;
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

  private error(expected: string): FormulaError {
    const rest = this.text.slice(this.position, this.position + 20);
    const found = rest.trim() === '' ? 'the end' : `'${oneLine(rest)}'`;
    return this.unknown(`expected ${expected}, found ${found}`, this.position);
  }

  private unknown(problem: string, position: number, suggestion?: string): FormulaError {
    const text = oneLine(this.text.length > maxShownLength ? `${this.text.slice(0, maxShownLength)}…` : this.text);
    return new FormulaError(`'${text}', column ${position + 1}: ${problem}`, position + 1, suggestion);
  }
}

/** Reads `NAME`, `PROCESSING:NAME` or `DATASET/PROCESSING:NAME`; undefined for anything else. */
function readReference(text: string): TrendReference | undefined {
  const [, primaryDataset, processing, name] = /^(?:(?:([\w-]+)\/)?([\w-]+):\s*)?([^:]+)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { primaryDataset: primaryDataset ?? null, processing: processing ?? null, name };
}

function isFunction(word: string): word is FunctionName {
  return Object.hasOwn(functions, word);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}
