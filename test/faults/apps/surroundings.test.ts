import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Counters, Inspection, OwnConsentOptions } from '../../../src/index.js';
import { addTo, countersIn, endpoint, settle, turnDone } from '../../support/world.js';
import { quietly } from './quietly.js';
import { type Bundled, bundle, everywhere, inRealm } from './realms.js';

quietly();
let code = '';
beforeAll(async () => {
  code = await bundle('iife');
});

function fail(): never {
  throw new DOMException('The operation is insecure.', 'SecurityError');
}
const throwing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { get: fail }]));
const listening = () => ({ addEventListener() {}, removeEventListener() {} });
const navigator = { onLine: true, userAgent: 'Linux' };
const storage = () => ({ indexedDB: new IDBFactory(), IDBKeyRange, BroadcastChannel });
const web = () => ({ ...everywhere, crypto, TextDecoder, navigator });

/** Surroundings without a page, and what is stored there. */
const surroundings: Record<string, () => [object, string]> = {
  'a worker': () => [
    { ...web(), ...storage(), ...listening(), location: { href: 'https://app.example.com/w.js' } },
    'indexeddb',
  ],
  'a service worker': () => [{ ...web(), ...storage(), ...listening(), clients: {}, caches: {} }, 'indexeddb'],
  'a server': () => [{ ...everywhere, crypto, TextDecoder }, 'memory'],
  'a runtime with an empty navigator': () => [{ ...web(), navigator: {} }, 'memory'],
  'an app with a window, but no document': () => [{ ...web(), window: {} }, 'memory'],
  'a page whose storage may not be looked at': () => [
    Object.defineProperties({ ...web() }, throwing('indexedDB', 'localStorage')),
    'memory',
  ],
};

/** A life in another realm: counts, saves, and sends to `sent`. */
async function live({ turntally, rxjs }: Bundled, sent: string[], more: Partial<OwnConsentOptions> = {}) {
  const { startTurntally } = turntally;
  const telemetry = startTurntally({
    endpoint,
    release: { version: '1.4.0' },
    consent$: rxjs.of(true),
    launch$: rxjs.NEVER,
    ...more,
    platform: {
      fetch: async (_, { body }) => {
        sent.push(String(body));
        return new Response(null, { status: 202 });
      },
      ...more.platform,
    },
  });
  let storageKind = '';
  telemetry.record(turnDone);
  rxjs
    .of(turnDone, { kind: 'compaction_done' } as const)
    .pipe(telemetry.tap())
    .subscribe();
  const inspected: Inspection = await telemetry.inspect();
  telemetry.status$.subscribe((status) => (storageKind = status.storage)).unsubscribe();
  const flushed = telemetry.flush();
  if (!more.timeoutMs) await flushed;
  await telemetry.stop();
  const report = await flushed;
  await settle();
  return { inspected, report, storageKind };
}

const sumOf = (sent: readonly string[]): Counters => {
  const sum: Counters = {};
  for (const body of sent) addTo(sum, countersIn(body));
  return sum;
};
const all = { 'turns/total': 2, 'compaction/total': 1 };

describe.each(Object.keys(surroundings))('in %s', (where) => {
  test('everything is counted and delivered', async () => {
    const [globals, kind] = surroundings[where]?.() ?? [];
    const sent: string[] = [];
    const { storageKind, report } = await live(inRealm(code, Object(globals)), sent);
    expect(report).toMatchObject({ delivered: 1 });
    expect(storageKind).toBe(kind);
    expect(sumOf(sent)).toEqual(all);
  });
});

test('without a source of random numbers nothing is sent, and nobody hears of it', async () => {
  const sent: string[] = [];
  const realm = inRealm(code, { ...everywhere, TextDecoder, navigator });
  // It waits for an epoch, in vain.
  await live(realm, sent, { timeoutMs: 10 });
  expect(sent).toEqual([]);
});

/** What pages do to the prototypes of the language. */
const pollutions: Record<string, string> = {
  'enumerable methods of Array': 'Array.prototype.last = function () { return this[this.length - 1]; };',
  'enumerable properties of Object':
    'Object.prototype.extend = function () {}; Object.prototype.count = 3; Object.prototype.legacy = false;',
  'counters everywhere': 'Object.prototype.counters = { "turns/total": 1000 };',
  'a void everywhere': 'Object.prototype.void = true; Object.prototype.errors = [{ pointer: "/counters/0" }];',
  'fields of events everywhere':
    'Object.assign(Object.prototype, { err: "status 500", usage: { finishReason: "stop" }, tool: { err: "x" }, code: "empty_final", text: "empty final answer blocked" });',
  'frozen prototypes':
    'for (const each of [Object, Array, Function, Promise, Map, Set, String, Number, Error]) { Object.freeze(each.prototype); Object.freeze(each); }',
  'promises that are patched, as zone.js does':
    'const { then } = Promise.prototype; Promise.prototype.then = function (...callbacks) { return then.apply(this, callbacks.map((each) => each && ((value) => each(value)))); };',
  'a toJSON of Array and Object':
    'Array.prototype.toJSON = undefined; Object.prototype.toString = function () { return "[object Mine]"; };',
};

describe.each(Object.keys(pollutions))('where a page has %s', (what) => {
  const realm = () => inRealm(code, { ...everywhere, crypto, TextDecoder }, { after: pollutions[what] ?? '' });

  test('exactly what happened is counted and delivered', async () => {
    const sent: string[] = [];
    await live(realm(), sent);
    const { ...delivered } = sumOf(sent);
    expect(delivered['turns/total']).toBe(2);
    expect(delivered['compaction/total']).toBe(1);
    if (!what.startsWith('fields')) expect(delivered).toEqual(all);
    for (const body of sent) expect(Object.keys(JSON.parse(body))).toEqual(['version', 'os', 'counters']);
  });

  test('an answer that promises nothing is taken as none', async () => {
    const sent: string[] = [];
    const ids = new Set<string>();
    const problems = [undefined, 'application/problem+json', 'application/problem+json'];
    const { report } = await live(realm(), sent, {
      backoff: { attempts: 3, baseMs: 0 },
      platform: {
        fetch: async (_, { body, headers }) => {
          sent.push(String(body));
          ids.add(String(new Headers(headers).get('Idempotency-Key')));
          const type = problems[sent.length - 1];
          return new Response('{}', { status: 500, ...(type && { headers: { 'content-type': type } }) });
        },
      },
    });
    expect(report).toMatchObject({ held: 1, foldedBack: 0, lost: 0 });
    expect([sent.length, ids.size]).toEqual([3, 1]);
  });
});
