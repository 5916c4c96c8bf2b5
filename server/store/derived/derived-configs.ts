import { LRUCache } from 'lru-cache';
import type { Correlation, Formula, Term } from '../../plan/formula/formula.ts';
import { parseFormula } from '../../plan/formula/parse.ts';
import type { Execute } from '../columns/point-block.ts';

/** A derived trend's config, with its parsed expression. */
export interface DerivedConfig {
  readonly id: number;
  readonly subsystem: string;
  readonly name: string;
  readonly revision: number;
  readonly term: Term;
  readonly correlation: Correlation;
  readonly active: boolean;
}

const terms = new LRUCache<string, Term>({ max: 20_000 });

/** The configs of derived trends, also the inactive ones: their points stay. */
export async function derivedConfigs(execute: Execute): Promise<DerivedConfig[]> {
  const rows = await execute<Omit<DerivedConfig, 'term' | 'correlation'> & { readonly formula: Formula }>(
    'SELECT id, subsystem, name, revision, formula, active FROM config WHERE formula IS NOT NULL ORDER BY id',
    [],
  );
  return rows.map(({ formula: { expression, correlation }, ...config }) => ({
    ...config,
    term: termOf(expression),
    correlation,
  }));
}

function termOf(expression: string): Term {
  const term = terms.get(expression) ?? parseFormula(expression);
  terms.set(expression, term);
  return term;
}
