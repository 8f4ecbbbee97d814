import { randomUUID } from 'node:crypto';
import { type CollectorStore, createCollector, type Decision } from '../../packages/collector/src/index.js';
import { postWhile, printLatencies } from './postWhile.js';

const dayMs = 86_400_000;
const start = Date.parse('2026-03-01T12:00:00Z');
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const groupSize = 250;

/** Prints how long posts take while a collector forgets so many ids, and when it forgets none. Closes the store, which must be empty. */
export async function watchForgetting(store: CollectorStore, ids: number): Promise<void> {
  const clock = { now: start };
  const now = () => clock.now;
  const collector = createCollector({ store, now });
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

  let left = 2000;
  printLatencies('forgetting none', await postWhile({ collector, now }, () => left-- > 0));
  clock.now += dayMs;
  let isForgetting = true;
  const begun = performance.now();
  const forgotten = collector.maintain().then(() => {
    isForgetting = false;
    return (performance.now() - begun) / 1000;
  });
  const latencies = await postWhile({ collector, now }, () => isForgetting);
  printLatencies(`forgetting ${ids} ids in ${(await forgotten).toFixed(1)} s`, latencies);
  await store.close();
}
