import { randomUUID } from 'node:crypto';
import { createCollector, type Decision, sqliteStore } from '../../packages/collector/src/index.js';
import { nextBody } from './posts.js';

const dayMs = 86_400_000;
const start = Date.parse('2026-03-01T12:00:00Z');
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const groupSize = 250;
const postsAtOnce = 4;

/** Prints how long posts take while a collector forgets so many ids, and when it forgets none. */
export async function watchForgetting(database: string, ids: number): Promise<void> {
  const store = sqliteStore(database);
  const clock = { now: start };
  const collector = createCollector({ store, now: () => clock.now });
  const decision: Decision = {
    kind: 'count',
    payload: { version: '1.0.0', os: 'linux', counters: [{ signal: 'turns', bucket: 'total', count: 1 }] },
  };
  for (let added = 0; added < ids; added += groupSize) {
    const group = Array.from({ length: groupSize }, () => ({ id: randomUUID(), sealed: dayOf(start), decision }));
    await store.settleAll(dayOf(start), group);
  }
  // The ids are forgotten on the 31st day of operation after the last of them.
  for (let day = 1; day <= 30; day++) {
    clock.now += dayMs;
    await collector.maintain();
  }
  const post = async (): Promise<number> => {
    const begun = performance.now();
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      'turntally-sealed': dayOf(clock.now),
    };
    const request = new Request('http://localhost/v1/metrics', { method: 'POST', headers, body: nextBody() });
    const { status } = await collector.fetch(request);
    if (status !== 202) throw new Error(`a post was answered ${status}`);
    return performance.now() - begun;
  };
  const postWhile = async (isGoingOn: () => boolean): Promise<number[]> => {
    const latencies: number[] = [];
    const postOn = async (): Promise<void> => {
      while (isGoingOn()) latencies.push(await post());
    };
    await Promise.all(Array.from({ length: postsAtOnce }, postOn));
    return latencies;
  };

  let left = 2000;
  report('forgetting none', await postWhile(() => left-- > 0));
  clock.now += dayMs;
  let isForgetting = true;
  const begun = performance.now();
  const forgotten = collector.maintain().then(() => {
    isForgetting = false;
    return (performance.now() - begun) / 1000;
  });
  const latencies = await postWhile(() => isForgetting);
  report(`forgetting ${ids} ids in ${(await forgotten).toFixed(1)} s`, latencies);
  await store.close();
}

function report(name: string, latencies: readonly number[]): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1);
  console.log(`${name}: ${sorted.length} posts, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`);
}
