import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { type Codec, toParameters } from './codec.ts';

/** Changes some fields of the URL's state. `replace` leaves no entry in the browser's history. */
export type Update<T> = (part: Partial<T>, options?: { readonly replace?: boolean }) => void;

/** The state in the page's URL and a function that changes fields of it. The function stays the same as long as the codec does. */
export function useUrlState<T extends object>(codec: Codec<T>): [state: T, update: Update<T>] {
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo(() => codec.read(parameters), [codec, parameters]);
  const latest = useRef(setParameters);
  useEffect(() => {
    latest.current = setParameters;
  });
  const update = useCallback<Update<T>>(
    (part, { replace = false } = {}) => {
      // From the URL as it is now: a render may be pending, whose change would be lost.
      const before = new URLSearchParams(location.search);
      const after = toParameters(codec, { ...codec.read(before), ...part });
      for (const [key, value] of before) if (!codec.keys.includes(key)) after.append(key, value);
      latest.current(after, { replace, preventScrollReset: true });
    },
    [codec],
  );
  return [state, update];
}
