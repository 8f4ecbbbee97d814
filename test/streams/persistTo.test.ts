import fc from 'fast-check';
import { NEVER, Subject, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import type { Counters, Tally } from '../../src/index.js';
import type { LedgerStore } from '../../src/persistence/LedgerStore.js';
import { memoryStore } from '../../src/persistence/memoryStore.js';
import { persistTo } from '../../src/streams/persistTo.js';
import { linux } from '../support/ledgers.js';
import { addTo, settle } from '../support/world.js';

interface Put extends Tally {
  readonly epoch: string;
  succeed(): void;
  fail(): void;
}

const turn: Counters = { 'turns/total': 1 };
const times = (count: number): Counters => ({ 'turns/total': count });

/** A pipeline into a store whose puts end when the test says so. */
function pipeline({ epoch = Promise.resolve('now') }: { epoch?: Promise<string> } = {}) {
  const puts: Put[] = [];
  const stored: Counters = {};
  let running = 0;
  const apply = vi.fn<LedgerStore['apply']>(async () => memoryStore().read());
  const store: LedgerStore = {
    ...memoryStore(),
    apply,
    append: (tally, under) =>
      new Promise((resolve, reject) => {
        expect(++running, 'one put at a time').toBe(1);
        puts.push({
          ...tally,
          epoch: under,
          succeed() {
            running--;
            addTo(stored, tally.counters);
            resolve();
          },
          fail() {
            running--;
            reject(new Error('quota'));
          },
        });
      }),
  };
  const scheduler = new VirtualTimeScheduler();
  const tallies = new Subject<Counters>();
  const told: unknown[] = [];
  const options = { release: linux, epoch, retryMs: 100, platform: { newId: () => 'fresh', scheduler } };
  const subscription = tallies.pipe(persistTo(store, options)).subscribe({
    next: (saved) => told.push(saved),
    error: (error) => told.push(error),
    complete: () => told.push('complete'),
  });
  return { puts, stored, apply, scheduler, tallies, told, subscription };
}

const saved = true;
const counts = (puts: readonly Put[]) => puts.map(({ counters }) => counters);

describe('persistTo()', () => {
  test('never', async () => {
    const { puts, told } = pipeline();
    await settle();
    expect([puts, told]).toEqual([[], []]);
  });

  test('empty', async () => {
    const { puts, told, tallies } = pipeline();
    tallies.complete();
    expect([puts, told]).toEqual([[], ['complete']]);
  });

  test('error', async () => {
    const { puts, told, tallies } = pipeline();
    tallies.error('theirs');
    expect([puts, told]).toEqual([[], ['theirs']]);
  });

  test('puts a tally with its release and epoch', async () => {
    const { puts, told, tallies } = pipeline();
    await settle();
    tallies.next(turn);
    expect(puts).toMatchObject([{ release: linux, counters: turn, epoch: 'now' }]);
    expect(told).toEqual([]);
    puts[0]?.succeed();
    await settle();
    expect(told).toEqual([saved]);
  });

  test('one put at a time; what comes meanwhile is one sum', async () => {
    const { puts, told, tallies } = pipeline();
    await settle();
    for (let n = 0; n < 10; n++) tallies.next(turn);
    tallies.next({ 'compaction/total': 1 });
    await settle();
    expect(counts(puts)).toEqual([turn]);
    puts[0]?.succeed();
    await settle();
    expect(counts(puts)).toEqual([turn, { ...times(9), 'compaction/total': 1 }]);
    puts[1]?.succeed();
    await settle();
    expect(told).toEqual([saved]);
  });

  test('a failed put is merged into the next tally and tried with it at once', async () => {
    const { puts, told, tallies } = pipeline();
    await settle();
    tallies.next(turn);
    puts[0]?.fail();
    await settle();
    expect(told).toEqual([false]);
    tallies.next({ 'compaction/total': 1 });
    expect(counts(puts).slice(1)).toEqual([{ ...turn, 'compaction/total': 1 }]);
  });

  test('a failed put is tried again after retryMs', async () => {
    const { puts, tallies, scheduler, told } = pipeline();
    await settle();
    tallies.next(turn);
    for (let failures = 1; failures <= 3; failures++) {
      puts.at(-1)?.fail();
      await settle();
      expect(puts).toHaveLength(failures);
      scheduler.flush();
      expect(scheduler.now()).toBe(failures * 100);
      expect(puts).toHaveLength(failures + 1);
    }
    puts.at(-1)?.succeed();
    await settle();
    expect(counts(puts)).toEqual([turn, turn, turn, turn]);
    expect(told.at(-1)).toEqual(saved);
    expect(scheduler.actions).toEqual([]);
  });

  test('what failed comes before what came meanwhile, in one put', async () => {
    const { puts, tallies, scheduler } = pipeline();
    await settle();
    tallies.next({ 'compaction/total': 1 });
    tallies.next(turn);
    puts[0]?.fail();
    await settle();
    scheduler.flush();
    expect(counts(puts).map(Object.entries)[1]).toEqual([
      ['compaction/total', 1],
      ['turns/total', 1],
    ]);
  });

  test('a retry that a new tally has overtaken is not made', async () => {
    const { puts, tallies, scheduler } = pipeline();
    await settle();
    tallies.next(turn);
    puts[0]?.fail();
    await settle();
    tallies.next(turn);
    scheduler.flush();
    expect(counts(puts)).toEqual([turn, times(2)]);
  });

  test('a store that throws is a store that failed', async () => {
    const append = vi.fn<LedgerStore['append']>(() => {
      throw new Error('at once');
    });
    const scheduler = new VirtualTimeScheduler();
    const tallies = new Subject<Counters>();
    const told: unknown[] = [];
    tallies
      .pipe(
        persistTo(
          { ...memoryStore(), append },
          {
            release: linux,
            epoch: Promise.resolve('now'),
            retryMs: 100,
            platform: { newId: () => 'fresh', scheduler },
          },
        ),
      )
      .subscribe((saved) => told.push(saved));
    await settle();
    tallies.next(turn);
    await settle();
    expect(told).toEqual([false]);
    scheduler.flush();
    expect(scheduler.now()).toBe(100);
    await settle();
    expect(append).toHaveBeenCalledTimes(2);
  });

  test('stores nothing before the epoch is known, and then all of it as one', async () => {
    let know: (epoch: string) => void = () => {};
    const { puts, tallies, told } = pipeline({ epoch: new Promise((resolve) => (know = resolve)) });
    tallies.next(turn);
    tallies.next(turn);
    await settle();
    expect(puts).toEqual([]);
    know('later');
    await settle();
    expect(puts).toMatchObject([{ counters: times(2), epoch: 'later' }]);
    puts[0]?.succeed();
    await settle();
    expect(told).toEqual([saved]);
  });

  test('completes when the last tally is stored', async () => {
    const { puts, tallies, told } = pipeline();
    await settle();
    tallies.next(turn);
    tallies.next(turn);
    tallies.complete();
    puts[0]?.succeed();
    await settle();
    expect(told).not.toContain('complete');
    puts[1]?.succeed();
    await settle();
    expect(told).toEqual([saved, 'complete']);
  });

  test('completes only when the epoch is known and what waited for it is stored', async () => {
    let know: (epoch: string) => void = () => {};
    const { puts, tallies, told } = pipeline({ epoch: new Promise((resolve) => (know = resolve)) });
    tallies.next(turn);
    tallies.complete();
    await settle();
    expect(told).toEqual([]);
    know('later');
    await settle();
    puts[0]?.succeed();
    await settle();
    expect(told).toEqual([saved, 'complete']);
  });

  test('goes on trying to store the last tally when the source has ended', async () => {
    const { puts, tallies, told, scheduler } = pipeline();
    await settle();
    tallies.next(turn);
    tallies.complete();
    puts[0]?.fail();
    await settle();
    expect(told).toEqual([false]);
    scheduler.flush();
    expect(counts(puts)).toEqual([turn, turn]);
    puts[1]?.succeed();
    await settle();
    expect(told.at(-1)).toBe('complete');
  });

  test('tries what is waiting once more when the source ends', async () => {
    const { puts, tallies, told, scheduler } = pipeline();
    await settle();
    tallies.next(turn);
    puts[0]?.fail();
    await settle();
    tallies.complete();
    expect(counts(puts)).toEqual([turn, turn]);
    puts[1]?.succeed();
    await settle();
    expect(told.at(-1)).toBe('complete');
    scheduler.flush();
    expect(puts).toHaveLength(2);
  });

  test("passes the source's error on after everything is stored", async () => {
    const { puts, tallies, told } = pipeline();
    await settle();
    tallies.next(turn);
    tallies.next(turn);
    tallies.error('theirs');
    puts[0]?.succeed();
    await settle();
    puts[1]?.succeed();
    await settle();
    expect(told).toEqual([saved, 'theirs']);
  });

  test('unsubscribing drops what waits', async () => {
    const { puts, tallies, told, subscription, scheduler } = pipeline();
    await settle();
    tallies.next(turn);
    tallies.next(turn);
    subscription.unsubscribe();
    expect(tallies.observed).toBe(false);
    puts[0]?.succeed();
    await settle();
    scheduler.flush();
    expect(puts).toHaveLength(1);
    expect(told).toEqual([]);
  });

  test('unsubscribing forgets the retry', async () => {
    const { puts, tallies, subscription, scheduler } = pipeline();
    await settle();
    tallies.next(turn);
    puts[0]?.fail();
    await settle();
    expect(scheduler.actions).toHaveLength(1);
    subscription.unsubscribe();
    expect(scheduler.actions).toHaveLength(0);
    expect(puts).toHaveLength(1);
  });

  test('unsubscribing before the epoch is known stores nothing', async () => {
    let know: (epoch: string) => void = () => {};
    const { puts, tallies, subscription } = pipeline({ epoch: new Promise((resolve) => (know = resolve)) });
    tallies.next(turn);
    subscription.unsubscribe();
    know('later');
    await settle();
    expect(puts).toEqual([]);
  });

  test('folds after every 64th append, and a fold that fails is no failure', async () => {
    const { puts, tallies, apply, told } = pipeline();
    await settle();
    apply.mockRejectedValueOnce(new Error('quota'));
    for (let appends = 1; appends <= 200; appends++) {
      tallies.next(turn);
      puts.at(-1)?.succeed();
      await settle(2);
      expect(apply).toHaveBeenCalledTimes(Math.floor(appends / 64));
    }
    expect(apply.mock.calls).toEqual(Array(3).fill([{ type: 'folded', epoch: 'fresh' }]));
    expect(told).toEqual(Array(200).fill(saved));
  });

  test('a fold is no put beside another', async () => {
    const { puts, tallies, apply } = pipeline();
    await settle();
    let folded: () => void = () => {};
    apply.mockImplementationOnce(() => new Promise((resolve) => (folded = () => resolve(memoryStore().read()))));
    for (let appends = 1; appends <= 64; appends++) {
      tallies.next(turn);
      puts.at(-1)?.succeed();
      await settle(2);
    }
    tallies.next(turn);
    await settle();
    expect(puts).toHaveLength(64);
    folded();
    await settle();
    expect(puts).toHaveLength(65);
  });

  test('two subscriptions share nothing', async () => {
    const store = memoryStore();
    const append = vi.spyOn(store, 'append');
    const tallies = new Subject<Counters>();
    const saving$ = tallies.pipe(
      persistTo(store, {
        release: linux,
        epoch: Promise.resolve('now'),
        retryMs: 100,
        platform: { newId: () => 'fresh', scheduler: new VirtualTimeScheduler() },
      }),
    );
    const first = saving$.subscribe();
    saving$.subscribe();
    await settle();
    tallies.next(turn);
    first.unsubscribe();
    tallies.next(turn);
    await settle();
    expect(append).toHaveBeenCalledTimes(3);
  });

  test('never on its own', async () => {
    const store = memoryStore();
    const append = vi.spyOn(store, 'append');
    NEVER.pipe(
      persistTo(store, {
        release: linux,
        epoch: Promise.resolve('now'),
        retryMs: 100,
        platform: { newId: () => 'fresh', scheduler: new VirtualTimeScheduler() },
      }),
    )
      .subscribe()
      .unsubscribe();
    await settle();
    expect(append).not.toHaveBeenCalled();
  });

  test('should store every count once, whichever puts fail', async () => {
    const step = fc.constantFrom('tally', 'tally', 'succeed', 'fail', 'time');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { puts, tallies, scheduler, stored, told } = pipeline();
        await settle(2);
        let counted = 0;
        let answered = 0;
        const answer = async (how: 'succeed' | 'fail'): Promise<void> => {
          if (answered < puts.length) puts[answered++]?.[how]();
          await settle(2);
        };
        for (const each of steps) {
          if (each === 'succeed' || each === 'fail') await answer(each);
          else if (each === 'time') scheduler.flush();
          else {
            counted++;
            tallies.next(turn);
          }
        }
        tallies.complete();
        while (!told.includes('complete')) {
          if (answered === puts.length && counted === 0) break;
          await answer('succeed');
          scheduler.flush();
        }
        expect(stored).toEqual(counted === 0 ? {} : times(counted));
      }),
      { numRuns: 60 },
    );
  });
});
