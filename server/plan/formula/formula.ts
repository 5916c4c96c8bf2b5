/** How a derived trend is computed from its inputs. */

/** Correlation of the uncertainties of each two inputs: a coefficient, or that they are of the same data. */
export type Correlation = number | 'same data';

/** The formula of a derived trend, as configs and the database have it. */
export interface Formula {
  /** With normalized blanks, e.g. `${a} / ${PromptReco:a}`. */
  readonly expression: string;
  readonly correlation: Correlation;
}

/** Derived trends of derived trends, at most. */
export const maxNesting = 20;

/** A trend in an expression: a config of the same subsystem. */
export interface TrendReference {
  /** Null: that of the derived trend. */
  readonly primaryDataset: string | null;
  /** Null: that of the derived trend. */
  readonly processing: string | null;
  /** Name of the config. */
  readonly name: string;
}

export const operators = ['+', '-', '*', '/', '^'] as const;
export type Operator = (typeof operators)[number];

/** The functions of expressions, with the least and the largest number of their arguments. */
export const functions = {
  abs: [1, 1],
  sqrt: [1, 1],
  exp: [1, 1],
  log: [1, 1],
  log10: [1, 1],
  min: [2, 20],
  max: [2, 20],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
export type FunctionName = keyof typeof functions;

/** A parsed expression. `text` is how it is written, `column` where, from 1. */
export type Term = { readonly text: string; readonly column: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'trend'; readonly reference: TrendReference }
  | { readonly kind: 'quantity'; readonly name: string }
  | { readonly kind: 'negative'; readonly of: Term }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Term; readonly right: Term }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: readonly Term[] }
);

/** The trends and quantities of an expression, as often as they occur, from left to right. */
export function inputsOf(term: Term): Extract<Term, { kind: 'trend' | 'quantity' }>[] {
  switch (term.kind) {
    case 'trend':
    case 'quantity':
      return [term];
    case 'number':
      return [];
    case 'negative':
      return inputsOf(term.of);
    case 'operation':
      return [...inputsOf(term.left), ...inputsOf(term.right)];
    case 'call':
      return term.of.flatMap(inputsOf);
  }
}

/** The trends of an expression, each once. */
export function referencesOf(term: Term): TrendReference[] {
  const references = inputsOf(term).flatMap((input) => (input.kind === 'trend' ? input.reference : []));
  return [...new Map(references.map((reference) => [referenceText(reference), reference])).values()];
}

/** Whether an expression uses a quantity of runs. */
export function usesQuantities(term: Term): boolean {
  return inputsOf(term).some(({ kind }) => kind === 'quantity');
}

/** A reference as it is written between the braces. */
export function referenceText({ primaryDataset, processing, name }: TrendReference): string {
  if (processing === null) return name;
  return primaryDataset === null ? `${processing}:${name}` : `${primaryDataset}/${processing}:${name}`;
}
