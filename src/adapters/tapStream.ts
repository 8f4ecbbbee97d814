import { type MonoTypeOperatorFunction, Observable, type Subscriber } from 'rxjs';
import { untilAborted } from './untilAborted.js';

/** What `telemetry.tap(translator)` is for items that the translator takes. */
export type Tap<T> = MonoTypeOperatorFunction<T>;

/** A tap that is fed by hand. */
export interface Feed<E> {
  next(item: E): void;
  error(error: unknown): void;
  complete(): void;
  /** The app wants no more of it. */
  drop(): void;
}

export function feed<E>(tap: Tap<E>): Feed<E> {
  let fed: Subscriber<E> | undefined;
  const items$ = new Observable<E>((subscriber) => {
    fed = subscriber;
  });
  const subscription = tap(items$).subscribe({ error() {} });
  return {
    next: (item) => fed?.next(item),
    error: (error) => fed?.error(error),
    complete: () => fed?.complete(),
    drop: () => subscription.unsubscribe(),
  };
}

/** Feeds a tap with one step of whatever is pulled, and hands on the very same step. */
export async function seen<E, Step extends { readonly done?: boolean | undefined; readonly value?: unknown }>(
  { next, error, complete }: Feed<E>,
  pulled: Promise<Step>,
): Promise<Step> {
  try {
    const step = await pulled;
    if (step.done) complete();
    else next(step.value as E);
    return step;
  } catch (thrown) {
    error(thrown);
    throw thrown;
  }
}

/**
 * Mirrors a web stream: nothing is read before it is asked for, and a cancellation reaches its source. The stream that is
 * given is locked then: go on with the one you get.
 *
 * @example
 * const parts = tapStream(result.stream, telemetry.tap(aiSdk)); // before version 7: result.fullStream
 */
export const tapStream = <T>(stream: ReadableStream<T>, tap: Tap<T>): ReadableStream<T> => feedFrom(stream, feed(tap));

/** Feeds a tap with what is read from a stream. */
export function feedFrom<T>(stream: ReadableStream<T>, fed: Feed<T>): ReadableStream<T> {
  const reader = stream.getReader();
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = await seen(fed, reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel(reason) {
        fed.drop();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * The same for `pipeThrough`, which always reads one item ahead.
 *
 * @example
 * result.stream.pipeThrough(tapTransform(telemetry.tap(aiSdk)));
 */
export function tapTransform<T>(tap: Tap<T>): ReadableWritablePair<T, T> {
  const { readable, writable } = new TransformStream<T, T>();
  return { writable, readable: tapStream(readable, tap) };
}

/**
 * Mirrors an async iterable.
 *
 * @param signal - Of a stream that just ends when its app aborts it, so that this is not counted as a cut.
 * @example
 * for await (const part of tapIterable(result.stream, telemetry.tap(aiSdk))) show(part);
 */
export const tapIterable = <T>(items: AsyncIterable<T>, tap: Tap<T>, signal?: AbortSignal): AsyncIterable<T> => {
  const tapped = (): AsyncIterator<T> => {
    const source = items[Symbol.asyncIterator]();
    const fed = untilAborted(feed(tap), () => signal);
    return {
      next: () => seen(fed, source.next()),
      async return(value) {
        fed.drop();
        return (await source.return?.(value)) ?? { done: true, value };
      },
    };
  };
  // A generator is one stream, however many loops read it.
  const only = 'next' in items ? tapped() : undefined;
  return { [Symbol.asyncIterator]: () => only ?? tapped() };
};
