import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/**
 * Deepest nesting of fields, most fields in a request (fragments counted where they are used, and as fields themselves), most aliases of one
 * field, and most words of its text.
 */
export const limits = { depth: 12, fields: 2_000, aliases: 30, tokens: 5_000 } as const;

/** Most bytes of a request: a golden JSON of a whole year has a tenth of them. */
export const mostBody = 2_000_000;

/** Most entries of any list or object in a request's variables: a golden JSON of all runs that CMS takes in a year has a tenth of them. */
export const maxEntries = 20_000;

/** Most values of a request's JSON in all. */
export const maxValues = 60_000;

/** Most characters of a request's text: as many as its words can be long. */
export const mostText = 100_000;

/** Deepest nesting of a request's variables. */
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

/** Entries of a page at most, and without a limit given. */
export const page = { most: 1_000, usual: 100 } as const;

/** Why a document asks for more than any page of ours would; undefined where it does not. */
export function whyTooMuch(document: DocumentNode): string | undefined {
  for (const operation of document.definitions) {
    const problem = operation.kind === Kind.OPERATION_DEFINITION ? problemOf(document, operation) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * The same as a GraphQL validation rule. Of many fields GraphQL's own rules compare each with each: they are to see only what has passed
 * `whyTooMuch`.
 */
export function costRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      for (const operation of document.definitions) {
        if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
        const problem = problemOf(document, operation);
        if (problem !== undefined) context.reportError(new GraphQLError(problem, { nodes: operation }));
      }
    },
  };
}

function problemOf({ definitions }: DocumentNode, { selectionSet }: OperationDefinitionNode): string | undefined {
  const fragments = new Map(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return new Count(fragments).problem(selectionSet);
}

class Count {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private fields = 0;

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.fragments = fragments;
  }

  problem(set: SelectionSetNode, depth = 1, within: ReadonlySet<string> = new Set()): string | undefined {
    if (depth > limits.depth) return `the request nests deeper than ${limits.depth} fields`;
    const uses = new Map<string, number>();
    for (const node of set.selections) {
      let problem: string | undefined;
      // Fragments count too: a few that use one another twice, without any field, would be walked through for hours.
      this.fields += 1;
      if (this.fields > limits.fields) return `the request has more than ${limits.fields} fields`;
      if (node.kind === Kind.FIELD) {
        const used = (uses.get(node.name.value) ?? 0) + 1;
        uses.set(node.name.value, used);
        if (used > limits.aliases)
          return `the request asks for ${node.name.value} more than ${limits.aliases} times in one place`;
        // Introspection nests deep by itself, and costs nothing.
        if (node.selectionSet)
          problem = this.problem(node.selectionSet, node.name.value.startsWith('__') ? depth - 6 : depth + 1, within);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        problem = this.problem(node.selectionSet, depth, within);
      } else {
        const fragment = this.fragments.get(node.name.value);
        // A fragment in itself is GraphQL's own complaint.
        if (fragment && !within.has(node.name.value)) {
          problem = this.problem(fragment.selectionSet, depth, new Set([...within, node.name.value]));
        }
      }
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}
