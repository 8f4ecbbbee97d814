import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { recorded } from './replaySupport.js';
import { main } from './support.js';

const MiB = 2 ** 20;
/** What a machine that is busy with other things may add, however much was read. */
const mostGrowth = 32 * MiB;

/** Tells at its end what it has used at most, in KiB. */
const tellMemory = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)))",
)}`;

/** Little room for garbage: what grows is what is kept, and what is kept for long ends the process. */
const smallHeap = ['--max-old-space-size=48', '--max-semi-space-size=1'];

/** Pipes that many bytes of it through a replay; resolves with the result, and the most memory that was in use. */
async function piped(text: string, bytes: number, ...args: readonly string[]) {
  const options = [...smallHeap, '--import', tellMemory];
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
  ['session', 256],
  ['wire', 48],
  ['ai-sdk', 48],
  ['ag-ui', 48],
  ['acp', 48],
])('the memory in use does not grow with the session: %s, 4 and %i MiB', { timeout: 120_000 }, async (name, size) => {
  const from = name === 'session' ? 'events' : name;
  const short = await piped(recorded(name), 4 * MiB, '--from', from);
  const long = await piped(recorded(name), size * MiB, '--from', from);
  const times = long.result.lines / short.result.lines;
  expect(times).toBeCloseTo(size / 4, 0);
  expect(long.result.counters['turns/total'] / short.result.counters['turns/total']).toBeCloseTo(times, 5);
  expect(long.rss - short.rss).toBeLessThan(mostGrowth);
});

test('nor with how many turns there are', { timeout: 120_000 }, async () => {
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
])('nor with how many malformed lines there are: %s', { timeout: 120_000 }, async (_, line) => {
  const short = await piped(line, 4 * MiB);
  const long = await piped(line, 32 * MiB);
  expect(long.result.malformed.count).toBeGreaterThan(7 * short.result.malformed.count);
  expect(long.result.malformed.first).toHaveLength(5);
  expect(long.rss - short.rss).toBeLessThan(mostGrowth);
});

test('nor with the length of a line that has no end', { timeout: 120_000 }, async () => {
  // What is read lies outside of the heap, and V8 lets 64 MiB of that gather before it collects: the shorter one has that, too.
  const short = await piped('x', 128 * MiB);
  const long = await piped('x', 352 * MiB);
  for (const { result } of [short, long]) {
    expect(result).toMatchObject({ lines: 1, malformed: { count: 1, first: [{ reason: 'longer than 16 MiB' }] } });
  }
  expect(long.rss - short.rss).toBeLessThan(mostGrowth);
});
