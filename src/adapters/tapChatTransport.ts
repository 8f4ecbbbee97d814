import { feed, type Tap, tapStream } from './tapStream.js';
import { withMethods } from './withMethods.js';

type Part = { readonly type: string };

/** What is used of a `ChatTransport`. */
export interface ChatTransportLike {
  sendMessages(options: never): Promise<ReadableStream<Part>>;
  reconnectToStream(options: never): Promise<ReadableStream<Part> | null>;
}

/**
 * A chat transport whose answers are counted. A stream that is reconnected to is not: it was counted when it was live.
 *
 * @example
 * useChat({ transport: tapChatTransport(new DefaultChatTransport(), telemetry.tap(aiSdk)) });
 */
export const tapChatTransport = <Transport extends ChatTransportLike>(
  transport: Transport,
  tap: Tap<Part>,
): Transport => {
  const sendMessages = async (options: never): Promise<ReadableStream<Part>> => {
    try {
      return tapStream(await transport.sendMessages(options), tap);
    } catch (error) {
      feed(tap).error(error);
      throw error;
    }
  };
  return withMethods(transport, { sendMessages });
};
