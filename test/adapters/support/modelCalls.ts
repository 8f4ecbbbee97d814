import type { Counters } from '../../../src/index.js';
import { counting } from './counting.js';
import { type Handler, serve } from './servers.js';

/** How a person stops a call: before it has an answer, or at its first item. */
export type Stop = 'before the answer' | 'by the signal' | 'by the controller' | 'by leaving the loop';

/** What a provider serves for one call, and what must be counted of it. */
export interface Scenario {
  readonly name: string;
  readonly served: Handler;
  readonly stop?: Stop;
  readonly wanted: Counters;
}

/** What a way to call a model gets. */
export interface Run {
  readonly url: string;
  readonly telemetry: ReturnType<typeof counting>['telemetry'];
  readonly stop: Stop | undefined;
  readonly signal: AbortSignal;
  /** Reads a stream as an app does, and stops it as the scenario says. */
  readAll(stream: AsyncIterable<unknown> & { readonly controller?: AbortController }): Promise<void>;
}

export const turn = { 'turns/total': 1 } as const;
export const cut: Counters = { 'provider_error/stream_interrupted': 1, ...turn };

/** The counts of one call of a model. The errors of the call are the app's; they end here. */
export async function countsOf(call: (run: Run) => Promise<unknown>, served: Handler, stop?: Stop): Promise<Counters> {
  const { telemetry, counts, faults } = counting();
  const stopper = new AbortController();
  const server = await serve((request, response) => {
    if (stop === 'before the answer') stopper.abort();
    else return served(request, response);
  });
  try {
    await call({
      url: server.url,
      telemetry,
      stop,
      signal: stopper.signal,
      async readAll(stream) {
        for await (const _ of stream) {
          if (stop === 'by leaving the loop') break;
          if (stop === 'by the signal') stopper.abort();
          if (stop === 'by the controller') stream.controller?.abort();
        }
      },
    }).catch(() => {});
    if (faults()) throw new Error('The adapter failed.');
    return await counts();
  } finally {
    await server.close();
  }
}
