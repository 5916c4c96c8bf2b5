/** Looks many things up at once: what fields of one request ask for in one go becomes one query. */
export interface Batch<K, V> {
  load(key: K): Promise<V>;
}

/**
 * Makes a batch for each request. `fetch` gets all keys that were asked for since the last fetch and gives a look-up among what it found.
 */
export function perRequest<C extends object, K, V>(
  fetch: (context: C) => (keys: readonly K[]) => Promise<(key: K) => V>,
): (context: C) => Batch<K, V> {
  const batches = new WeakMap<C, Batch<K, V>>();
  return (context) => {
    let batch = batches.get(context);
    if (!batch) {
      batch = makeBatch(fetch(context));
      batches.set(context, batch);
    }
    return batch;
  };
}

function makeBatch<K, V>(fetch: (keys: readonly K[]) => Promise<(key: K) => V>): Batch<K, V> {
  const found = new Map<K, Promise<V>>();
  let waiting: K[] = [];
  let next: Promise<(key: K) => V> | undefined;
  return {
    load(key) {
      let value = found.get(key);
      if (!value) {
        waiting.push(key);
        // After all fields of this level have asked: they do so in one turn of the event loop.
        next ??= new Promise((resolve, reject) => {
          setImmediate(() => {
            const keys = waiting;
            waiting = [];
            next = undefined;
            fetch(keys).then(resolve, reject);
          });
        });
        value = next.then((lookUp) => lookUp(key));
        found.set(key, value);
      }
      return value;
    },
  };
}
