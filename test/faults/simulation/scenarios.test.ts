import { expect, test } from 'vitest';
import { noFigures } from '../figures.js';
import { fateOf, well } from './fates.js';
import { living } from './runs.js';
import { total } from './sums.js';
import type { Tab } from './tab.js';
import type { World, WorldOptions } from './world.js';

// What needs too many things at once for chance to bring it about often: each rule of the ledger that the properties
// beside this would find broken only in a long soak.

const day = 86_400_000;
const turnDone = { kind: 'turn_done' } as const;

const live = (options: WorldOptions, run: (world: World, tab: Tab) => Promise<void>): Promise<void> =>
  living(options, noFigures('scenario'), async (world) => {
    const [tab] = world.tabs();
    await world.eventLoop.settled();
    if (tab) await run(world, tab);
    expect(world.check()).toEqual([]);
  });

async function launch(world: World, tab: Tab, ...fates: readonly string[]): Promise<void> {
  world.fates.splice(0, Number.POSITIVE_INFINITY, ...fates.map(fateOf));
  tab.launch$.next();
  await world.eventLoop.settled();
}

async function countTurn(world: World, tab: Tab): Promise<void> {
  const before = total(tab.appended);
  world.count(tab, turnDone);
  await world.eventLoop.settled();
  expect(total(tab.appended)).toBe(before + 1);
}

/** A port that can be held up. */
function gate(name: string) {
  let open = (): void => {};
  let waits: Promise<void> | undefined;
  return {
    turn: async (port: string): Promise<void> => {
      if (port === name) await waits;
    },
    shut(): void {
      waits = new Promise((resolve) => (open = resolve));
    },
    open: (): void => open(),
  };
}

/** The answer is stored, but whoever gave it dies before telling the other tabs. */
async function withdrawSilently(world: World): Promise<void> {
  const other = world.open();
  world.light(other, 0, true, 'committed');
  other.consent.answer(false).catch(() => {});
  await world.eventLoop.settled();
  expect([other.state, world.mayBeSent()]).toEqual(['dead', false]);
}

test('should not send a batch that came of age while opening it took its time', async () => {
  const { turn, shut, open } = gate('opened answered');
  await live({ consent: 'shared', turn }, async (world, tab) => {
    await countTurn(world, tab);
    await launch(world, tab, 'hangs after counting', ...Array<string>(3).fill('reset before it arrived'));
    await world.clock.advance(13 * day);
    shut();
    await launch(world, tab);
    await world.clock.advance(20 * day); // the machine slept
    open();
    await world.eventLoop.settled();
    await launch(world, tab);
    expect(world.collector.sums()).toEqual({ 'turns/total': 1 });
    expect(world.kept()).toEqual({});
  });
});

test('should give up a batch that a wrong clock has sealed in the future', async () => {
  await live({ consent: 'shared' }, async (world, tab) => {
    world.jump(31 * day);
    await countTurn(world, tab);
    await launch(world, tab, '404 after counting');
    world.jump(-31 * day);
    await world.clock.advance(7 * 3_600_000);
    await launch(world, tab, '404 after counting');
    await world.clock.advance(31 * day);
    await launch(world, tab);
    expect(world.kept()).toEqual({});
    expect(world.sum('lost')).toEqual({ 'turns/total': 1 });
  });
});

test('should not send what another tab has erased since the batch was opened', async () => {
  const { turn, shut, open } = gate('opened answered');
  await live({ consent: 'stored', turn }, async (world, tab) => {
    await countTurn(world, tab);
    shut();
    await launch(world, tab);
    await withdrawSilently(world);
    open();
    await world.eventLoop.settled();
    await world.clock.advance(60_000);
    expect(world.collector.sums()).toEqual({});
  });
});

test('should ask for consent again when the epoch is known: it may be that of a withdrawal', async () => {
  const { turn, shut, open } = gate('read');
  await live({ consent: 'stored', turn }, async (world, first) => {
    await countTurn(world, first);
    world.kill(first, true);
    shut();
    const tab = world.open();
    await world.eventLoop.settled();
    world.count(tab, turnDone);
    await withdrawSilently(world);
    open();
    await world.eventLoop.settled();
    await world.clock.advance(60_000);
    expect(world.kept()).toEqual({});
  });
});

test('should not take up again, after the database was deleted, what was counted before', async () => {
  await live({ consent: 'shared' }, async (world, tab) => {
    await countTurn(world, tab);
    const other = world.open();
    await world.eventLoop.settled();
    world.count(other, { kind: 'compaction_done' });
    await world.disk.clear(false);
    await launch(world, tab);
    await countTurn(world, tab);
    await world.clock.advance(10_000);
    await launch(world, other);
    expect(world.sum('erased')).toMatchObject({ 'compaction/total': 1 });
    expect({ ...world.kept(), ...world.collector.sums() }).toEqual({ 'turns/total': 1 });
  });
});

test('should give up waiting for an answer, and send the batch again', async () => {
  await live({ consent: 'shared' }, async (world, tab) => {
    await countTurn(world, tab);
    await launch(world, tab, 'hangs before it arrived', 'hangs after counting');
    await world.clock.advance(60_000);
    expect(world.kept()).toEqual({});
    expect(world.collector.sums()).toEqual({ 'turns/total': 1 });
  });
});

test('should settle by a late answer no batch but the one that it is for', async () => {
  await live({ consent: 'shared' }, async (world, tab) => {
    world.locks.set('for everybody');
    const other = world.open();
    await countTurn(world, tab);
    world.fates.push(fateOf('answer just before the timeout'), well, fateOf('404 before counting'));
    tab.launch$.next();
    await world.eventLoop.settled();
    other.launch$.next();
    world.count(other, turnDone);
    await world.eventLoop.settled();
    await launch(world, other, '404 before counting');
    expect(world.kept()).toEqual({ 'turns/total': 1 });
    await world.clock.advance(7999);
    expect(world.kept()).toEqual({ 'turns/total': 1 });
  });
});

test('should send without a lock where none is granted, and when it is taken away', async () => {
  for (const fault of ['refused', 'stolen'] as const) {
    await live({ consent: 'shared' }, async (world, tab) => {
      if (fault === 'refused') world.locks.set('refused');
      await countTurn(world, tab);
      await launch(world, tab, 'answer just before the timeout');
      if (fault === 'stolen') world.locks.steal();
      await world.clock.advance(8000);
      expect(world.kept()).toEqual({});
    });
  }
});
