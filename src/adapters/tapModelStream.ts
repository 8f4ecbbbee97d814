import { firstReader } from './firstReader.js';
import { tapIterator } from './tapIterator.js';
import { type Feed, feed, type Tap } from './tapStream.js';
import { untilAborted } from './untilAborted.js';
import { withMethods } from './withMethods.js';

/** The `APIPromise` of a client: the answer is parsed when it is asked for. All of its other methods call these. */
interface ApiPromise extends Promise<unknown> {
  parse(): Promise<unknown>;
  asResponse(): Promise<unknown>;
  _thenUnwrap(transform: (answer: unknown, ...rest: unknown[]) => unknown): ApiPromise;
}

/** The `Stream` of a client: `iterator` is what all of its methods read. */
interface ModelStream extends AsyncIterable<unknown> {
  iterator?(): AsyncIterator<unknown>;
  readonly controller?: AbortController;
}

/** Of the adapter's own items, or one that takes any stream as it is. */
export type AnyTap<Item> = Tap<Item> | Tap<never>;

type Attach = (answer: unknown) => unknown;

/**
 * Counts one call of a model, by the promise that a client returns for it: its stream, its answer if it does not stream, or
 * its error. The promise keeps its methods, and nothing is requested, parsed or read that the app does not ask for.
 *
 * @returns the promise to go on with.
 * @example
 * const stream = await tapModelStream(openai.responses.create({ ...request, stream: true }), telemetry.tap(openAi));
 */
export function tapModelStream<Call extends PromiseLike<unknown>, Item>(call: Call, tap: AnyTap<Item>): Call {
  const fed = feed<Item>(tap as Tap<Item>);
  const attach: Attach = (answer) => {
    const isStream = Symbol.asyncIterator in Object(answer);
    if (isStream) return tapItems(answer as ModelStream, fed as Feed<unknown>);
    fed.next(Object(answer));
    fed.complete();
    return answer;
  };
  return follow(call as PromiseLike<unknown>, attach, fed) as Call & ApiPromise;
}

function follow<Item>(call: PromiseLike<unknown>, attach: Attach, fed: Feed<Item>): PromiseLike<unknown> {
  const refused = (error: unknown): never => {
    fed.error(error);
    throw error;
  };
  if (!('_thenUnwrap' in call)) return call.then(attach, refused);
  const promise = call as ApiPromise;
  const { parse, asResponse, _thenUnwrap } = promise;
  let parsed: Promise<unknown> | undefined;
  // On the promise itself, as the clients do: its class has private fields, and its methods call each other.
  return Object.assign(promise, {
    parse: () => (parsed ??= parse.call(promise).then(attach, refused)),
    asResponse: () =>
      asResponse.call(promise).then((response) => {
        // The app reads the answer itself: that there was a turn is all that is known of it.
        if (!parsed) fed.drop();
        return response;
      }, refused),
    _thenUnwrap: (transform: (answer: unknown, ...rest: unknown[]) => unknown) =>
      follow(
        _thenUnwrap.call(promise, (answer, ...rest) => transform(attach(answer), ...rest)),
        (answer) => answer,
        fed,
      ),
  });
}

function tapItems(items: ModelStream, fed: Feed<unknown>): ModelStream {
  // A stream may be read only once: what a second reader gets is its mistake.
  const reader = firstReader(untilAborted(fed, () => items.controller?.signal));
  const tapped = <Source extends AsyncIterator<unknown>>(source: Source): Source => tapIterator(source, reader());
  const { iterator } = items;
  if (iterator) return Object.assign(items, { iterator: () => tapped(iterator.call(items)) });
  if ('next' in items) return tapped(items as ModelStream & AsyncIterator<unknown>);
  return withMethods(items, { [Symbol.asyncIterator]: () => tapped(items[Symbol.asyncIterator]()) });
}
