import { useMemo } from 'react';

/** A value of plain data that stays the same object while its content does: what is made from it is not made again. */
export function useSame<T>(value: T): T {
  const key = JSON.stringify(value);
  return useMemo(() => JSON.parse(key) as T, [key]);
}
