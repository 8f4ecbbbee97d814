import { eventResponse } from './eventResponse.js';
import { type AnyTap, tapModelStream } from './tapModelStream.js';

/** What a request has got so far, its body unread. */
interface ResponseProps {
  readonly response: Response;
  readonly options: { readonly stream?: boolean };
}
interface MessagePromise extends PromiseLike<unknown> {
  parse(): Promise<unknown>;
  _responseProps?(): Promise<ResponseProps>;
}

/** As `tapModelStream`, also for Anthropic's message threads, which take the response and parse it themselves. */
export function tapMessage<Item>(call: PromiseLike<unknown>, tap: AnyTap<Item>): PromiseLike<unknown> {
  const promise = tapModelStream(call, tap) as MessagePromise;
  const { _responseProps } = promise;
  if (!_responseProps) return promise;
  return Object.assign(promise, {
    async _responseProps(): Promise<ResponseProps> {
      // What was refused is so for `parse`, too, which counts it.
      const props = await _responseProps.call(promise).catch(() => promise.parse() as Promise<never>);
      if (!props.options.stream) return props;
      const items = (await promise.parse()) as AsyncIterable<unknown>;
      return { ...props, response: eventResponse(items, props.response) };
    },
  });
}
