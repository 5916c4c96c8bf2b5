import { useEffect, useState } from 'react';

/** The time, in ms since 1970, that goes on: for `3 min ago` and `2 h left`. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
