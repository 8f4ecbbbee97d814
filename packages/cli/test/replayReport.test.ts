import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Counters } from '../../../src/index.js';
import { agentSignals, tokensOf } from '../../../src/signals.js';
import { countTable } from '../src/replay/countTable.js';
import { createProgressBar } from '../src/replay/createProgressBar.js';
import { printReport } from '../src/replay/printReport.js';
import type { SessionReport } from '../src/replay/replaySession.js';
import { chunksOf, lines, recorded, release, replayed, screen } from './replaySupport.js';

const plain = (text: string) => text;
const tokens = [...tokensOf(agentSignals)] as (keyof Counters)[];
const someCounters = fc
  .dictionary(
    fc.constantFrom(...tokens),
    fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 10 ** 12 })),
    {
      minKeys: 1,
    },
  )
  .map((counters): Counters => counters);

function printed(result: SessionReport, columns?: number, name = 'a.jsonl'): string {
  const { stream, text } = screen(columns);
  printReport(name, result, stream);
  return text();
}

test('prints the turns, a table with bars and the payload', async () => {
  const usage = { kind: 'usage', usage: { finishReason: 'stop', cacheHitTokens: 90, cacheMissTokens: 10 } };
  const failed = { kind: 'turn_done', err: 'status 429' };
  const text = lines(usage, { kind: 'turn_done' }, usage, usage, failed);
  expect(printed(await replayed(text))).toBe(`a.jsonl: 5 lines of events
2 turns, 1 of them failed

signal          bucket    count  in turns
finish_reason   stop          3         2  █████████████████████████████████████
empty_final     -             0         0
provider_error  http_429      1         1  ████████████▎
cache_hit       80_95         3         2  █████████████████████████████████████
tool_error      -             0         0
compaction      -             0         0
turns           total         2         2  ████████████████████████▋

A flush would send this:

{"version":"1.4.0","os":"linux","counters":[{"signal":"finish_reason","bucket":"stop","count":3},{"signal":"cache_hit","bucket":"80_95","count":3},{"signal":"turns","bucket":"total","count":2},{"signal":"provider_error","bucket":"http_429","count":1}]}
`);
});

test('prints control characters of the name as escapes', async () => {
  const text = printed(await replayed('{"kind":"turn_done"}'), 80, 'a\u001b[2J\u009b2J\u202eb');
  expect(text.split('\n')[0]).toBe(String.raw`a\u001b[2J\u009b2J\u202eb: 1 line of events`);
});

test('prints the first malformed lines and how many more there are', async () => {
  const text = printed(await replayed(`${'x\n'.repeat(1002)}{"kind":"turn_done"}`));
  expect(text).toContain(`
1,002 malformed lines skipped:
  line 1: not a JSON object
  line 2: not a JSON object
  line 3: not a JSON object
  line 4: not a JSON object
  line 5: not a JSON object
  and 997 more
`);
  expect(printed(await replayed('x\n{"kind":"turn_done"}'))).toContain('\n1 malformed line skipped:\n  line 1');
});

test('if nothing was counted, it asks whether the format is right', async () => {
  const text = printed(await replayed(recorded('session'), { from: 'ag-ui' }));
  expect(text).toContain('325 malformed lines skipped');
  expect(text).toMatch(
    /Nothing was counted\.\nIs this a session of ag-ui\? Other formats for --from: events, wire, ai-sdk, acp, claude-agent, openai, openai-agents, anthropic, google-genai, pi, langgraph, opencode, mastra\.\n$/,
  );
});

test('if every turn was interrupted and nothing else was counted, it asks the same below the table', async () => {
  const others = {
    'ai-sdk':
      'events, wire, ag-ui, acp, claude-agent, openai, openai-agents, anthropic, google-genai, pi, langgraph, opencode, mastra',
    'ag-ui':
      'events, wire, ai-sdk, acp, claude-agent, openai, openai-agents, anthropic, google-genai, pi, langgraph, opencode, mastra',
  } as const;
  for (const [from, session] of [
    ['ai-sdk', 'ag-ui'],
    ['ag-ui', 'ai-sdk'],
  ] as const) {
    const text = printed(await replayed(recorded(session), { from }));
    expect(text).toContain(
      `\n\nEvery turn failed, and nothing else was counted.\nIs this a session of ${from}? Other formats for --from: ${others[from]}.\n\n`,
    );
    expect(printed(await replayed(recorded(from), { from }))).not.toContain('Is this a session of');
  }
  expect(printed(await replayed(lines({ kind: 'turn_done', err: 'status 401' })))).not.toContain(
    'Is this a session of',
  );
});

test('prints at most three payloads', async () => {
  const text = printed({ ...(await replayed('{"kind":"turn_done"}')), payloads: ['one', 'two', 'three', 'four'] });
  expect(text).toMatch(/A flush would send these 4, one by one:\n\none\n\ntwo\n\nthree\n\nand 1 more; see --json\n$/);
});

test('should not draw a table wider than the terminal, unless its words need more', () => {
  const least = (counters: Counters): number =>
    Math.max(
      ...countTable(counters, counters, { width: 0, bold: plain, colored: plain })
        .split('\n')
        .map((line) => line.length),
    );
  fc.assert(
    fc.property(someCounters, fc.nat(300), (counters, width) => {
      const table = countTable(counters, counters, { width, bold: plain, colored: plain });
      const longest = Math.max(...table.split('\n').map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(Math.max(width, least(counters)));
      expect(table.includes('█')).toBe(width > least(counters) + 2);
    }),
    { examples: [[{ 'finish_reason/insufficient_system_resource': 10 ** 12 }, 80]] },
  );
});

test('should draw a longer bar for a larger count, and none for 0', () => {
  fc.assert(
    fc.property(someCounters, fc.integer({ min: 90, max: 200 }), (counters, width) => {
      const table = countTable(counters, counters, { width, bold: plain, colored: plain });
      const bars = table.split('\n').flatMap((line) => {
        const [, count, bar] = / ([\d,]+) {2,}[\d,]+ {2}(.+)$/.exec(line) ?? [];
        return bar === undefined ? [] : [{ count: Number(count?.replaceAll(',', '')), columns: lengthOf(bar) }];
      });
      expect(bars).toHaveLength(Object.keys(counters).length);
      for (const a of bars)
        for (const b of bars) if (a.count > b.count) expect(a.columns).toBeGreaterThanOrEqual(b.columns);
    }),
  );
});

const lengthOf = (bar: string): number =>
  [...bar].reduce((sum, block) => sum + (block === '█' ? 8 : ' ▏▎▍▌▋▊▉'.indexOf(block)), 0);

test.each([
  ['a terminal', 100, {}, true],
  ['a terminal, with NO_COLOR', 100, { NO_COLOR: '1' }, false],
  ['a pipe', undefined, {}, false],
] as const)('on %s, the words are the same with and without colours', async (_, columns, env, colored) => {
  for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS']) vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const result = await replayed(recorded('session'));
  const text = printed(result, columns);
  expect(text.includes('\u001b[')).toBe(colored);
  expect(stripVTControlCharacters(text)).toContain('20 turns, 7 of them failed');
  vi.unstubAllEnvs();
});

const session = (bytes: number | undefined) => ({ name: 'a.jsonl', bytes, chunks: chunksOf() });
const long = 5 * 2 ** 30;

test('a long file on a terminal has a progress bar, which is removed at the end', () => {
  for (const columns of [300, 80, 20, 1]) {
    const { stream, text } = screen(columns);
    const bar = createProgressBar(session(long), stream);
    bar.update(long / 2);
    bar.stop();
    const drawn = text();
    expect(drawn).toContain('reading'.slice(0, columns));
    if (columns > 60) expect(drawn).toContain('50 %');
    const frames = stripVTControlCharacters(drawn).split('reading').slice(1);
    for (const frame of frames) expect(`reading${frame}`.length).toBeLessThanOrEqual(Math.max(columns, 7));
    expect(drawn.endsWith('\u001b[1G\u001b[2K')).toBe(true);
  }
});

test('there is no bar for a short file, for one of unknown length, or without a terminal', () => {
  for (const [bytes, columns] of [
    [1000, 80],
    [undefined, 80],
    [long, undefined],
  ] as const) {
    const { stream, text } = screen(columns);
    const bar = createProgressBar(session(bytes), stream);
    bar.update(500);
    bar.stop();
    expect(text()).toBe('');
  }
});

test('the payload states the given release', async () => {
  const { payloads } = await replayed('{"kind":"turn_done"}', {
    release: { ...release, version: '2.0.0-rc.1', os: 'macos' },
  });
  expect(payloads).toEqual([
    '{"version":"2.0.0-rc.1","os":"macos","counters":[{"signal":"turns","bucket":"total","count":1}]}',
  ]);
});
