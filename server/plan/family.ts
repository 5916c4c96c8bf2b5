/** A family that cannot be written out; the message says why. */
export class FamilyError extends Error {
  override name = 'FamilyError';
}

/** What the variables of a family stand for in one member. */
export type Assignment = ReadonlyMap<string, string>;

/** Members that one section may have. */
export const largestFamily = 10_000;

/**
 * The values that a `for.NAME = …` gives: texts separated by commas, and ranges `1..7`, `HBP01..HBP18` (same text around a number, counted
 * with as many digits as its start has). Throws a FamilyError.
 */
export function parseValues(text: string): string[] {
  const values = text.split(/[,\n]/).flatMap((part) => {
    const item = part.trim();
    const range = /^(.*?)(\d+)(\D*)\.\.(.*?)(\d+)(\D*)$/.exec(item);
    if (!range) {
      if (item.includes('..')) throw new FamilyError(`'${item}' is no range such as 1..7 or HBP01..HBP18`);
      return item === '' ? [] : [item];
    }
    const [, before = '', from = '', after = '', before2 = '', to = '', after2 = ''] = range;
    if ((before2 !== '' && before2 !== before) || (after2 !== '' && after2 !== after)) {
      throw new FamilyError(`'${item}' is no range: its ends differ in more than a number`);
    }
    const count = Number(to) - Number(from) + 1;
    if (count < 1 || count > largestFamily) throw new FamilyError(`'${item}' has ${count} values`);
    return Array.from(
      { length: count },
      (_, index) => `${before}${String(Number(from) + index).padStart(from.length, '0')}${after || after2}`,
    );
  });
  if (values.length === 0) throw new FamilyError('it has no values');
  return values;
}

/** All combinations of the variables' values, the last variable running fastest; one empty combination where there are none. */
export function combinations(variables: ReadonlyMap<string, readonly string[]>): Assignment[] {
  let all: Map<string, string>[] = [new Map()];
  for (const [name, values] of variables) {
    if (all.length * values.length > largestFamily) {
      throw new FamilyError(`its variables have more than ${largestFamily} combinations`);
    }
    all = all.flatMap((assignment) => values.map((value) => new Map(assignment).set(name, value)));
  }
  return all;
}

const variable = /\$\{\s*([^}]*?)\s*\}/g;

/** The variables that a text uses. */
export function variablesOf(text: string): string[] {
  return [...text.matchAll(variable)].map(([, name = '']) => name.toLowerCase());
}

/** Puts the values in place of `${name}`. Throws a FamilyError for a variable that nothing defines. */
export function substitute(text: string, assignment: Assignment): string {
  return text.replaceAll(variable, (whole, name: string) => {
    const value = assignment.get(name.toLowerCase());
    if (value === undefined) throw new FamilyError(`${whole} is not defined: a key for.${name} = … defines it`);
    return value;
  });
}
