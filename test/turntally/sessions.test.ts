import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCollector, sqliteStore } from '../../packages/collector/src/index.js';
import {
  type AgentEvent,
  type Counters,
  classify,
  indexedDbStore,
  type LedgerStore,
  memoryStore,
} from '../../src/index.js';
import { lostIn } from '../../src/reducers/ledger.js';
import { endpoint } from '../support/endpoint.js';
import {
  addTo,
  Clock,
  compacted,
  keptIn,
  type Post,
  type Reply,
  silence,
  toolFailed,
  turnDone,
  turns,
  world,
} from '../support/world.js';
import { type Fate, fates, honestCollector } from '../support/worldCollector.js';
import { freshIndexedDB } from '../support/worldDatabases.js';

/** A store that a killed page cannot reach any more. */
function mortal(store: LedgerStore): LedgerStore & { kill(): void } {
  let dead = false;
  const never = new Promise<never>(() => {});
  return {
    kind: store.kind,
    append: (tally, epoch) => (dead ? never : store.append(tally, epoch)),
    read: () => (dead ? never : store.read()),
    apply: (action) => (dead ? never : store.apply(action)),
    close: () => store.close(),
    kill() {
      dead = true;
    },
  };
}

describe.each(['memory', 'indexeddb'] as const)('in %s', (kind) => {
  const open = (): LedgerStore => (kind === 'memory' ? memoryStore() : indexedDbStore({ endpoint }));

  test('should post one payload per observed release, and sums that add up exactly', async () => {
    if (kind === 'indexeddb') freshIndexedDB();
    const {
      telemetry: first,
      clock,
      start,
      posts,
    } = world({ release: { version: '1.0.0' }, store: open() }, new Clock(kind === 'memory' ? 8 : 60));
    turns(first, 3);
    first.record(toolFailed);
    await clock.run(first.stop());

    const second = start({ release: { version: '1.1.0' } });
    turns(second, 4);
    second.record({ kind: 'turn_done', err: 'status 503' });
    await clock.run(second.stop());

    const third = start({ release: { version: '2.0.0' } });
    expect(await clock.run(third.flush())).toMatchObject({ delivered: 2 });
    expect(posts.map(({ body }) => JSON.parse(body))).toEqual([
      {
        version: '1.0.0',
        os: 'linux',
        counters: [
          { signal: 'turns', bucket: 'total', count: 3 },
          { signal: 'tool_error', bucket: 'exec', count: 1 },
        ],
      },
      {
        version: '1.1.0',
        os: 'linux',
        counters: [
          { signal: 'turns', bucket: 'total', count: 5 },
          { signal: 'provider_error', bucket: 'http_5xx', count: 1 },
        ],
      },
    ]);
    expect(await clock.run(third.flush())).toMatchObject({ skipped: 'empty' });
    await clock.run(third.stop());
  });
});

describe('a collector that answers only after the client has given up', () => {
  test('should count a batch once, by its id', async () => {
    const collector = honestCollector();
    const { telemetry, flush, posts } = world({
      replies: collector.replies('counted, its answer too late', 'counted, its answer too late', 'counted'),
    });
    turns(telemetry, 5);
    expect(await flush()).toMatchObject({ delivered: 1, held: 0 });
    expect(posts).toHaveLength(3);
    expect(collector.sums).toEqual({ 'turns/total': 5 });
  });

  test('should count a batch once in the real collector, whichever launch hears the answer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'turntally-'));
    const store = sqliteStore(`file:${join(folder, 'counts.db')}`);
    onTestFinished(async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const clock = new Clock();
    const collector = createCollector({ store, now: () => clock.now() });
    const receive = async ({ url, init, signal: _, ...post }: Post): Promise<Response> => {
      const { method = 'GET', headers = {}, body = null } = init;
      const response = await collector.fetch(new Request(url, { method, headers, body }));
      expect([response.status, post.id]).toEqual([202, post.id]);
      return response;
    };
    const tooLate: Reply = async (post) => {
      await receive(post);
      return silence(post);
    };
    const made = world({ replies: [tooLate] }, clock);
    turns(made.telemetry, 5);
    const flushing = made.telemetry.flush();
    for (let attempt = 1; attempt <= 4; attempt++) {
      await untilPosted(made.posts, attempt);
      await clock.advance(8000 + 2000);
    }
    expect(await clock.run(flushing)).toMatchObject({ delivered: 0, held: 1 });
    await clock.run(made.telemetry.stop());
    expect(new Set(made.posts.map(({ id }) => id)).size).toBe(1);

    made.replies = [receive];
    await clock.advance(3_600_000);
    const next = made.start({ release: { version: '2.0.0' } });
    turns(next, 2);
    expect(await next.flush()).toMatchObject({ delivered: 2, held: 0 });
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    const rows = await store.rows({ from: day, to: day, unpublished: true });
    expect(
      rows.map(({ version, signal, bucket, count, reports }) => [version, signal, bucket, count, reports]),
    ).toEqual([
      ['1.4.0', 'turns', 'total', 5, 1],
      ['2.0.0', 'turns', 'total', 2, 1],
    ]);
  });

  const untilPosted = async (posts: readonly Post[], count: number): Promise<void> => {
    for (let turn = 0; posts.length < count && turn < 10_000; turn++)
      await new Promise((resolve) => setImmediate(resolve));
  };
});

test('should lose at most the last five seconds of a turn of half an hour that is killed', async () => {
  const shared = memoryStore();
  const store = mortal(shared);
  const { telemetry, clock } = world({ store });
  const recorded: number[] = [];
  const end = clock.now() + 30 * 60_000;
  while (clock.now() < end) {
    telemetry.record(recorded.length % 3 === 0 ? compacted : toolFailed);
    recorded.push(clock.now());
    await clock.advance(700);
  }
  store.kill();
  const killed = clock.now();
  await clock.advance(60_000);
  const { 'compaction/total': compactions = 0, 'tool_error/exec': errors = 0 } = keptIn(await shared.read());
  const older = recorded.filter((at) => at <= killed - 5000).length;
  expect(compactions + errors).toBeGreaterThanOrEqual(older);
  expect(compactions + errors).toBeLessThanOrEqual(recorded.length);
  expect(recorded.length).toBeGreaterThan(2500);
});

test('should account for every count, once, whatever becomes of the posts, the sessions and their releases', async () => {
  const event = fc.constantFrom<AgentEvent>(turnDone, toolFailed, compacted, { kind: 'turn_done', err: 'timeout' });
  const step = fc.oneof(
    { arbitrary: event, weight: 5 },
    fc.constantFrom('flush', 'wait a day', 'next session', 'killed', 'settle'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.array(fc.constantFrom<Fate>(...fates), { maxLength: 25 }),
      async (steps, script) => {
        const collector = honestCollector();
        const shared = memoryStore();
        const made = world({ replies: [...collector.replies(...script), collector.reply('counted')], store: shared });
        const { clock, start } = made;
        let session = made.telemetry;
        let alive = mortal(shared);
        const next = (version: number): void => {
          alive = mortal(shared);
          session = start({ release: { version: `${version}.0.0` }, store: alive });
        };
        await clock.run(session.stop());
        next(1);
        const observed: Counters = {};
        let version = 1;
        for (const each of steps) {
          if (typeof each === 'object') {
            session.record(each);
            for (const token of classify(each)) addTo(observed, { [token]: 1 });
          } else if (each === 'flush') await clock.run(session.flush());
          else if (each === 'wait a day') await clock.advance(86_400_000);
          else if (each === 'settle') await clock.advance(5000);
          else if (each === 'next session') {
            await clock.run(session.stop());
            next(++version);
          } else {
            await clock.advance(5000);
            void session.flush();
            await clock.advance(50); // perhaps while it posts
            alive.kill();
            await clock.advance(60_000);
            next(++version);
          }
        }
        made.replies = [collector.reply('counted')];
        for (let launch = 0; launch < 6; launch++) {
          await clock.advance(86_400_000);
          await clock.run(session.flush());
        }
        const ledger = await shared.read();
        expect(keptIn(ledger)).toEqual({});
        const total = (counters: Counters): number => Object.values(counters).reduce((sum, count) => sum + count, 0);
        expect(total(collector.sums) + lostIn(ledger)).toBe(total(observed));
        for (const [token, count] of Object.entries(collector.sums)) {
          expect(count, token).toBeLessThanOrEqual(observed[token as keyof Counters] ?? 0);
        }
        await clock.run(session.stop());
      },
    ),
    { numRuns: 60 },
  );
});
