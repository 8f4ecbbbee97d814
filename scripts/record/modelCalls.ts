import type { Scenario } from '../../test/adapters/support/modelCalls.js';
import type { Handler } from '../../test/adapters/support/servers.js';
import { serve } from '../../test/adapters/support/servers.js';
import { ended, type Recording } from './recording.js';

/** A call of a model: its stream, or its whole answer. */
export type Ask = (url: string, signal: AbortSignal) => PromiseLike<unknown>;

/** What a client hands on in the scenarios with these names. A stream that its app stops, or leaves, ends as if it was aborted. */
export async function recordModelCalls(
  scenarios: readonly Scenario[],
  names: readonly string[],
  ask: Ask,
): Promise<Recording> {
  const recorded: { lines: unknown[]; counts: Scenario['wanted'] }[] = [];
  for (const name of names) {
    const scenario = scenarios.find((each) => each.name === name);
    if (!scenario) throw new Error(`no scenario "${name}"`);
    recorded.push({ lines: await itemsOf(scenario.served, scenario.stop !== undefined, ask), counts: scenario.wanted });
  }
  return recorded;
}

async function itemsOf(served: Handler, stops: boolean, ask: Ask): Promise<unknown[]> {
  const server = await serve(served);
  const stopper = new AbortController();
  const lines: unknown[] = [];
  try {
    const answer = await ask(server.url, stopper.signal);
    if (!isStream(answer)) lines.push(answer);
    else {
      for await (const item of answer) {
        lines.push(item);
        if (stops) stopper.abort();
      }
    }
    lines.push(ended(stops ? { name: 'AbortError' } : undefined));
  } catch (error) {
    lines.push(ended(error));
  }
  await server.close();
  return lines;
}

const isStream = (answer: unknown): answer is AsyncIterable<unknown> => Symbol.asyncIterator in Object(answer);
