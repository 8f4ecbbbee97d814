import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { recorded } from './replaySupport.js';
import { main } from './support.js';

const MiB = 2 ** 20;
/** What a busy machine may add, regardless of the input. */
const mostGrowth = 32 * MiB;

/** Prints the peak memory in KiB when the process ends. Collects at intervals: V8 itself leaves 64 MiB of buffers behind. */
const printPeakMemory = `data:text/javascript,${encodeURIComponent(
  "setInterval(gc, 50).unref(); process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)))",
)}`;

/** With little room for garbage, memory grows only if objects are kept, and keeping too many ends the process. */
const smallHeap = ['--expose-gc', '--max-old-space-size=48', '--max-semi-space-size=1'];

/** Pipes so many bytes, the text repeated, through a replay. Resolves with the result and the peak memory. */
async function piped(text: string, bytes: number, ...args: readonly string[]) {
  const options = [...smallHeap, '--import', printPeakMemory];
  const child = spawn(process.execPath, [...options, main, 'replay', '--json', ...args]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    stdout += more;
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    stderr += more;
  });
  const ended = once(child, 'close');
  const block = Buffer.from(text.repeat(Math.ceil(MiB / text.length)));
  for (let sent = 0; sent < bytes; sent += block.length) {
    if (!child.stdin.write(block)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await ended;
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+$/)]);
  return { result: JSON.parse(stdout), rss: Number(stderr) * 1024 };
}

test.each([
  ['session', 96],
  ['wire', 48],
  ['ai-sdk', 48],
  ['ag-ui', 48],
  ['acp', 48],
])('memory does not grow with the session: %s, 4 and %i MiB', { timeout: 120_000 }, async (name, size) => {
  const from = name === 'session' ? 'events' : name;
  const short = await piped(recorded(name), 4 * MiB, '--from', from);
  const long = await piped(recorded(name), size * MiB, '--from', from);
  const times = long.result.lines / short.result.lines;
  expect(times).toBeCloseTo(size / 4, 0);
  expect(long.result.counters['turns/total'] / short.result.counters['turns/total']).toBeCloseTo(times, 5);
  expect(long.rss - short.rss).toBeLessThan(mostGrowth);
});

test('memory does not grow with the number of turns', { timeout: 120_000 }, async () => {
  const turnDone = '{"kind":"turn_done"}\n';
  const short = await piped(turnDone, 4 * MiB);
  const long = await piped(turnDone, 32 * MiB);
  expect(long.result.turnCounts['turns/total']).toBeGreaterThan(1_500_000);
  expect(long.rss - short.rss).toBeLessThan(mostGrowth);
});

test.each([
  ['garbage', 'not JSON at all\n'],
  ['broken objects', `{"kind":"text","text":"${'x'.repeat(1000)}",}\n`],
  ['items of another format', '{"type":"finish"}\n'],
])('memory does not grow with the number of malformed lines: %s', { timeout: 120_000 }, async (_, line) => {
  const short = await piped(line, 4 * MiB);
  const long = await piped(line, 32 * MiB);
  expect(long.result.malformed.count).toBeGreaterThan(7 * short.result.malformed.count);
  expect(long.result.malformed.first).toHaveLength(5);
  expect(long.rss - short.rss).toBeLessThan(mostGrowth);
});

test('memory does not grow with the length of a line without an end', { timeout: 120_000 }, async () => {
  // Buffers are outside of the heap, and V8 collects them only after 64 MiB, so the shorter input needs that much too.
  const short = await piped('x', 128 * MiB);
  const long = await piped('x', 352 * MiB);
  for (const { result } of [short, long]) {
    expect(result).toMatchObject({ lines: 1, malformed: { count: 1, first: [{ reason: 'longer than 16 MiB' }] } });
  }
  expect(long.rss - short.rss).toBeLessThan(mostGrowth);
});
