// Writes examples/mastra.jsonl: the chunks of a real agent of Mastra with a scripted model. No key and no network are needed. The
// package is no dependency of this repository, because it is large and needs Node 22.13, so neither the tests nor CI run this. To
// record again, in any folder outside the repository:
//
//   npm install @mastra/core@1.71.0 zod
//
// and in the root of the repository: npx tsx scripts/recordMastra.ts <that folder>
import { readFile, writeFile } from 'node:fs/promises';
import type { Counters, SignalToken } from '../src/signals.js';
import { wanted } from '../test/adapters/support/mastra.js';
import { agentOf } from './record/mastra/agentOf.js';
import { type Mastra, mastraOf } from './record/mastra/packageOf.js';
import { type Scenario, scenarios } from './record/mastra/scenarios.js';
import { jsonOf } from './record/recording.js';

type Chunk = { readonly type: string; readonly payload?: Record<string, unknown> };

/** Of what a step finished with, only what an adapter could read: the rest repeats the whole conversation. */
function kept(chunk: Chunk): object {
  if (chunk.type === 'tool-output') {
    return { ...chunk, payload: { ...chunk.payload, output: kept(chunk.payload?.output as Chunk) } };
  }
  if (!/^(step-)?finish$/.test(chunk.type)) return chunk;
  const { messageId, stepResult, output, metadata, providerMetadata } = chunk.payload ?? {};
  const { usage } = Object(output) as { usage?: unknown };
  const { providerMetadata: ofModel } = Object(metadata) as { providerMetadata?: unknown };
  return {
    ...chunk,
    payload: { messageId, stepResult, output: { usage }, metadata: { providerMetadata: ofModel }, providerMetadata },
  };
}

async function record(scenario: Scenario, mastra: Mastra): Promise<string[]> {
  const { name, stream, stopAt, answer, deadline } = scenario;
  const agent = agentOf(scenario, mastra);
  const stopper = new AbortController();
  if (deadline !== undefined) setTimeout(() => stopper.abort(new DOMException('Too late.', 'TimeoutError')), deadline);
  const ids = new Map<string, string>();
  /** The same in every recording. */
  const line = (item: object): string =>
    jsonOf(item)
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
        const known = ids.get(id) ?? `id-${ids.size}`;
        ids.set(id, known);
        return known;
      })
      .replaceAll(/"startedAt":\d+/g, '"startedAt":0')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-29T00:00:00.000Z');
  const lines: string[] = [];
  let runId: string | undefined;
  const read = async (output: ReturnType<typeof agent.stream>): Promise<void> => {
    try {
      for await (const chunk of (await output).fullStream) {
        lines.push(line(kept(chunk)));
        runId = chunk.runId ?? runId;
        if (chunk.type === stopAt) stopper.abort();
      }
      lines.push(line({ end: { scenario: name } }));
    } catch (error) {
      lines.push(line({ end: { scenario: name, error } }));
    }
  };
  const options = { abortSignal: stopper.signal, maxSteps: 4, modelSettings: { maxRetries: 0 }, ...stream };
  await read(agent.stream('Why does the test fail?', options));
  const asked = { runId, toolCallId: 'call-1' };
  if (answer === 'approves') await read(agent.approveToolCall(asked));
  if (answer === 'declines') await read(agent.declineToolCall(asked));
  return lines;
}

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('usage: npx tsx scripts/recordMastra.ts <folder with @mastra/core installed>');
const mastra = await mastraOf(folder);
// A stream that stalls keeps no process alive.
setInterval(() => {}, 1000);
const lines: string[] = [];
const total: Counters = {};
for (const scenario of scenarios) {
  lines.push(...(await record(scenario, mastra)));
  for (const [token, count] of Object.entries(wanted[scenario.name] ?? {}) as [SignalToken, number][]) {
    total[token] = (total[token] ?? 0) + count;
  }
}
const examples = new URL('../examples/', import.meta.url);
await writeFile(new URL('mastra.jsonl', examples), `${lines.join('\n')}\n`);
const file = new URL('adapters.expected.json', examples);
const expected: Record<string, Counters> = JSON.parse(await readFile(file, 'utf8'));
expected.mastra = Object.fromEntries(Object.entries(total).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(file, `${JSON.stringify(expected, null, 2)}\n`);
process.exit(); // the agents may keep the process alive
