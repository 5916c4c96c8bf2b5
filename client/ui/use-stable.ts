import { useMemo } from 'react';

/** The same object as before while the JSON of a value is the same, so that what depends on it is not computed again. */
export function useStable<T>(value: T): T {
  const key = JSON.stringify(value);
  return useMemo(() => JSON.parse(key) as T, [key]);
}
