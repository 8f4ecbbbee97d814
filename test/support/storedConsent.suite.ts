import { filter, firstValueFrom, take, toArray } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { indexedDbStore } from '../../src/persistence/indexedDbStore.js';
import { type StoredConsent, storedConsent } from '../../src/persistence/storedConsent.js';
import { emptyLedger } from '../../src/reducers/ledger.js';
import { agentSignals, defineSignals, tokensOf } from '../../src/signals.js';
import { contents, databaseName, exists, plant } from './databases.js';
import { endpoint } from './endpoint.js';
import { batchId, now, tallyOf } from './ledgers.js';

const plans = defineSignals({ plan: ['free', 'pro'] });
const current = ({ consent$ }: StoredConsent): Promise<boolean | undefined> => firstValueFrom(consent$);

/** Records what `consent$` emits from now on; `wait` waits until the last emission is `answer`. */
function listen({ consent$ }: StoredConsent): { heard: (boolean | undefined)[]; wait(answer: unknown): Promise<void> } {
  const heard: (boolean | undefined)[] = [];
  const subscription = consent$.subscribe((answer) => heard.push(answer));
  onTestFinished(() => subscription.unsubscribe());
  return {
    heard,
    wait: (answer) => vi.waitFor(() => expect(heard.slice(-1)).toEqual([answer]), { interval: 5, timeout: 10_000 }),
  };
}

/** The same in Node and in a browser. */
export function storedConsentTests(): void {
  test('should be undecided at first, and create no database', async () => {
    const name = databaseName();
    expect(await current(storedConsent({ endpoint, name }))).toBeUndefined();
    expect(await exists(name)).toBe(false);
  });

  test.each([true, false])('should store the answer %s', async (agree) => {
    const name = databaseName();
    await storedConsent({ endpoint, name }).answer(agree);
    expect(await current(storedConsent({ endpoint, name }))).toBe(agree);
    expect(await current(storedConsent({ endpoint, name }))).toBe(agree);
  });

  test('should keep the last answer', async () => {
    const name = databaseName();
    const consent = storedConsent({ endpoint, name });
    for (const agree of [true, false, true]) await consent.answer(agree);
    expect(await current(storedConsent({ endpoint, name }))).toBe(true);
  });

  test('should emit what is stored and each change, in order', async () => {
    const name = databaseName();
    const consent = storedConsent({ endpoint, name });
    const { heard, wait } = listen(consent);
    await wait(undefined);
    await consent.answer(true);
    await wait(true);
    await consent.answer(true);
    await consent.answer(false);
    await wait(false);
    // A telling that is late reads the newer answer, which is then heard again.
    expect(heard.filter((answer, at) => at === 0 || answer !== heard[at - 1])).toEqual([undefined, true, false]);
  });

  test('should emit the same answers in two tabs', async () => {
    const name = databaseName();
    const [a, b] = [storedConsent({ endpoint, name }), storedConsent({ endpoint, name })];
    const [atA, atB] = [listen(a), listen(b)];
    await Promise.all([atA.wait(undefined), atB.wait(undefined)]);
    await a.answer(true);
    await Promise.all([atA.wait(true), atB.wait(true)]);
    await b.answer(false);
    await Promise.all([atA.wait(false), atB.wait(false)]);
  });

  test('should not mix the answers of two apps on one origin', async () => {
    const [mine, theirs] = [
      storedConsent({ endpoint, name: databaseName() }),
      storedConsent({ endpoint, name: databaseName() }),
    ];
    const { heard, wait } = listen(theirs);
    await wait(undefined);
    await mine.answer(true);
    expect(await current(theirs)).toBeUndefined();
    expect(heard).toEqual([undefined]);
  });

  test('should emit nothing after it was unsubscribed from', async () => {
    const name = databaseName();
    const consent = storedConsent({ endpoint, name });
    const first = firstValueFrom(consent.consent$.pipe(take(1), toArray()));
    expect(await first).toEqual([undefined]);
    await consent.answer(true);
    expect(await firstValueFrom(consent.consent$.pipe(filter((answer) => answer !== undefined)))).toBe(true);
  });

  test('should leave nothing but the answer, in the transaction that stores false', async () => {
    const name = databaseName();
    const store = indexedDbStore({ endpoint, name });
    onTestFinished(() => store.close());
    await storedConsent({ endpoint, name }).answer(true);
    await store.apply({ type: 'folded', epoch: 'e' });
    await store.append(tallyOf({ 'turns/total': 1 }), 'e');
    await store.apply({ type: 'opened', id: batchId(0), now });
    await store.append(tallyOf({ 'turns/total': 1 }), 'e');

    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction');
    onTestFinished(() => spy.mockRestore());
    await storedConsent({ endpoint, name }).answer(false);
    expect(spy.mock.calls.map(([, mode, options]) => [mode, options])).toEqual([
      ['readwrite', { durability: 'strict' }],
    ]);

    expect(await store.read()).toEqual(emptyLedger());
    expect(await contents(name)).toEqual(
      new Map([['consent', { agreed: false, recipient: 'https://telemetry.example.com', at: expect.any(Number) }]]),
    );
  });

  test('should not change the ledger when it stores true', async () => {
    const name = databaseName();
    const store = indexedDbStore({ endpoint, name });
    onTestFinished(() => store.close());
    await store.apply({ type: 'folded', epoch: 'e' });
    await store.append(tallyOf({ 'turns/total': 1 }), 'e');
    const before = await store.read();
    await storedConsent({ endpoint, name }).answer(true);
    expect(await store.read()).toEqual(before);
  });

  test('should erase what a later version has stored when it stores false', async () => {
    const name = databaseName();
    await storedConsent({ endpoint, name }).answer(true);
    await plant(name, 'snapshot', { schema: 2, epoch: 'e' });
    await storedConsent({ endpoint, name }).answer(false);
    expect((await contents(name)).get('snapshot')).toBeUndefined();
  });

  test('should reject an answer that cannot be stored, and change nothing', async () => {
    const name = databaseName();
    const consent = storedConsent({ endpoint, name });
    await consent.answer(true);
    const before = await contents(name);
    const { heard, wait } = listen(consent);
    await wait(true);
    const { put } = IDBObjectStore.prototype;
    const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (args[1] === 'consent') throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    });
    onTestFinished(() => spy.mockRestore());
    await expect(consent.answer(false)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(await contents(name)).toEqual(before);
    expect(heard).toEqual([true]);
    expect(await current(storedConsent({ endpoint, name }))).toBe(true);
  });

  test('should be undecided where the stored answer was given to another recipient', async () => {
    const name = databaseName();
    const consent = storedConsent({ endpoint, name });
    await consent.answer(true);
    const answer = await consent.given();
    await plant(name, 'consent', { ...answer, recipient: 'https://other.example' });
    expect(await current(storedConsent({ endpoint, name }))).toBeUndefined();
    await plant(name, 'consent', answer);
    expect(await current(storedConsent({ endpoint, name }))).toBe(true);
  });

  test('should be undecided after a yes to less, and decided after a yes to more', async () => {
    const name = databaseName();
    await storedConsent({ endpoint, name }).answer(true);
    expect(await current(storedConsent({ endpoint, name, extraSignals: plans }))).toBeUndefined();
    expect(await current(storedConsent({ endpoint, name }))).toBe(true);
    await storedConsent({ endpoint, name, extraSignals: plans }).answer(true);
    expect(await current(storedConsent({ endpoint, name, extraSignals: plans }))).toBe(true);
    expect(await current(storedConsent({ endpoint, name }))).toBe(true);
    expect(await current(storedConsent({ endpoint, name, extraSignals: { plan: ['free', 'gold'] } }))).toBeUndefined();
  });

  test('should store the tokens of its signals with a yes', async () => {
    const name = databaseName();
    const consent = storedConsent({ endpoint, name, extraSignals: plans });
    expect(consent.signals).toEqual({ ...agentSignals, ...plans });
    await consent.answer(true);
    expect((await contents(name)).get('consent')).toEqual({
      agreed: [...tokensOf(consent.signals)],
      recipient: 'https://telemetry.example.com',
      at: expect.any(Number),
    });
  });

  test('agreed should return the tokens that were agreed to before, without the new ones', async () => {
    const name = databaseName();
    const more = storedConsent({ endpoint, name, extraSignals: plans });
    const agreed = [...tokensOf(agentSignals)];
    expect(await more.agreed()).toEqual([]);
    expect(await exists(name)).toBe(false);
    await storedConsent({ endpoint, name, extraSignals: defineSignals({ gone: ['a'], plan: ['free'] }) }).answer(true);
    expect(await more.agreed()).toEqual([...agreed, 'plan/free']);
    expect(await storedConsent({ endpoint, name }).agreed()).toEqual(agreed);
    await more.answer(true);
    expect(await more.agreed()).toEqual([...agreed, 'plan/free', 'plan/pro']);
    await more.answer(false);
    expect(await more.agreed()).toEqual([]);
  });

  test('should ask again when an app lists providers, or another one, and not when it lists fewer', async () => {
    const name = databaseName();
    const asked = (...providers: string[]) => storedConsent({ endpoint, name, providers });
    await storedConsent({ endpoint, name }).answer(true);
    expect(await current(asked('openai'))).toBeUndefined();
    expect(await asked('openai').agreed()).toEqual([...tokensOf(agentSignals)]);
    await asked('openai', 'other').answer(true);
    expect(await current(asked('openai', 'other'))).toBe(true);
    expect(await current(asked('openai'))).toBe(true);
    expect(await current(storedConsent({ endpoint, name }))).toBe(true);
    expect(await current(asked('openai', 'anthropic', 'other'))).toBeUndefined();
    await asked('openai').answer(false);
    expect(await current(asked('openai', 'anthropic'))).toBe(false);
  });

  test('should keep a no, whatever an app counts', async () => {
    const name = databaseName();
    await storedConsent({ endpoint, name }).answer(false);
    expect(await current(storedConsent({ endpoint, name, extraSignals: plans }))).toBe(false);
  });

  test('should store a no after a yes to less', async () => {
    const name = databaseName();
    await storedConsent({ endpoint, name }).answer(true);
    const consent = storedConsent({ endpoint, name, extraSignals: plans });
    const { heard, wait } = listen(consent);
    await wait(undefined);
    await consent.answer(false);
    await wait(false);
    expect(heard).toEqual([undefined, false]);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'true'],
    ['true itself', true],
    ['an empty object', {}],
    ['a yes to nothing in particular', { agreed: true }],
    ['a yes to nothing', { agreed: [] }],
    ['a text for a list', { agreed: [...tokensOf(agentSignals)].join(' ') }],
    ['a no that is none', { agreed: 0 }],
    ['no list', { agreed: { length: 99 } }],
  ])('should be undecided if the record cannot be read: %s', async (_, record) => {
    const name = databaseName();
    await storedConsent({ endpoint, name }).answer(true);
    await plant(name, 'consent', record);
    expect(await current(storedConsent({ endpoint, name }))).toBeUndefined();
    expect(await storedConsent({ endpoint, name }).agreed()).toEqual([]);
  });

  test('should emit nothing while storage fails, and later answers all the same', async () => {
    const name = databaseName();
    const consent = storedConsent({ endpoint, name });
    await consent.answer(true);
    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('broken', 'UnknownError');
    });
    onTestFinished(() => spy.mockRestore());
    const { heard, wait } = listen(consent);
    await vi.waitFor(() => expect(spy).toHaveBeenCalled(), { interval: 5, timeout: 10_000 });
    await consent.answer(true);
    await wait(true);
    expect(heard).toEqual([true]);
  });

  test('should store the tokens, the recipient and the time with a yes, and nothing else', async () => {
    const name = databaseName();
    await storedConsent({ endpoint, name, extraSignals: { plan: ['free'] } }).answer(true);
    const kept = await contents(name);
    expect([...kept.keys()]).toEqual(['consent']);
    expect(kept.get('consent')).toEqual({
      agreed: expect.arrayContaining(['turns/total', 'plan/free']),
      recipient: 'https://telemetry.example.com',
      at: expect.any(Number),
    });
  });
}
