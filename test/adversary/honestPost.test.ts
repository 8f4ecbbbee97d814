import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { expect, onTestFinished, test } from 'vitest';
import { type Attack, startAttack } from './support/attack.js';
import { startCollector } from './support/collector.js';
import { batch, bodyOf, newId, post, send } from './support/posts.js';

/** The client's default timeout. */
const clientTimeoutMs = 8000;

/** The most memory that a process has used so far, in MB; only Linux says it. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** The longest of some honest posts, one after the other, or why one was not counted. */
async function honestPosts(
  url: string,
): Promise<{ readonly statuses: readonly (number | string)[]; readonly ms: number }> {
  const statuses: (number | string)[] = [];
  let ms = 0;
  for (let n = 0; n < 3; n++) {
    const start = performance.now();
    const late = new Promise<string>((resolve) => {
      setTimeout(resolve, clientTimeoutMs, 'no answer in time').unref();
    });
    const answer = post(url, batch({ 'turns/total': 1 }), '127.0.0.2').then(({ status }) => status, String);
    statuses.push(await Promise.race([answer, late]));
    ms = Math.max(ms, Math.round(performance.now() - start));
  }
  return { statuses, ms };
}

const attacks: readonly Attack['kind'][] = [
  'pipelining without reading',
  'pipelining',
  'slow headers',
  'slow bodies',
  'slow bodies of five addresses',
  'idle connections',
  'repeats of one id',
  'slow reads',
];

test.each(attacks)('an honest post is counted before its client gives up, under %s', async (kind) => {
  const collector = await startCollector();
  await honestPosts(collector.url);
  const before = await peakMemory(collector.pid);
  await startAttack(kind, collector.port);
  const { statuses, ms } = await honestPosts(collector.url);
  const after = await peakMemory(collector.pid);
  console.log(`${kind}: ${ms} ms, ${before} MB before, at most ${after} MB under attack`);
  expect(statuses).toEqual([202, 202, 202]);
  // Generous: without limits, pipelined posts alone took some 340 MB.
  expect(after - before).toBeLessThan(200);
});

test('an honest post is counted before its client gives up, after all connections of an address flooded at once', async () => {
  const collector = await startCollector();
  await honestPosts(collector.url);
  const before = await peakMemory(collector.pid);
  const sockets = Array.from({ length: 250 }, () => connect({ port: collector.port, host: '127.0.0.1' }));
  for (const socket of sockets) {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
  }
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // Stopped, so that all that was sent is there when it goes on.
  process.kill(collector.pid, 'SIGSTOP');
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(3600));
  process.kill(collector.pid, 'SIGCONT');
  const { statuses, ms } = await honestPosts(collector.url);
  const after = await peakMemory(collector.pid);
  console.log(`many requests at once: ${ms} ms, ${before} MB before, at most ${after} MB afterwards`);
  expect(statuses).toEqual([202, 202, 202]);
  expect(after - before).toBeLessThan(200);
});

test('behind a proxy, a network of IPv6 addresses has one limit, and another network is not affected', async () => {
  const collector = await startCollector({ args: ['--trust-proxy', '1'] });
  const statusFrom = async (forwarded: string): Promise<number> => {
    const one = batch({ 'turns/total': 1 }, { id: newId('network') });
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': one.id,
      'x-forwarded-for': forwarded,
    };
    return (await send(`${collector.url}/v1/metrics`, { method: 'POST', headers, body: bodyOf(one) })).status;
  };
  const counts: Record<number, number> = {};
  const start = performance.now();
  for (let n = 0; n < 300; n++) {
    // What the attacker writes before the address that the proxy appends must not matter.
    const status = await statusFrom(
      `2001:db8:${n}::1, 2001:db8:0:7:${n.toString(16)}:${((n * 7919) % 0x1_00_00).toString(16)}::1`,
    );
    counts[status] = (counts[status] ?? 0) + 1;
  }
  const refilled = Math.ceil((performance.now() - start) / 1000);
  expect(counts[202]).toBeLessThanOrEqual(60 + refilled);
  expect((counts[202] ?? 0) + (counts[429] ?? 0)).toBe(300);
  expect(await statusFrom('2001:db8:0:8::1')).toBe(202);
  expect(await statusFrom('203.0.113.9')).toBe(202);
});
