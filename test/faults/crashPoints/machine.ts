import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { BehaviorSubject } from 'rxjs';
import type { Counters } from '../../../src/index.js';
import { indexedDbStore } from '../../../src/index.js';
import { contents } from '../../support/databases.js';
import { addTo, countersIn, type Post, type Reply } from '../../support/world.js';
import { honestCollector } from '../../support/worldCollector.js';
import { type Contents, disk } from './disk.js';
import { IdleClock } from './idleClock.js';
import { type Life, lifeOf } from './life.js';
import { mortalIndexedDB } from './mortalIndexedDB.js';
import type { Scenario } from './scenario.js';

export const name = 'turntally';
/** The epoch of what former sessions have left. */
const formerEpoch = 'former';

/** All that outlives a tab: the clock, the disk, the network with its collector, the person's answer. */
export type Machine = Awaited<ReturnType<typeof machine>>;

export async function machine(scenario: Scenario) {
  let factory: IDBFactory = new IDBFactory();
  const stored = disk();
  const collector = honestCollector();
  const replies = scenario.replies?.(collector) ?? [collector.reply('counted')];
  const posts: Post[] = [];
  const onTheWay: (() => void)[] = [];
  const offered: Counters = {};
  /** What the collector refused for good, by batch. */
  const refused = new Map<string, Counters>();
  let running = lifeOf();
  let arrived = 0;
  let ids = 0;
  let marks = 0;
  const clock = new IdleClock(() => running.steps.length + arrived);
  fixSurroundings(clock);

  const made = {
    clock,
    collector,
    posts,
    refused,
    /** Counts that the app has offered, whatever became of them. */
    offered,
    disk: stored,
    answer$: new BehaviorSubject(scenario.answer),
    /** Requests that have been sent, but have not arrived. */
    onTheWay,
    /** All that a relaunch can meet; names aside, two machines of the same state go on in the same way. */
    state: () =>
      JSON.stringify([
        [...(stored.contents ?? [])],
        [stored.unsynced, made.answer$.value, clock.now()],
        [collector.sums, replies.length, posts.map(({ id }) => id), onTheWay.length],
      ]),
    newId: () => `id-${String(ids++).padStart(16, '0')}`,
    /** A token that nobody else counts: its count is 0 or 1. */
    nextMark: () => `mark/m${marks++}` as const,
    offer: (counters: Counters) => addTo(offered, counters),
    /** The collector's answer. */
    async arrive(post: Post): Promise<Response> {
      posts.push(post);
      const reply: Reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? collector.reply('counted');
      const response = await reply(post);
      arrived++;
      if (response.status === 400 || response.status === 422) {
        const all = Object.entries(countersIn(post.body));
        refused.set(post.id, Object.fromEntries(response.status === 400 ? all.slice(0, 1) : all));
      }
      return response;
    },
    /** IndexedDB as a tab sees it; the tabs before it must be dead. */
    plugIn(life: Life): void {
      running = life;
      Object.assign(globalThis, { indexedDB: mortalIndexedDB(factory, life, stored), IDBKeyRange });
    },
    /** What the database itself says; no tab lives. */
    async stored(): Promise<Contents> {
      Object.assign(globalThis, { indexedDB: factory });
      return contents(name);
    },
    /** Takes back the last `commits` to the disk. Nothing lives on. */
    async loseCommits(commits: number): Promise<void> {
      stored.lose(commits);
      factory = await factoryWith(stored.contents);
    },
  };

  if (scenario.before) await leave(made, scenario.before);
  return made;
}

/** What former sessions have left, on the disk. */
async function leave(made: { plugIn(life: Life): void } & Pick<Machine, 'disk' | 'offer'>, before: Scenario['before']) {
  const life = lifeOf();
  made.plugIn(life);
  const store = indexedDbStore(name);
  await store.apply({ type: 'folded', epoch: formerEpoch });
  for (const tally of before ?? []) {
    made.offer(tally.counters);
    await store.append(tally, formerEpoch);
  }
  store.close();
  life.end();
  if (made.disk.contents) made.disk.commit(made.disk.contents, true);
}

/** A database with these contents; none where they are undefined. */
export async function factoryWith(contents: Contents | undefined): Promise<IDBFactory> {
  const factory = new IDBFactory();
  if (!contents) return factory;
  await new Promise<void>((resolve, reject) => {
    const request = factory.open(name);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore('ledger');
      for (const [key, value] of contents) store.put(value, key);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  return factory;
}

/** The keys of tallies stand in the order they were written, in every run the same; answers stay in their tab. For as long as the test file runs. */
function fixSurroundings(clock: IdleClock): void {
  let drawn = 0;
  Object.assign(globalThis, { BroadcastChannel: undefined });
  Date.now = () => clock.now();
  crypto.getRandomValues = (array) => {
    new DataView((array as unknown as Uint8Array).buffer).setUint32(0, drawn++);
    return array;
  };
}
