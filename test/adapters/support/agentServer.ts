import type { ServerResponse } from 'node:http';
import { Command } from '@langchain/langgraph';
import type { Graph } from './langGraphScenarios.js';
import { type Handler, serve } from './servers.js';

interface Event {
  readonly type: string;
  readonly method?: string;
  readonly params?: { readonly namespace: readonly string[]; readonly data: { readonly event?: string } };
}
interface Filter {
  readonly channels: readonly string[];
  readonly namespaces?: readonly (readonly string[])[];
  readonly depth?: number;
}
interface Sent {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly input?: unknown; readonly interrupt_id?: string; readonly response?: unknown };
}
type Run = AsyncIterable<Event> & { readonly interrupts: readonly { interruptId: string; payload: unknown }[] };

/** How a server differs from one that works. */
export interface Faults {
  /** Commands are refused with this status, or with this answer. */
  readonly refuses?: number | { readonly error: string; readonly message: string };
  /** The first stream with this many events breaks once it has them; it can be opened again. */
  readonly breaksAfter?: number;
  /** Sequences and their ids begin anew with each run. */
  readonly countsAnew?: boolean;
}

/**
 * A server of the agent protocol, as LangGraph's own: runs of one thread, whose events are kept, and sent from the first one to
 * each stream that is opened.
 */
export async function agentServer(graph: Graph, { refuses, breaksAfter, countsAnew }: Faults = {}) {
  const kept: (Event & { readonly seq: number })[] = [];
  const sinks = new Map<ServerResponse, Filter>();
  const filters: Filter[] = [];
  let seq = 0;
  let runs = 0;
  let broken: ServerResponse | undefined;
  let stopper = new AbortController();

  const push = (event: Event): void => {
    const sent = { ...event, seq, event_id: countsAnew ? `${runs}-${seq}` : `${seq}` };
    seq++;
    kept.push(sent);
    for (const [sink, filter] of sinks) if (matches(event, filter)) write(sink, sent);
  };
  const written = new Map<ServerResponse, number>();
  const write = (sink: ServerResponse, event: object): void => {
    const count = (written.get(sink) ?? 0) + 1;
    if (sink === broken) return;
    written.set(sink, count);
    const breaks = count === breaksAfter && !broken;
    if (breaks) broken = sink;
    sink.write(`event: message\ndata: ${JSON.stringify(event)}\n\n`, () => breaks && sink.destroy());
  };

  const start = async (input: unknown): Promise<void> => {
    stopper = new AbortController();
    if (countsAnew) seq = 0;
    const options = { version: 'v3', signal: stopper.signal, configurable: { thread_id: 'thread' } } as const;
    try {
      const run = (await graph.streamEvents(input as never, options)) as unknown as Run;
      for await (const event of run) {
        const isEnd = event.params?.namespace.length === 0 && event.params.data.event === 'completed';
        if (!isEnd || !run.interrupts.length) push(event);
        else {
          const params = { namespace: [], timestamp: Date.now() };
          for (const { interruptId: interrupt_id, payload } of run.interrupts)
            push({
              type: 'event',
              method: 'input.requested',
              params: { ...params, data: { interrupt_id, payload } as object },
            });
          push({ type: 'event', method: 'lifecycle', params: { ...params, data: { event: 'interrupted' } } });
        }
      }
    } catch {
      // The events have said so.
    }
  };

  const answer: Handler = (request, response) => {
    const body = JSON.parse(server.asked.at(-1) || '{}');
    const [url = ''] = request.url?.split('?') ?? [];
    const json = (status: number, value: object): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.endsWith('/state')) return json(200, { values: {}, next: [], tasks: [], checkpoint: null });
    if (url.endsWith('/cancel')) {
      stopper.abort();
      return json(200, {});
    }
    if (url.endsWith('/commands')) {
      const { id, method, params } = body as Sent;
      if (typeof refuses === 'number') return json(refuses, { message: 'no' });
      if (refuses) return json(200, { type: 'error', id, ...refuses });
      runs++;
      const { input, interrupt_id, response: given } = params;
      void start(method === 'input.respond' ? new Command({ resume: { [`${interrupt_id}`]: given } }) : input);
      return json(200, { type: 'success', id, result: { run_id: `run-${runs}` }, meta: { applied_through_seq: seq } });
    }
    if (!url.endsWith('/stream/events')) return json(404, {});
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    filters.push(body);
    for (const event of kept) if (matches(event, body)) write(response, event);
    sinks.set(response, body);
    response.on('close', () => sinks.delete(response));
  };
  const server = await serve(answer);
  return { ...server, kept, filters, push, start };
}

export type AgentServer = Awaited<ReturnType<typeof agentServer>>;

const matches = ({ method = '', params }: Event, { channels, namespaces, depth }: Filter): boolean => {
  const { namespace = [] } = params ?? {};
  const channel = method === 'input.requested' ? 'input' : method;
  const isBelow = (prefix: readonly string[]): boolean =>
    prefix.every((name, at) => namespace[at] === name) &&
    (depth === undefined || namespace.length - prefix.length <= depth);
  return channels.includes(channel) && (namespaces ?? [[]]).some(isBelow);
};
