import { describe, expect, test } from 'vitest';
import type { LedgerStore } from '../../src/persistence/LedgerStore.js';
import { maxLaunches } from '../../src/protocol/index.js';
import { emptyLedger, fold, type Ledger } from '../../src/reducers/ledger.js';
import { batchId, linux, now, releaseOf, tallyOf } from './ledgers.js';

/** Opens one more tab on the ledger of the test. */
type OpenTab = () => LedgerStore;

const one = tallyOf({ 'turns/total': 1 });
const times = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at));

/** A ledger that counts under the epoch `e`. */
async function begun(store: LedgerStore): Promise<LedgerStore> {
  await store.apply({ type: 'folded', epoch: 'e' });
  return store;
}
const open = (store: LedgerStore, n = 0): Promise<Ledger> => store.apply({ type: 'opened', id: batchId(n), now });

/** What a ledger store promises, whatever it keeps things in. `setup` gives each test a ledger of its own. */
export function storeContract(name: string, setup: () => OpenTab): void {
  describe(name, () => {
    test('nothing is stored at first', async () => {
      expect(await setup()().read()).toEqual(emptyLedger());
    });

    test('what is appended is read, folded', async () => {
      const store = await begun(setup()());
      await store.append(one, 'e');
      await store.append(tallyOf({ 'turns/total': 1, 'tool_error/exec': 2 }), 'e');
      await store.apply({ type: 'folded', epoch: 'e' });
      await store.append(tallyOf({ 'turns/total': 4 }, releaseOf(2)), 'e');
      expect(await store.read()).toEqual(
        fold(emptyLedger('e'), [
          tallyOf({ 'turns/total': 2, 'tool_error/exec': 2 }),
          tallyOf({ 'turns/total': 4 }, releaseOf(2)),
        ]),
      );
    });

    test('reading changes nothing: it may be done any number of times', async () => {
      const store = await begun(setup()());
      await store.append(one, 'e');
      const first = await store.read();
      expect(await store.read()).toEqual(first);
      expect((await open(store)).outbox?.counters).toEqual({ 'turns/total': 1 });
    });

    test('applying folds each tally once, and keeps what comes of it', async () => {
      const store = await begun(setup()());
      await store.append(one, 'e');
      const opened = await open(store);
      expect(opened.outbox).toEqual({ ...one, id: batchId(0), sealedAt: now, strikes: 0, launches: 1 });
      expect(await store.read()).toEqual(opened);
      await store.append(one, 'e');
      expect((await store.read()).pending).toEqual([one]);
      const delivered = await store.apply({ type: 'delivered', id: batchId(0), now });
      expect(delivered).toMatchObject({ pending: [one], delivery: { lastDeliveredAt: now } });
      expect(await store.read()).toEqual(delivered);
    });

    test('tallies of another epoch are dropped: their consent is over', async () => {
      const store = await begun(setup()());
      await store.append(one, 'another');
      await store.append(tallyOf({ 'turns/total': 7 }), 'e');
      await store.append(one, 'e2');
      await store.append(one, '');
      expect((await store.read()).pending).toEqual([tallyOf({ 'turns/total': 7 })]);
      await store.apply({ type: 'folded', epoch: 'another' });
      expect((await store.read()).pending).toEqual([tallyOf({ 'turns/total': 7 })]);
    });

    test('the first epoch stays until it is erased', async () => {
      const tab = setup();
      const epochs = await Promise.all(times(5, (n) => tab().apply({ type: 'folded', epoch: `epoch-${n}` })));
      expect(new Set(epochs.map(({ epoch }) => epoch)).size).toBe(1);
      expect((await tab().read()).epoch).toBe(epochs[0]?.epoch);
    });

    test('two tabs that append at once lose nothing', async () => {
      const tab = setup();
      const tabs = [await begun(tab()), tab()];
      await Promise.all(tabs.flatMap((store) => times(30, () => store.append(one, 'e'))));
      expect((await tab().read()).pending).toEqual([tallyOf({ 'turns/total': 60 })]);
    });

    test('appending while another tab folds neither loses nor doubles anything', async () => {
      const tab = setup();
      const [a, b] = [await begun(tab()), tab()];
      await Promise.all(
        times(20, (n) => [
          a.append(one, 'e'),
          b.apply({ type: 'folded', epoch: `other-${n}` }),
          b.append(one, 'e'),
          a.read(),
        ]).flat(),
      );
      expect((await b.apply({ type: 'folded', epoch: '' })).pending).toEqual([tallyOf({ 'turns/total': 40 })]);
      expect(await a.read()).toEqual(fold(emptyLedger('e'), [tallyOf({ 'turns/total': 40 })]));
    });

    test('of many that open at once, one seals a batch and all take it', async () => {
      const tab = setup();
      const tabs = [await begun(tab()), tab()];
      await tabs[0]?.append(one, 'e');
      await tabs[1]?.apply({ type: 'folded', epoch: 'e' });
      await tabs[0]?.append(tallyOf({ 'turns/total': 2 }, releaseOf(2)), 'e');
      const ledgers = await Promise.all(times(maxLaunches, (n) => open(tabs[n % 2] ?? tab(), n)));
      const [first] = ledgers;
      expect(first?.outbox?.counters).toEqual({ 'turns/total': 1 });
      for (const ledger of ledgers) {
        expect(ledger).toEqual({ ...first, outbox: { ...first?.outbox, launches: ledger.outbox?.launches } });
      }
      const launches = ledgers.map(({ outbox }) => outbox?.launches ?? 0).sort();
      expect(launches).toEqual(times(maxLaunches, (n) => n + 1));
    });

    test('an answer settles a batch once, whichever tab brings it', async () => {
      const tab = setup();
      const [a, b] = [await begun(tab()), tab()];
      await a.append(one, 'e');
      await open(a);
      const back = { type: 'foldedBack', id: batchId(0), named: [] } as const;
      await Promise.all([a.apply(back), b.apply(back), a.apply(back)]);
      expect(await b.read()).toEqual(fold(emptyLedger('e'), [one]));
    });

    test('erasing leaves nothing, not even the epoch', async () => {
      const tab = setup();
      const store = await begun(tab());
      await store.append(one, 'e');
      await open(store);
      await store.append(one, 'e');
      await store.apply({ type: 'postponed', until: now });
      expect(await store.apply({ type: 'erased' })).toEqual(emptyLedger());
      expect(await tab().read()).toEqual(emptyLedger());
    });

    test('what a tab appends under the old epoch after an erasure is dropped', async () => {
      const tab = setup();
      const [a, b] = [await begun(tab()), tab()];
      await a.apply({ type: 'erased' });
      await b.append(one, 'e');
      await a.apply({ type: 'folded', epoch: 'new' });
      await b.append(tallyOf({ 'turns/total': 5 }), 'new');
      expect((await a.read()).pending).toEqual([tallyOf({ 'turns/total': 5 })]);
    });

    test('erasing where nothing was ever stored does nothing', async () => {
      const store = setup()();
      expect(await store.apply({ type: 'erased' })).toEqual(emptyLedger());
      expect(await store.read()).toEqual(emptyLedger());
    });

    test('a store that was closed opens again when it is used', async () => {
      const store = await begun(setup()());
      await store.append(one, 'e');
      store.close();
      store.close();
      await store.append(one, 'e');
      store.close();
      expect((await store.read()).pending).toEqual([tallyOf({ 'turns/total': 2 })]);
      store.close();
      expect((await open(store)).outbox?.counters).toEqual({ 'turns/total': 2 });
    });

    test('closing while work is under way loses nothing of it', async () => {
      const store = await begun(setup()());
      const appended = times(5, () => store.append(one, 'e'));
      store.close();
      await Promise.all(appended);
      expect((await store.read()).pending).toEqual([tallyOf({ 'turns/total': 5 })]);
    });

    test('a batch is read back as it was sealed, to the order of its counters', async () => {
      const store = await begun(setup()());
      const counters = { 'turns/total': 1, 'compaction/total': 2, 'cache_hit/0_50': 3, 'tool_error/exec': 4 } as const;
      await store.append({ release: linux, counters }, 'e');
      await open(store);
      expect(JSON.stringify((await store.read()).outbox?.counters)).toBe(JSON.stringify(counters));
    });
  });
}
