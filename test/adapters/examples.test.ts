import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { acp } from '../../src/adapters/acp.js';
import { agUi } from '../../src/adapters/agUi.js';
import { aiSdk } from '../../src/adapters/aiSdk.js';
import { anthropic } from '../../src/adapters/anthropic.js';
import { claudeAgent } from '../../src/adapters/claudeAgent.js';
import { googleGenAi } from '../../src/adapters/googleGenAi.js';
import { langGraph } from '../../src/adapters/langGraph.js';
import { mastra } from '../../src/adapters/mastra.js';
import { openAi } from '../../src/adapters/openAi.js';
import { openAiAgents } from '../../src/adapters/openAiAgents.js';
import { opencode } from '../../src/adapters/opencode.js';
import { pi } from '../../src/adapters/pi.js';
import { wire } from '../../src/adapters/wire.js';
import { type Counters, classify, type Translator } from '../../src/index.js';

const examples = new URL('../../examples/', import.meta.url);
const read = (name: string): Promise<string> => readFile(new URL(name, examples), 'utf8');
const expected: Record<string, Counters> = JSON.parse(await read('adapters.expected.json'));

/** What is counted of a recorded session, in which a line with `end` says that a stream ended there. */
function countsOf(translator: Translator<unknown>, recorded: string): Counters {
  const counters: Counters = {};
  let stream = translator();
  for (const line of recorded.trimEnd().split('\n')) {
    const item: { end?: { error?: unknown } } = JSON.parse(line);
    const events = item.end ? stream.end(item.end.error) : stream.next(item);
    if (item.end) stream = translator();
    for (const token of events.flatMap(classify)) counters[token] = (counters[token] ?? 0) + 1;
  }
  return counters;
}

const adapters: Record<string, Translator<never>> = {
  'ai-sdk': aiSdk,
  'ag-ui': agUi,
  acp,
  wire,
  'claude-agent': claudeAgent,
  openai: openAi,
  anthropic,
  'google-genai': googleGenAi,
  pi,
  langgraph: langGraph,
  'openai-agents': openAiAgents,
  opencode,
  mastra,
};

test.each(Object.entries(adapters))(
  'the recorded session of %s counts as its script says',
  async (name, translator) => {
    const counters = countsOf(translator as Translator<unknown>, await read(`${name}.jsonl`));
    expect(counters).toEqual(expected[name]);
  },
);

test('there is a session of every adapter', () => {
  expect(Object.keys(adapters)).toEqual(Object.keys(expected));
});
