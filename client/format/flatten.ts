/** Returns the leaves of a JSON value with their paths (`a.b.0`), in document order, without null and empty ones. */
export function flatten(value: unknown, path = ''): [path: string, value: string][] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value !== 'object') return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, part]) => flatten(part, path === '' ? name : `${path}.${name}`));
}
