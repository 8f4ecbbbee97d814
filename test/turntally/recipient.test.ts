import fc from 'fast-check';
import { firstValueFrom, NEVER } from 'rxjs';
import { beforeEach, expect, test } from 'vitest';
import { startTurntally, storedConsent, type Telemetry } from '../../src/index.js';
import { freshIndexedDB } from '../support/worldDatabases.js';

const one = 'https://one.example/v1/metrics';
const two = 'https://two.example/v1/metrics';

/** What one test posts, in order. */
let posts: { readonly url: string; readonly signals: readonly string[] }[];
/** Whether the collectors answer. */
let isReachable: boolean;

beforeEach(() => {
  freshIndexedDB();
  posts = [];
  isReachable = true;
});

/** An app with default names. All apps here are on one page origin. */
function open(endpoint: string) {
  const consent = storedConsent({ endpoint });
  const telemetry = startTurntally({
    consent,
    release: { version: '1.4.0' },
    launch$: NEVER,
    backoff: { attempts: 1 },
    // How long a flush without consent waits.
    timeoutMs: 20,
    platform: {
      async fetch(url, { body }) {
        if (!isReachable) throw new TypeError('Failed to fetch');
        const { counters } = JSON.parse(String(body)) as { readonly counters: readonly { readonly signal: string }[] };
        posts.push({ url, signals: counters.map(({ signal }) => signal) });
        return new Response(null, { status: 202 });
      },
    },
  });
  return { consent, telemetry };
}

const answerOf = ({ consent }: ReturnType<typeof open>) => firstValueFrom(consent.consent$);

/** Resolves once the app counts. */
const counting = ({ status$ }: Telemetry): Promise<unknown> =>
  new Promise((resolve) => {
    status$.subscribe(({ state }) => state === 'counting' && resolve(undefined));
  });

test('a second app on the origin is asked, and receives nothing of the first, which keeps its answer and its counts', async () => {
  const first = open(one);
  await first.consent.answer(true);
  await counting(first.telemetry);
  first.telemetry.record({ kind: 'turn_done' });
  isReachable = false;
  expect(await first.telemetry.flush()).toMatchObject({ held: 1 });
  first.telemetry.record({ kind: 'turn_done' });

  isReachable = true;
  const second = open(two);
  expect(await answerOf(second)).toBeUndefined();
  expect(await second.consent.given()).toBeUndefined();
  await second.consent.answer(true);
  await counting(second.telemetry);
  expect(await second.telemetry.flush()).toMatchObject({ skipped: 'empty' });
  await second.consent.answer(false);
  await second.telemetry.stop();
  expect(posts).toEqual([]);

  expect(await answerOf(first)).toBe(true);
  expect(await first.consent.given()).toMatchObject({ recipient: 'https://one.example' });
  const { pending, outbox } = await first.telemetry.inspect();
  expect({ pending: pending.length, isHeld: outbox !== undefined }).toEqual({ pending: 1, isHeld: true });
  await first.telemetry.stop();
});

const step = fc.record({
  endpoint: fc.constantFrom(one, two),
  // Often enough: counting for one, agreeing to the other, and a flush. After a flush without an answer there is a pause.
  act: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('yes', 'count', 'flush') },
    { weight: 1, arbitrary: fc.constantFrom('no', 'relaunch', 'flush without an answer') },
  ),
});
const steps = fc.array(step, { minLength: 12, maxLength: 24, size: 'max' });

test('should never post to one recipient what was counted for another, whatever both are asked and do', async () => {
  const received = new Map([one, two].map((endpoint) => [endpoint, 0]));
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      freshIndexedDB();
      posts = [];
      const apps = new Map([one, two].map((endpoint) => [endpoint, open(endpoint)]));
      for (const { endpoint, act } of steps) {
        const app = apps.get(endpoint) ?? open(endpoint);
        isReachable = act !== 'flush without an answer';
        if (act === 'yes') {
          await app.consent.answer(true);
          await counting(app.telemetry);
        } else if (act === 'no') await app.consent.answer(false);
        else if (act === 'count') app.telemetry.record({ kind: endpoint === one ? 'turn_done' : 'compaction_done' });
        else if (act === 'relaunch') {
          await app.telemetry.stop();
          const next = open(endpoint);
          apps.set(endpoint, next);
          if (await answerOf(next)) await counting(next.telemetry);
        } else await app.telemetry.flush();
      }
      for (const { telemetry } of apps.values()) await telemetry.stop();
      for (const { url, signals } of posts) {
        expect(signals).toEqual([url === one ? 'turns' : 'compaction']);
        received.set(url, (received.get(url) ?? 0) + 1);
      }
    }),
    { numRuns: 40 },
  );
  // Both receive something, so that this can fail.
  for (const howOften of received.values()) expect(howOften).toBeGreaterThan(0);
});

test.each([null, 7, {}, 'signals: null', 'signals: { a: 1 }'])(
  'a consent that is none is an OptionError: %j',
  (given) => {
    const stored = storedConsent({ endpoint: one });
    const signals = given === 'signals: null' ? null : { a: 1 };
    const consent = typeof given === 'string' ? { ...stored, signals } : given;
    const options = { consent, release: { version: '1.4.0' } } as unknown as Parameters<typeof startTurntally>[0];
    expect(() => startTurntally(options)).toThrow(expect.objectContaining({ option: 'consent' }));
  },
);

test('an endpoint beside a consent, or another one than it was asked for, is an OptionError', () => {
  const consent = storedConsent({ endpoint: one });
  const release = { version: '1.4.0' };
  const wrong = [
    { consent, release, endpoint: two },
    { consent$: consent.consent$, release, endpoint: two },
    { consent: { ...consent, endpoint: two }, release },
  ] as unknown as Parameters<typeof startTurntally>[0][];
  for (const options of wrong) {
    expect(() => startTurntally(options)).toThrow(expect.objectContaining({ option: 'endpoint' }));
  }
});

test.each([{ plan: ['Jane Doe'] }, { 'Jane Doe': ['total'] }])(
  'signals that were not checked are an OptionError: %j',
  (signals) => {
    const consent = { ...storedConsent({ endpoint: one }), signals };
    expect(() => startTurntally({ consent, release: { version: '1.4.0' } })).toThrow(
      'consent must be what storedConsent returned',
    );
  },
);

test.each(['http://localhost:8787/m', 'http://127.0.0.1:1/m', 'http://127.8.9.1/m', 'http://[::1]:1/m'])(
  'http is accepted for loopback: %s',
  (endpoint) => {
    expect(storedConsent({ endpoint }).endpoint).toBe(endpoint);
  },
);

test.each([
  'http://example.com/m',
  'http://127.0.0.1.example.com/m',
  'http://localhost.example.com/m',
  'http://128.0.0.1/m',
  'http://mylocalhost/m',
  'http://app.localhost/m',
  'http://localhost./m',
])('http is refused elsewhere: %s', (endpoint) => {
  expect(() => storedConsent({ endpoint })).toThrow('must be https');
});
