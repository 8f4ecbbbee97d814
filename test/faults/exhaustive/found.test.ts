import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { memoryStore } from '../../../src/index.js';
import { Clock, keptIn, turns, world } from '../../support/world.js';

/** What the exhaustive check found in the real code. */

test('should erase at each withdrawal it is told of, even where the ledger is empty and another tab counts under an epoch of its own', async () => {
  const clock = new Clock();
  const mine = new BehaviorSubject(true);
  const theirs = new BehaviorSubject(true);
  const made = world({ store: memoryStore(), consent$: mine }, clock);
  const { store, telemetry } = made;
  turns(telemetry, 1);
  await clock.advance(0);
  const other = made.start({ consent$: theirs });
  // Withdrawn and given again, of which this tab hears nothing.
  theirs.next(false);
  await clock.advance(0);
  theirs.next(true);
  await clock.advance(0);
  const { epoch } = await store.read();
  // Withdrawn once more; the other tab has an append under way, and has not been told yet.
  mine.next(false);
  await clock.advance(0);
  await store.append({ release: { version: '1.4.0', os: 'linux' }, counters: { 'turns/total': 1 } }, epoch);
  expect(keptIn(await store.read())).toEqual({});
  await clock.run(other.stop());
});
