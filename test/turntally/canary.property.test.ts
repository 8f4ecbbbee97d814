import fc from 'fast-check';
import { concat, from, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { indexedDbStore, storedConsent, type Translator } from '../../src/index.js';
import { endpoint } from '../support/endpoint.js';
import { Clock, counted, noNetwork, problem, type Reply, turnDone, until, world } from '../support/world.js';
import { everythingStored, freshIndexedDB } from '../support/worldDatabases.js';

const canary = 'Canary-7F3a';

/** A text that a person, a model or a server wrote: it may look like something that is counted. */
const text = fc
  .tuple(
    fc.constantFrom(
      '',
      'status 429 ',
      'empty final answer blocked ',
      'permission ',
      'timeout ',
      'stop',
      'end_turn ',
      '__proto__',
    ),
    fc.constantFrom(canary, canary.toUpperCase(), canary.toLowerCase(), `${canary}/total`),
    fc.constantFrom('', ' eof', '/total', '\0', '"'),
  )
  .map((parts) => parts.join(''));
const error = fc.oneof(
  text,
  fc.record({ code: text, name: text, message: text, stack: text, status: fc.constantFrom<unknown>(canary, 429) }),
  text.map((message) => new Error(message)),
  text.map((message) => new DOMException(message, 'AbortError')),
);
const kind = fc.constantFrom(
  'usage',
  'tool_result',
  'notice',
  'turn_done',
  'compaction_done',
  'text',
  'turn_started',
  canary,
);
const event = fc.record({
  kind,
  err: error,
  code: text,
  text,
  detail: text,
  [canary]: text,
  usage: fc.record({ finishReason: text, cacheHitTokens: fc.nat(9), cacheMissTokens: fc.nat(9), model: text }),
  tool: fc.record({ err: error, name: text, input: text, output: text }),
});

const replies = fc.constantFrom<Reply[]>(
  [counted],
  [noNetwork],
  [
    problem(400, { void: true, detail: canary, errors: [{ pointer: `/counters/0/${canary}`, detail: canary }] }),
    noNetwork,
  ],
  [problem(422, { void: true, title: canary, type: canary, [canary]: canary }, { 'retry-after': canary })],
);

/** All that `value` holds, in text, keys included. */
function shown(value: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (seen.has(inner)) return null;
    seen.add(inner);
    if (inner instanceof Headers || inner instanceof Map || inner instanceof Set) return [...inner];
    return inner instanceof Error ? [inner.name, inner.message, inner.stack] : inner;
  }).toLowerCase();
}

test('should keep everything that anybody wrote out of what is stored and what is sent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 12 }),
      error,
      replies,
      async (events, thrown, script) => {
        freshIndexedDB();
        await storedConsent({ endpoint }).answer(true);
        const clock = new Clock(60);
        const made = world({ store: indexedDbStore({ endpoint }), replies: script, backoff: { attempts: 2 } }, clock);
        const { telemetry } = made;
        for (const each of events) telemetry.record(each as never);
        from(events as never[])
          .pipe(telemetry.tap())
          .subscribe();
        concat(
          from(events as never[]),
          throwError(() => thrown),
        )
          .pipe(telemetry.tap())
          .subscribe({ error: () => {} });
        const echo: Translator<unknown> = () => ({
          next: (item) => [item as never, { kind: 'turn_done', err: thrown as never }],
          end: (err) => [{ kind: 'turn_done', err: err as never }],
        });
        of(...(events as unknown[]))
          .pipe(telemetry.tap(echo))
          .subscribe();
        telemetry.count(`plan/${canary}` as never);
        telemetry.count(canary as never);
        telemetry.record(turnDone);
        await until(async () => (await everythingStored()).some(([key]) => String(key).startsWith('tally/')));
        const before = await everythingStored();
        await made.flush();
        await clock.run(telemetry.stop());
        const inspection = await clock.run(telemetry.inspect());
        const after = await everythingStored();
        made.store.close();

        expect(made.posts.length).toBeGreaterThan(0);
        const sent = made.posts.map(({ url, init: { signal: _, headers, ...init } }) => [
          url,
          init,
          [...new Headers(headers)],
        ]);
        expect(shown([before, after, sent, inspection])).toContain('turns');
        expect(shown([before, after, sent, inspection])).not.toContain(canary.toLowerCase());
      },
    ),
    { numRuns: 25 },
  );
});

test('should see a canary where there is one', () => {
  expect(shown([new Error(canary)])).toContain(canary.toLowerCase());
  expect(shown({ [canary]: 1 })).toContain(canary.toLowerCase());
});
