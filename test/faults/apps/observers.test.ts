import { of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { compacted, keptIn, settle, turnDone, turns, world } from '../../support/world.js';
import { quietly } from './quietly.js';

const heard = quietly();

class HostsOwn extends Error {}
function fail(): never {
  throw new HostsOwn('of the app');
}

/** rxjs reports what an observer throws, from a timer of its own, as an uncaught error of the app's: nothing else is heard. */
async function reportedOnly(times: number): Promise<void> {
  for (let turn = 0; heard.length < times && turn < 1000; turn++) await settle(1);
  await settle(20);
  const errors = heard.splice(0).map((what) => Object(what)[0]);
  expect(errors.filter((error) => error instanceof HostsOwn)).toHaveLength(errors.length);
  expect(errors).toHaveLength(times);
}

describe("an app's own observer that throws is the app's error, and counting goes on:", () => {
  test("the subscriber of a tapped stream, at each item and at the stream's end", async () => {
    const { telemetry, clock, store } = world();
    of(turnDone, compacted, turnDone).pipe(telemetry.tap()).subscribe({ next: fail, complete: fail });
    throwError(() => 'status 429')
      .pipe(telemetry.tap())
      .subscribe({ error: fail });
    turns(telemetry, 2);
    await reportedOnly(5);
    await clock.run(telemetry.stop());
    expect(keptIn(await store.read())).toEqual({ 'turns/total': 4, 'compaction/total': 1 });
  });

  test('one of two observers of status$: the other hears everything', async () => {
    const { telemetry, clock, store } = world();
    const seen: number[] = [];
    const throwing = telemetry.status$.subscribe(fail);
    telemetry.status$.subscribe((status) => seen.push(status.seen));
    turns(telemetry, 1);
    await clock.advance(100);
    turns(telemetry, 2);
    await clock.advance(100);
    throwing.unsubscribe();
    expect(seen).toEqual([0, 1, 3]);
    await reportedOnly(3);
    await clock.run(telemetry.stop());
    expect(keptIn(await store.read())).toEqual({ 'turns/total': 3 });
  });
});
