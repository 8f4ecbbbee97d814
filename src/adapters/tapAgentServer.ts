import { unlessItThrows } from '../unlessItThrows.js';
import { fieldsOf } from './foreign.js';
import type { LangGraphEvent } from './langGraphEvent.js';
import { isRefusal, serverRuns } from './langGraphRuns.js';
import { tapIterator } from './tapIterator.js';
import type { Feed, Tap } from './tapStream.js';
import { withMethods } from './withMethods.js';

type Events = AsyncIterable<LangGraphEvent>;

/** What is used of an `AgentServerAdapter`. */
export interface AgentServerLike {
  readonly threadId: string;
  setThreadId?(threadId: string): void;
  send(command: never): Promise<unknown>;
  events(): Events;
  openEventStream?(params: never): { readonly events: Events; close(): void };
  close(): Promise<void>;
}

interface Filter {
  readonly channels: readonly string[];
  readonly namespaces?: readonly (readonly string[] | null)[];
}

const startCommands: readonly unknown[] = ['run.start', 'input.respond'];

/**
 * A page's transport whose runs are counted: each run that the page starts or resumes, once, however many streams are open and
 * however often they are opened again. Runs of other pages, and those of before a reload, are not this page's.
 *
 * @example
 * useStream({ transport: tapAgentServer(new HttpAgentServerAdapter(options), telemetry.tap(langGraph)) });
 */
export function tapAgentServer<Server extends AgentServerLike>(server: Server, tap: Tap<LangGraphEvent>): Server {
  const runs = serverRuns(tap);
  const { setThreadId, openEventStream } = server;
  const tapped = (events: Events, streamOf: () => Feed<LangGraphEvent>): Events => ({
    [Symbol.asyncIterator]: () => tapIterator(events[Symbol.asyncIterator](), streamOf()),
  });
  return withMethods(server, {
    ...(setThreadId && {
      setThreadId(threadId: string) {
        if (threadId !== server.threadId) runs.reset();
        setThreadId.call(server, threadId);
      },
    }),
    async send(command: never) {
      const asked = startCommands.includes(fieldsOf(command).method) ? runs.ask() : undefined;
      try {
        const answer = await server.send(command);
        const { type, error: code, message, result } = fieldsOf(answer);
        // A command may be refused by an answer.
        if (type === 'error') asked?.refuse({ code, message });
        else asked?.accept(fieldsOf(result).run_id);
        return answer;
      } catch (error) {
        if (isRefusal(error)) asked?.refuse(error);
        else asked?.lose(error);
        throw error;
      }
    },
    // What is never read has no end, either.
    events: () => tapped(server.events(), () => runs.open(true)),
    ...(openEventStream && {
      openEventStream(params: never) {
        const handle = openEventStream.call(server, params);
        const stream = runs.open(unlessItThrows(() => isWhole(params)) ?? false);
        return withMethods(handle, {
          events: tapped(handle.events, () => stream),
          close() {
            stream.drop();
            handle.close();
          },
        });
      },
    }),
    close() {
      runs.reset();
      return server.close();
    },
  });
}

/** Whether a stream has all that is counted of the graph itself. Others may be ahead of it. */
const isWhole = ({ channels, namespaces }: Filter): boolean =>
  channels.includes('lifecycle') &&
  channels.includes('messages') &&
  (!namespaces || namespaces.some((prefix) => prefix?.length === 0));
