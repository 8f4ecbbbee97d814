import type { LangGraphEvent } from '../../src/adapters/langGraph.js';
import { type Graph, question, type Scenario, scenarios } from '../../test/adapters/support/langGraphScenarios.js';
import { ended, jsonOf, type Recording } from './recording.js';

const names = [
  'an answer',
  'a tool, and an answer',
  'an answer that is too long',
  'a word, a tool, and no answer',
  'a filter',
  'a failed tool',
  'a failed tool that ends the run',
  'a subagent',
  'status 429',
  'a reset in the stream',
  'a stop',
  'the limit of steps',
  'a question of a tool, and the answer to it',
  'a model without a stream, and a tool',
];

/** The events of runs in process. */
export async function recordLangGraph(): Promise<Recording> {
  process.on('unhandledRejection', () => {}); // LangChain's own, of tools that fail
  const recorded: { lines: unknown[]; counts: Scenario['wanted'] }[] = [];
  for (const name of names) {
    const scenario = scenarios.find((each) => each.name === name);
    if (!scenario) throw new Error(`no scenario "${name}"`);
    recorded.push({ lines: await linesOf(scenario), counts: scenario.wanted });
  }
  return recorded;
}

async function linesOf({ graph, inputs = [question], stopAt, recursionLimit }: Scenario): Promise<unknown[]> {
  const agent = graph() as Graph;
  const lines: unknown[] = [];
  const ids = new Map<string, string>();
  /** The same in every recording. */
  const note = (line: unknown): void => {
    const text = jsonOf(line)
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<="id":")[0-9a-f]{32}(?=")/g, (id) => {
        const known = ids.get(id) ?? `id-${ids.size}`;
        ids.set(id, known);
        return known;
      })
      .replaceAll(/"timestamp":\d+/g, `"timestamp":${lines.length}`);
    lines.push(JSON.parse(text));
  };
  for (const input of inputs) {
    const stopper = new AbortController();
    const options = { version: 'v3', signal: stopper.signal, configurable: { thread_id: 'thread' } } as const;
    try {
      const run: AsyncIterable<LangGraphEvent> = await agent.streamEvents(input as never, {
        ...options,
        ...(recursionLimit && { recursionLimit }),
      });
      for await (const event of run) {
        note(event);
        if (stopAt && JSON.stringify(event).includes(stopAt)) stopper.abort();
      }
      note(ended());
    } catch (error) {
      note(ended(error));
    }
  }
  return lines;
}
