import { useState } from 'react';

/** A value with its key: the one that was given when the key last changed. */
export function useKeyed<T>(key: string, value: T): { readonly key: string; readonly value: T } {
  const [keyed, setKeyed] = useState({ key, value });
  if (keyed.key === key) return keyed;
  const next = { key, value };
  setKeyed(next);
  return next;
}
