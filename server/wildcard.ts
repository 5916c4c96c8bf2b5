/** A test for texts like a name in which `*` stands for any text, also none. */
export function wildcard(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`);
}
