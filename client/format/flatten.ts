/** The leaves of a JSON value by their places, `a.b.0`, in its order; what is null or empty is left out. */
export function flatten(value: unknown, place = ''): [name: string, value: string][] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value !== 'object') return [[place, String(value)]];
  return Object.entries(value).flatMap(([name, part]) => flatten(part, place === '' ? name : `${place}.${name}`));
}
