import { expect, onTestFinished, test } from 'vitest';
import { type StoredConsent, storedConsent } from '../../../src/index.js';
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

const absences: [string, () => undefined][] = [
  ['is absent', () => undefined],
  [
    'may not be looked at',
    () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  ],
];

test.each(absences)(
  'where IndexedDB %s, a session counts and delivers from memory, and the status says so',
  async (_, get) => {
    find(get);
    const { clock, turns, launch, status, observed, collector, telemetry } = app();
    turns(2);
    await clock.advance(200);
    expect(status()).toMatchObject({ state: 'counting', storage: 'memory', counted: 6 });
    expect((await clock.run(telemetry().inspect())).pending).toMatchObject([{ counters: observed }]);
    await launch();
    expect(collector.sums).toEqual(observed);
    expect(status()).toMatchObject({ storage: 'memory', faults: 0, lost: 0 });
  },
);

test.each(absences)('where IndexedDB %s, nobody has answered, and nothing is counted', async (_, get) => {
  find(get);
  const kept: StoredConsent = storedConsent();
  const { clock, turns, launch, restart, status, posts } = app();
  await restart({ consent$: kept.consent$ });
  turns(2);
  await clock.advance(200);
  await launch();
  expect(status()).toMatchObject({ state: 'undecided', storage: 'memory' });
  expect(posts).toEqual([]);
  await expect(kept.answer(true)).rejects.toBeDefined();
});
