import { type Feed, seen } from './tapStream.js';
import { withMethods } from './withMethods.js';

/**
 * An iterator or a generator whose items are counted; its other methods are its own. Nothing is pulled before it is asked for.
 *
 * @param methods - Other methods to replace, by name or symbol.
 */
export function tapIterator<T, Source extends AsyncIterator<T>>(
  source: Source,
  fed: Feed<T>,
  methods: object = {},
): Source {
  const tapped = withMethods(source, {
    ...methods,
    next: (...value: [] | [never]) => seen(fed, source.next(...value)),
    async return(value: unknown) {
      fed.drop();
      return (await source.return?.(value)) ?? { done: true, value };
    },
    async throw(error: unknown) {
      fed.drop();
      if (!source.throw) throw error;
      return source.throw(error);
    },
    [Symbol.asyncIterator]: () => tapped,
  });
  return tapped;
}
