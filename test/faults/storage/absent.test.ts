import { IDBFactory } from 'fake-indexeddb';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type StoredConsent, storedConsent } from '../../../src/index.js';
import { endpoint } from '../../support/endpoint.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { app } from './app.js';

/** What a page finds where it looks for IndexedDB. */
function find(get: () => undefined): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
  Object.defineProperty(globalThis, 'indexedDB', { get, configurable: true });
  onTestFinished(() => {
    if (before) Object.defineProperty(globalThis, 'indexedDB', before);
    else Reflect.deleteProperty(globalThis, 'indexedDB');
  });
}

const refusal = (): never => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

/** As in sandboxed frames: the factory is there, and each of these refuses. */
function refuse(...methods: readonly ('open' | 'databases')[]) {
  const spies = methods.map((method) => vi.spyOn(IDBFactory.prototype, method).mockImplementation(refusal));
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return spies;
}

/** Each hides storage, and returns how often it was asked for since then. */
const absences: readonly (readonly [string, () => () => number])[] = [
  [
    'is absent',
    () => {
      find(() => undefined);
      return () => 0;
    },
  ],
  [
    'may not be looked at',
    () => {
      find(refusal);
      return () => 0;
    },
  ],
  ...(
    [
      ['refuses to open', ['open']],
      ['refuses to list its databases', ['databases']],
      ['refuses both', ['open', 'databases']],
    ] as const
  ).map(([name, methods]) => {
    const hide = () => {
      freshIndexedDB();
      const spies = refuse(...methods);
      return () => spies.reduce((times, spy) => times + spy.mock.calls.length, 0);
    };
    return [name, hide] as const;
  }),
];

test.each(absences)(
  'where IndexedDB %s, a session counts and delivers from memory, and the status says so',
  async (_, hide) => {
    const asked = hide();
    const { clock, turns, launch, status, observed, collector, telemetry } = app();
    turns(2);
    await clock.advance(200);
    expect(status()).toMatchObject({ state: 'counting', storage: 'memory', counted: 6 });
    expect((await clock.run(telemetry().inspect())).pending).toMatchObject([{ counters: observed }]);
    await launch();
    expect(collector.sums).toEqual(observed);
    expect(status()).toMatchObject({ storage: 'memory', faults: 0, lost: 0 });
    expect(asked(), 'storage that refuses once is not asked again').toBeLessThanOrEqual(1);
  },
);

test.each(absences)('where IndexedDB %s, an answer is kept for the session, and a no erases', async (_, hide) => {
  const asked = hide();
  const kept: StoredConsent = storedConsent({ endpoint });
  const answers: unknown[] = [];
  const listening = kept.consent$.subscribe((answer) => answers.push(answer));
  onTestFinished(() => listening.unsubscribe());
  const { clock, turns, launch, restart, status, posts, collector, observed } = app();
  await restart({ consent$: kept.consent$ });
  turns(2);
  await clock.advance(200);
  await launch();
  expect(status()).toMatchObject({ state: 'undecided', faults: 0 });
  expect(answers).toEqual([undefined]);
  expect(posts).toEqual([]);

  await kept.answer(true);
  await clock.advance(200);
  const before = { ...observed };
  const askedBefore = asked();
  turns(2);
  await clock.advance(200);
  await launch();
  expect(answers).toEqual([undefined, true]);
  expect(await kept.agreed()).toContain('turns/total');
  expect(collector.sums['turns/total']).toBe((observed['turns/total'] ?? 0) - (before['turns/total'] ?? 0));

  turns(1);
  await clock.advance(200);
  await kept.answer(false);
  await clock.advance(200);
  expect(status()).toMatchObject({ state: 'off', storage: 'memory' });
  await launch();
  expect(posts).toHaveLength(1);
  expect(answers).toEqual([undefined, true, false]);
  expect(asked(), 'storage that refuses once is not asked again').toBe(askedBefore);
});
