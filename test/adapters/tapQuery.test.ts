import { expect, test } from 'vitest';
import { type ClaudeAgentMessage, claudeAgent, tapQuery } from '../../src/adapters/claudeAgent.js';
import { recordedQueries } from './support/claudeAgent.js';
import { counting } from './support/counting.js';

const recorded = await recordedQueries();

/** A query as the SDK's: a generator with methods, some of which need its private fields. */
class Query implements AsyncGenerator<ClaudeAgentMessage, void> {
  readonly #messages: AsyncGenerator<ClaudeAgentMessage, void>;
  #model = 'first';
  readonly calls: string[] = [];
  constructor(messages: readonly ClaudeAgentMessage[], error?: Error) {
    this.#messages = (async function* () {
      yield* messages;
      if (error) throw error;
    })();
  }
  next(): Promise<IteratorResult<ClaudeAgentMessage, void>> {
    return this.#messages.next();
  }
  return(value?: undefined): Promise<IteratorResult<ClaudeAgentMessage, void>> {
    this.calls.push('return');
    return this.#messages.return(value);
  }
  throw(error: unknown): Promise<IteratorResult<ClaudeAgentMessage, void>> {
    this.calls.push('throw');
    return this.#messages.throw(error);
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.calls.push('dispose');
  }
  close(): void {
    this.calls.push('close');
  }
  async interrupt(): Promise<{ readonly still_queued: readonly string[] }> {
    this.calls.push('interrupt');
    return { still_queued: [] };
  }
  async setModel(model: string): Promise<void> {
    this.#model = model;
  }
  get model(): string {
    return this.#model;
  }
}

function tapped(scenario: string) {
  const { messages = [], error } = recorded.get(scenario) ?? {};
  const counter = counting();
  const query = new Query(messages, error);
  return { ...counter, query, messages, counted: tapQuery(query, counter.telemetry.tap(claudeAgent)) };
}

test('a query is counted, and its messages and its error are the same', async () => {
  const { counted, messages, counts, faults } = tapped('500 after a tool');
  const seen: ClaudeAgentMessage[] = [];
  await expect(
    (async () => {
      for await (const message of counted) seen.push(message);
    })(),
  ).rejects.toThrow('Claude Code returned an error result');
  expect(seen).toEqual(messages);
  expect(seen[0]).toBe(messages[0]);
  expect(await counts()).toMatchObject({ 'provider_error/http_5xx': 1, 'turns/total': 1 });
  expect(faults()).toBe(0);
});

test('all its other members are its own', async () => {
  const { counted, query } = tapped('answer');
  expect(await counted.interrupt()).toEqual({ still_queued: [] });
  await counted.setModel('second');
  expect([counted.model, query.model]).toEqual(['second', 'second']);
  expect(query.calls).toEqual(['interrupt']);
  expect(counted[Symbol.asyncIterator]()).toBe(counted);
  expect(counted).toBeInstanceOf(Query);
});

test.each([
  ['close', (query: Query) => query.close()],
  ['return', (query: Query) => query.return()],
  ['throw', (query: Query) => query.throw(new Error('enough')).catch(() => {})],
  ['dispose', (query: Query) => query[Symbol.asyncDispose]()],
] as const)('%s stops a turn, which is no failure', async (name, stop) => {
  const { counted, query, counts } = tapped('tool');
  await counted.next();
  await counted.next();
  await stop(counted);
  await counted.next().catch(() => {});
  expect(query.calls).toEqual([name]);
  expect(await counts()).toEqual({ 'cache_hit/95_99': 1, 'turns/total': 1 });
});

test('a loop that is left stops its turn', async () => {
  const { counted, query, counts } = tapped('tool');
  for await (const { type } of counted) if (type === 'assistant') break;
  expect(query.calls).toEqual(['return']);
  expect(await counts()).toEqual({ 'cache_hit/95_99': 1, 'turns/total': 1 });
});

test('a query that is never read is no turn', async () => {
  const { counted, counts } = tapped('answer');
  counted.close();
  expect(await counts()).toEqual({});
});

test('a query without the methods that are optional has none', () => {
  const { messages = [] } = recorded.get('answer') ?? {};
  async function* plain() {
    yield* messages;
  }
  const counted = tapQuery(plain(), counting().telemetry.tap(claudeAgent));
  expect(Symbol.asyncDispose in counted).toBe(Symbol.asyncDispose in plain());
});
