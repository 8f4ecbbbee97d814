/** In a page or in Node: an app whose agent never stops; what that costs, and what is kept of it. */
import { NEVER, of } from 'rxjs';
import { type AgentEvent, startTurntally } from '../../src/index.js';
import { turn as counting } from './turn.js';

/** 200 deltas and what counts of a turn: errors and cache hits of all kinds in turn. */
const turnOf = (n: number): readonly AgentEvent[] => [
  ...Array.from({ length: 200 }, (): AgentEvent => ({ kind: n % 2 ? 'text' : 'reasoning' })),
  {
    kind: 'usage',
    usage: { finishReason: 'stop', cacheHitTokens: (n * 7) % 100, cacheMissTokens: 100 - ((n * 7) % 100) },
  },
  { kind: 'tool_result', tool: { err: ['permission denied', 'timeout', 'exit status 1'][n % 3] ?? '' } },
  ...(n % 16 ? counting : counting.slice(0, -1)),
  ...(n % 16 ? [] : [{ kind: 'turn_done', err: `status ${[400, 401, 429, 500][(n / 16) % 4]}` } as const]),
];
const turns = Array.from({ length: 64 }, (_, n) => turnOf(n));

const telemetry = startTurntally({
  endpoint: 'http://127.0.0.1:9/v1/metrics',
  release: { version: '1.4.0', os: 'linux' },
  consent$: of(true),
  launch$: NEVER,
});

/** As an app's event loop does, so that saving has its turn. */
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });

const turnsAtATime = 20;

/** Nanoseconds per event of each batch; made before anything is measured. */
const batches = new Float64Array(32_768);

/** Records so many events, to the end of the last turn; nanoseconds of the app's time for each, by the median batch. */
export async function grow(events: number): Promise<{ events: number; ns: number }> {
  let recorded = 0;
  let batch = 0;
  for (let n = 0; recorded < events; ) {
    const before = recorded;
    const begin = performance.now();
    for (let end = n + turnsAtATime; n < end && recorded < events; n++) {
      const turn = turns[n % turns.length] ?? [];
      for (const event of turn) telemetry.record(event);
      recorded += turn.length;
    }
    const spentMs = performance.now() - begin;
    batches[batch++ % batches.length] = (spentMs * 1e6) / (recorded - before);
    await breathe();
  }
  const measured = batches.subarray(0, batch).sort();
  return { events: recorded, ns: measured[measured.length >> 1] ?? Number.NaN };
}

/** Bytes of what is kept, as it is read and as it is stored, and of what would be sent; and how many turns they contain. */
export async function kept() {
  const { pending, next } = await telemetry.inspect();
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  return {
    ledgerBytes: bytes(JSON.stringify(pending)),
    databaseBytes: globalThis.indexedDB ? bytes(JSON.stringify(await records())) : 0,
    payloadBytes: next.reduce((sum, body) => sum + bytes(body), 0),
    payloads: next.length,
    turns: pending.reduce((sum, { counters }) => sum + (counters['turns/total'] ?? 0), 0),
  };
}

/** The snapshot, and the tallies that no fold has met yet: 64 at most. */
async function records(): Promise<unknown> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await done(indexedDB.open('turntally'));
  const store = db.transaction('ledger').objectStore('ledger');
  const all = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
  db.close();
  return all;
}
