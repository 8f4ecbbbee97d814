import type { Feed } from './tapStream.js';

/**
 * Feeds for several readers of one stream, each of whom gets all of it. Only that of the first one to read an item feeds the tap:
 * a stream that is asked for may never be read.
 */
export function firstReader<T>(fed: Feed<T>): () => Feed<T> {
  let first: Feed<T> | undefined;
  return () => {
    const own = (): Feed<T> | undefined => {
      first ??= reader;
      return first === reader ? fed : undefined;
    };
    const reader: Feed<T> = {
      next: (item) => own()?.next(item),
      error: (error) => own()?.error(error),
      complete: () => own()?.complete(),
      drop() {
        if (first === reader) fed.drop();
      },
    };
    return reader;
  };
}
