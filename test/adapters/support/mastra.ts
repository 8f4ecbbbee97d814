import { readFile } from 'node:fs/promises';
import type { MastraChunk } from '../../../src/adapters/mastra.js';
import type { Counters } from '../../../src/index.js';

const turn = { 'turns/total': 1 };
const hit = { 'cache_hit/95_99': 1 };
const stop = { 'finish_reason/stop': 1, ...hit, ...turn };
const asked = { 'finish_reason/tool_calls': 1, ...hit };
const twice = { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'cache_hit/95_99': 2, ...turn };
const failed = (bucket: string): Counters => ({ [`provider_error/${bucket}`]: 1, ...turn }) as Counters;

/** What must be counted of the recorded scenarios. */
export const wanted: { readonly [scenario: string]: Counters } = {
  'an answer': stop,
  'a tool, and an answer': twice,
  'an answer that is too long': { 'finish_reason/length': 1, ...hit, ...turn },
  'no answer': { ...stop, 'empty_final/total': 1 },
  'a word, a tool, and no answer': { ...twice, 'empty_final/total': 1 },
  'only thoughts': { ...stop, 'empty_final/total': 1 },
  'a file': stop,
  'a filter': { 'finish_reason/content_filter': 1, ...hit, ...turn },
  'no usage': { 'finish_reason/stop': 1, ...turn },
  'cached tokens beside the input': stop,
  'cached tokens in the input, of a model of version 3': stop,
  'a failed tool': { ...twice, 'tool_error/permission': 1 },
  'a tool that does not exist': { ...twice, 'tool_error/exec': 1 },
  'arguments that are not valid': { ...twice, 'tool_error/exec': 1 },
  'a tool that waits for approval, which a person refuses': {
    ...twice,
    'tool_error/permission': 1,
    'turns/total': 2,
  },
  'a tool that waits for approval, which a person gives': { ...twice, 'turns/total': 2 },
  'a tool that waits for a person': turn,
  'a subagent': twice,
  'a rule for the input that stops it': turn,
  'a rule for the output that stops it': turn,
  // The reason of the first call is the rule's, and not the model's.
  'a rule that asks the model again': { 'finish_reason/stop': 1, 'cache_hit/95_99': 2, ...turn },
  'a rule that stops an answer without a text': { ...hit, ...turn },
  'the limit of steps': { ...asked, ...turn },
  'a compaction, and an answer': { ...stop, 'compaction/total': 1 },
  'status 429': failed('http_429'),
  'status 401': failed('http_401'),
  'status 503 after a tool': { ...asked, ...failed('http_5xx') },
  'an error in the stream': failed('http_5xx'),
  'a reset in the stream': failed('stream_interrupted'),
  'a clean cut': failed('stream_interrupted'),
  'a stream that its provider interrupted': failed('stream_interrupted'),
  'a stop': turn,
  'a stop in a tool': turn,
  // Its abort has no reason: it cannot be told from a stop.
  'a deadline': turn,
};

export type RecordedChunk = MastraChunk & { readonly [field: string]: unknown };

/** A stream of a real agent: its chunks, and what it threw, if it did. */
export interface RecordedStream {
  readonly scenario: string;
  readonly chunks: readonly RecordedChunk[];
  readonly error: unknown;
}

/** The recorded streams. A scenario may have two. */
export async function recordedStreams(): Promise<readonly RecordedStream[]> {
  const text = await readFile(new URL('../../../examples/mastra.jsonl', import.meta.url), 'utf8');
  const streams: RecordedStream[] = [];
  let chunks: RecordedChunk[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const item: RecordedChunk & { readonly end?: { readonly scenario: string; readonly error?: unknown } } =
      JSON.parse(line);
    if (!item.end) {
      chunks.push(item);
      continue;
    }
    streams.push({ scenario: item.end.scenario, chunks, error: item.end.error });
    chunks = [];
  }
  return streams;
}
