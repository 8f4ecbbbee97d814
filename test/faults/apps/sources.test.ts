import { concat, EMPTY, NEVER, Observable, of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { type AgentEvent, memoryStore } from '../../../src/index.js';
import { keptIn, settle, turnDone, turns, type WorldOptions, world } from '../../support/world.js';
import { quietly } from './quietly.js';

quietly();

function fail(): never {
  throw new Error('of the app');
}

/** The ways in which a source may behave after it has emitted a value, or before. */
const behaviours: Record<string, <T>(value: T) => Observable<T>> = {
  completes: (value) => of(value),
  fails: (value) => concat(of(value), throwError(fail)),
  'fails at once': () => throwError(() => new Error('of the app')),
  'throws when it is subscribed to': () => new Observable(fail),
  'throws after it has emitted': (value) =>
    new Observable((subscriber) => {
      subscriber.next(value);
      fail();
    }),
  'throws when it is unsubscribed from': (value) =>
    new Observable((subscriber) => {
      subscriber.next(value);
      return fail;
    }),
  'goes on after its end': (value) =>
    new Observable((subscriber) => {
      subscriber.next(value);
      subscriber.complete();
      subscriber.next(value);
      subscriber.error(new Error('of the app'));
    }),
  'emits a thousand times at once': (value) => concat(of(...Array.from({ length: 1000 }, () => value)), NEVER),
  'never says anything': () => NEVER,
  'is empty': () => EMPTY,
};

/** Where an app gives a source, and which behaviours of it leave something to count under. */
const places: Record<string, (source: <T>(value: T) => Observable<T>) => WorldOptions> = {
  consent$: (source) => ({ consent$: source<boolean>(true) }),
  launch$: (source) => ({ launch$: source(0) }),
  idle$: (source) => ({ platform: { idle$: source(0) } }),
  hidden$: (source) => ({ platform: { hidden$: source(0) } }),
};
const standing = ['completes', 'throws when it is unsubscribed from', 'goes on after its end'];
const isConsent = (how: string): boolean => standing.includes(how) || how.startsWith('emits');

describe.each(Object.keys(places))('a %s that', (place) => {
  test.each(Object.keys(behaviours))('%s does no harm', async (how) => {
    const source = behaviours[how] ?? fail;
    const store = memoryStore();
    const options = places[place]?.(source) ?? {};
    const { telemetry, clock, posts } = world({ store, ...options });
    turns(telemetry, 2);
    await clock.advance(10_000);
    await clock.run(telemetry.flush());
    turns(telemetry, 3);
    const stopped = telemetry.stop();
    await clock.run(stopped);
    await clock.run(telemetry.flush());
    await clock.run(telemetry.inspect());
    await clock.advance(60_000);
    await settle();
    const counts = place !== 'consent$' || isConsent(how);
    expect(posts).toHaveLength(counts ? 1 : 0);
    expect(keptIn(await store.read())).toEqual(counts ? { 'turns/total': 3 } : {});
    expect(clock.actions).toEqual([]);
  });
});

describe.each([true, false, undefined])('a consent$ that says %s and throws when it is unsubscribed from', (answer) => {
  test.each([true, false])('does not keep stop() from ending, storage that answers: %s', async (answers) => {
    const consent$ = new Observable<boolean | undefined>((subscriber) => {
      subscriber.next(answer);
      return fail;
    });
    const store = memoryStore();
    const { telemetry, clock } = world({ store, consent$ });
    turns(telemetry, 1);
    if (answers) await clock.advance(0);
    else store.read = () => new Promise(() => {});
    await clock.run(telemetry.stop());
    await clock.run(telemetry.stop());
    expect(clock.actions).toEqual([]);
  });
});

describe("an agent's stream that", () => {
  test.each(Object.keys(behaviours))('%s reaches the app as it is, and is counted', async (how) => {
    const source = behaviours[how] ?? fail;
    const untouched = happenings(source<AgentEvent>(turnDone));
    const { telemetry, clock, store } = world();
    expect(happenings(source<AgentEvent>(turnDone).pipe(telemetry.tap()))).toEqual(untouched);
    turns(telemetry, 1);
    await clock.run(telemetry.stop());
    const items = untouched.filter((what) => what === turnDone).length;
    expect(keptIn(await store.read())).toEqual({ 'turns/total': items + 1 });
  });
});

/** All that an app sees of a stream that it subscribes to, and then drops. */
function happenings(stream$: Observable<unknown>): unknown[] {
  const seen: unknown[] = [];
  try {
    const subscription = stream$.subscribe({
      next: (item) => seen.push(item),
      error: (error) => seen.push('error', String(error)),
      complete: () => seen.push('complete'),
    });
    subscription.unsubscribe();
  } catch (error) {
    seen.push('thrown', Object(error).errors?.map(String) ?? String(error));
  }
  return seen;
}
