import fc from 'fast-check';
import { from, Observable, type Subscriber, take } from 'rxjs';
import { expect, test } from 'vitest';
import type { Telemetry, Translator } from '../../src/index.js';
import { anything } from '../support/hostile.js';
import { settle, toolFailed, turnDone, world } from '../support/world.js';

function fail(): never {
  throw new Error('the translator');
}

const events = fc.oneof(
  anything,
  fc.constantFrom<unknown>(turnDone, toolFailed, { kind: 'turn_started' }, { kind: 'text' }),
  fc.anything().map((value) => ({ kind: 'turn_done', err: value, usage: value, tool: value })),
);

/** What a translator answers, or that it throws: at the stream's start, at an item, at the end. */
const translator: fc.Arbitrary<Translator<unknown> | undefined> = fc.option(
  fc.record({ start: fc.boolean(), next: fc.option(anything), end: fc.option(anything) }).map(
    ({ start, next, end }): Translator<unknown> =>
      () =>
        start
          ? {
              next: next === null ? fail : (item) => [item, next] as never,
              end: end === null ? fail : () => end as never,
            }
          : fail(),
  ),
  { nil: undefined },
);

const states = ['counting', 'off', 'undecided', 'disabled', 'stopped', 'stopping'] as const;

function telemetryIn(state: (typeof states)[number]): Telemetry {
  const answered = state === 'off' ? false : state === 'undecided' ? undefined : true;
  const { telemetry } = world({ answered, enabled: state !== 'disabled' });
  if (state === 'stopped' || state === 'stopping') void telemetry.stop();
  return telemetry;
}

interface Script {
  readonly items: readonly unknown[];
  readonly ending: 'complete' | 'error' | 'never';
  readonly error: unknown;
  /** After how many items the app has enough. */
  readonly enough: number;
  readonly sync: boolean;
}

const script: fc.Arbitrary<Script> = fc.record({
  items: fc.array(events, { maxLength: 12 }),
  ending: fc.constantFrom('complete', 'error', 'never'),
  error: anything,
  enough: fc.integer({ min: 1, max: 14 }),
  sync: fc.boolean(),
});

type Operator = (items$: Observable<unknown>) => Observable<unknown>;

/** All that happens, on either side of the operator, in order. */
function happenings({ items, ending, error, enough, sync }: Script, operator: Operator): unknown[] {
  const log: unknown[] = [];
  let source: Subscriber<unknown> | undefined;
  const emit = (subscriber: Subscriber<unknown>): void => {
    for (const item of items) {
      log.push('emits', subscriber.closed);
      subscriber.next(item);
    }
    if (ending === 'complete') subscriber.complete();
    if (ending === 'error') subscriber.error(error);
  };
  const source$ = new Observable<unknown>((subscriber) => {
    log.push('subscribed');
    subscriber.add(() => log.push('unsubscribed'));
    source = subscriber;
    if (sync) emit(subscriber);
  });
  const subscription = source$.pipe(operator, take(enough)).subscribe({
    next: (item) => log.push('next', item),
    error: (thrown) => log.push('error', thrown),
    complete: () => log.push('complete'),
  });
  if (!sync && source) emit(source);
  log.push('drops');
  subscription.unsubscribe();
  return log;
}

test('should mirror any stream untouched, whatever comes, whatever the translator does and the person says', async () => {
  await fc.assert(
    fc.asyncProperty(script, translator, fc.constantFrom(...states), async (stream, translate, state) => {
      const telemetry = telemetryIn(state);
      if (state !== 'stopping') await settle();
      const untouched = happenings(stream, (items$) => items$);
      const mirrored = happenings(stream, (items$) =>
        items$.pipe(translate ? telemetry.tap(translate) : (telemetry.tap<{ kind: string }>() as never)),
      );
      expect(mirrored.length).toBe(untouched.length);
      const changed = mirrored.findIndex((entry, at) => !Object.is(entry, untouched[at]));
      expect(changed).toBe(-1);
    }),
    { numRuns: 300 },
  );
});

test('should run a cold stream once', () => {
  const { telemetry } = world();
  let runs = 0;
  const agent$ = new Observable<typeof turnDone>((subscriber) => {
    runs++;
    subscriber.next(turnDone);
    subscriber.complete();
  });
  agent$.pipe(telemetry.tap()).subscribe();
  expect(runs).toBe(1);
});

test('should never throw out of record, count or tap, whatever they are given', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(events, { maxLength: 20 }), fc.constantFrom(...states), async (values, state) => {
      const telemetry = telemetryIn(state);
      await settle(2);
      for (const value of values) {
        expect(telemetry.record(value as never)).toBeUndefined();
        expect(telemetry.count(value as never)).toBeUndefined();
        from([value])
          .pipe(telemetry.tap(value as never))
          .subscribe({ error: fail });
      }
    }),
    { numRuns: 100 },
  );
});
