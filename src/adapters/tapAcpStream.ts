import { feed, feedFrom, type Tap } from './tapStream.js';

/** A JSON-RPC message of a connection, by the way it went. */
export type AcpMessage = { readonly sent: unknown } | { readonly received: unknown };

/**
 * Mirrors the `Stream` of an ACP connection, of a client or of an agent: connect with the one you get.
 *
 * @example
 * client().connect(tapAcpStream(ndJsonStream(output, input), telemetry.tap(acp)));
 */
export function tapAcpStream<Message>(
  stream: { readonly readable: ReadableStream<Message>; readonly writable: WritableStream<Message> },
  tap: Tap<AcpMessage>,
): { readable: ReadableStream<Message>; writable: WritableStream<Message> } {
  const fed = feed(tap);
  const writer = stream.writable.getWriter();
  return {
    readable: feedFrom(stream.readable, { ...fed, next: (received) => fed.next({ received }) }),
    writable: new WritableStream({
      start(controller) {
        writer.closed.catch((error) => {
          fed.error(error);
          controller.error(error);
        });
      },
      write(sent) {
        fed.next({ sent });
        return writer.write(sent);
      },
      close: () => writer.close(),
      abort(reason) {
        fed.drop();
        return writer.abort(reason);
      },
    }),
  };
}
