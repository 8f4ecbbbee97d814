import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { memoryStore, type Telemetry } from '../../../src/index.js';
import { Clock, keptIn, turns, type World, world } from '../../support/world.js';

/** What the exhaustive check once found in the real code: an empty ledger under which another tab counts was not erased. */

interface TwoTabs extends World {
  readonly mine: BehaviorSubject<boolean>;
  /** A tab that is told of consent at other times. */
  startOther(told: BehaviorSubject<boolean>): Telemetry;
  /** What the ledger keeps of a count that the first tab appends late, under `epoch`. */
  appendedLate(epoch: string): Promise<object>;
}

function twoTabs(): TwoTabs {
  const mine = new BehaviorSubject(true);
  const made = world({ store: memoryStore(), consent$: mine }, new Clock());
  return {
    ...made,
    mine,
    startOther: (told) => made.start({ consent$: told }),
    async appendedLate(epoch) {
      await made.store.append({ release: { version: '1.4.0', os: 'linux' }, counters: { 'turns/total': 1 } }, epoch);
      return keptIn(await made.store.read());
    },
  };
}

test('should erase where another tab counts under an empty ledger, at a start without consent', async () => {
  const { clock, store, startOther, appendedLate } = twoTabs();
  await clock.advance(0);
  const { epoch } = await store.read();
  const other = startOther(new BehaviorSubject(false));
  await clock.advance(0);
  expect(await appendedLate(epoch)).toEqual({});
  await clock.run(other.stop());
});

test('should erase where another tab counts under an empty ledger of an epoch that it has never heard of', async () => {
  const { clock, store, telemetry, mine, startOther, appendedLate } = twoTabs();
  turns(telemetry, 1);
  await clock.advance(0);
  const theirs = new BehaviorSubject(true);
  const other = startOther(theirs);
  // Withdrawn and given again, of which the first tab hears nothing.
  theirs.next(false);
  await clock.advance(0);
  theirs.next(true);
  await clock.advance(0);
  const { epoch } = await store.read();
  mine.next(false);
  await clock.advance(0);
  expect(await appendedLate(epoch)).toEqual({});
  await clock.run(other.stop());
});
