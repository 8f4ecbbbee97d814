// Writes the recorded sessions of the frameworks below to examples/*.jsonl, one item a line. A line with "end" marks the end of
// a stream, with its error if any. Also writes adapters.expected.json: the counts they must result in, as stated here. To write
// them again: npx tsx scripts/recordExamples.ts
import { readFile, writeFile } from 'node:fs/promises';
import type { Counters, SignalToken } from '../src/signals.js';
import { recordAcp } from './record/acp.js';
import { recordAgUi } from './record/agUi.js';
import { recordAiSdk } from './record/aiSdk.js';
import { recordAnthropic } from './record/anthropic.js';
import { recordGoogleGenAi } from './record/googleGenAi.js';
import { recordLangGraph } from './record/langGraph.js';
import { recordOpenAi } from './record/openAi.js';
import { recordOpenAiAgents } from './record/openAiAgents.js';
import { recordPi } from './record/pi.js';
import { jsonOf, type Recording } from './record/recording.js';
import { recordWire } from './record/wire.js';

const recordings: Readonly<Record<string, Recording>> = {
  'ai-sdk': await recordAiSdk(),
  'ag-ui': await recordAgUi(),
  acp: await recordAcp(),
  wire: recordWire(),
  openai: await recordOpenAi(),
  anthropic: await recordAnthropic(),
  'google-genai': await recordGoogleGenAi(),
  pi: await recordPi(),
  langgraph: await recordLangGraph(),
  'openai-agents': await recordOpenAiAgents(),
};

const examples = new URL('../examples/', import.meta.url);
// The Claude Agent SDK, opencode and Mastra have scripts of their own.
const expected: Record<string, Counters> = JSON.parse(
  await readFile(new URL('adapters.expected.json', examples), 'utf8'),
);
for (const [name, turns] of Object.entries(recordings)) {
  const lines = turns.flatMap(({ lines }) => lines).map(jsonOf);
  await writeFile(new URL(`${name}.jsonl`, examples), `${lines.join('\n')}\n`);
  const total: Counters = {};
  for (const { counts } of turns) {
    for (const [token, count] of Object.entries(counts) as [SignalToken, number][]) {
      total[token] = (total[token] ?? 0) + count;
    }
  }
  expected[name] = Object.fromEntries(Object.entries(total).sort(([a], [b]) => (a < b ? -1 : 1)));
}
await writeFile(new URL('adapters.expected.json', examples), `${JSON.stringify(expected, null, 2)}\n`);
process.exit(); // failed requests above may keep the process alive
