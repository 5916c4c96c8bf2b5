import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
} from 'graphql';

/**
 * Limits of a query document: nesting of fields, number of fields (those of a fragment count wherever it is used, and the fragment as one
 * more), selections of the same field side by side (by aliases), and tokens.
 */
export const limits = { depth: 12, fields: 2_000, aliases: 30, tokens: 5_000 } as const;

/** Maximum size of a request in bytes: ten times a golden JSON of a whole year. */
export const maxBodyBytes = 2_000_000;

/** Maximum number of entries of a list or object in a request's variables: ten times a golden JSON of all runs of a year. */
export const maxEntries = 20_000;

/** Maximum number of values in a request's JSON. */
export const maxValues = 60_000;

/** Maximum length of a query document in characters. */
export const maxQueryLength = 100_000;

/** Maximum nesting of a request's variables. */
export const maxDepth = 32;

/** Deepest nesting of brackets in the text of a query. GraphQL's parser recurses for each: some thousands of them overflow its stack. */
export const maxBrackets = 100;

/** The error of a text that nests brackets too deep; undefined if it does not, or is invalid. To be checked before the text is parsed. */
export function bracketsError(text: string): string | undefined {
  // Not by their characters: those in strings and comments would conceal as many others.
  const lexer = new Lexer(new Source(text));
  try {
    for (let [depth, tokens] = [0, 0]; tokens <= limits.tokens; tokens += 1) {
      const { kind } = lexer.advance();
      if (opening.has(kind)) depth += 1;
      else if (closing.has(kind)) depth -= 1;
      else if (kind === TokenKind.EOF) break;
      if (depth > maxBrackets) return `the request nests deeper than ${maxBrackets} brackets`;
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
  return undefined;
}

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.PAREN_L, TokenKind.BRACKET_L, TokenKind.BRACE_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.PAREN_R, TokenKind.BRACKET_R, TokenKind.BRACE_R]);

/**
 * The limit that the text of a document exceeds, as a message; undefined if none. A text within the limits can be parsed and validated in
 * bounded time, but may be invalid.
 */
export function documentLimitError(text: string): string | undefined {
  if (text.length > maxQueryLength)
    return `the query has more than ${maxQueryLength} characters: pass long values as variables`;
  const problem = bracketsError(text);
  if (problem !== undefined) return problem;
  try {
    return queryLimitError(parse(text, { maxTokens: limits.tokens, noLocation: true }));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // GraphQL's own parser reports other syntax errors, with their location.
    return error.message.includes('tokens') ? error.message : undefined;
  }
}

/** Maximum and default number of items in a page. */
export const page = { max: 1_000, default: 100 } as const;

/**
 * The limit that a document exceeds, as a message; undefined if none. To be checked before GraphQL validates the document, which takes
 * quadratic time in the number of fields.
 */
export function queryLimitError(document: DocumentNode): string | undefined {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  for (const node of document.definitions) {
    const problem =
      node.kind === Kind.OPERATION_DEFINITION ? new FieldCount(fragments).check(node.selectionSet) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

class FieldCount {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private fields = 0;

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.fragments = fragments;
  }

  check(set: SelectionSetNode, depth = 1, within: ReadonlySet<string> = new Set()): string | undefined {
    if (depth > limits.depth) return `the query nests deeper than ${limits.depth} fields`;
    const uses = new Map<string, number>();
    for (const node of set.selections) {
      let problem: string | undefined;
      // Counting fragments bounds the time: a few that use one another twice, without any field, expand exponentially.
      this.fields += 1;
      if (this.fields > limits.fields) return `the query has more than ${limits.fields} fields`;
      if (node.kind === Kind.FIELD) {
        const used = (uses.get(node.name.value) ?? 0) + 1;
        uses.set(node.name.value, used);
        if (used > limits.aliases)
          return `the query selects ${node.name.value} more than ${limits.aliases} times in one place`;
        // Introspection queries nest deeply, and cost little.
        if (node.selectionSet)
          problem = this.check(node.selectionSet, node.name.value.startsWith('__') ? depth - 6 : depth + 1, within);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        problem = this.check(node.selectionSet, depth, within);
      } else {
        const fragment = this.fragments.get(node.name.value);
        // GraphQL itself reports fragments that contain themselves.
        if (fragment && !within.has(node.name.value)) {
          problem = this.check(fragment.selectionSet, depth, new Set([...within, node.name.value]));
        }
      }
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}
