import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

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

/** The error of a text that nests brackets too deep, in its strings too; undefined if it does not. To be checked before the text is parsed. */
export function bracketsError(text: string): string | undefined {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    depth += '([{'.includes(bracket) ? 1 : -1;
    if (depth > maxBrackets) return `the request nests deeper than ${maxBrackets} brackets`;
  }
  return undefined;
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
