import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effort } from '../../../../test/support/effort.js';
import { createAppsCollector } from '../../src/index.js';
import { metricsRequest, noon, openStore, payload, total, turns } from '../support.js';
import { requestAt } from './support.js';

const apps = ['chat', 'chat-2', 'editor'] as const;

interface Sent {
  readonly app: (typeof apps)[number];
  readonly id: string;
  readonly count: number;
}

/** Few ids, so that most come several times, at one app and at several. */
const sent: fc.Arbitrary<Sent> = fc.record({
  app: fc.constantFrom(...apps),
  id: fc.integer({ min: 0, max: 5 }).map((n) => `batch-of-this-test-${n}`),
  count: fc.integer({ min: 1, max: 100 }),
});

test('should count each id once in each app that it is posted to, and add nothing to another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { maxLength: 40 }), fc.integer({ min: 1, max: 8 }), async (posts, atOnce) => {
      const stores = Object.fromEntries(apps.map((app) => [app, openStore()]));
      const collector = createAppsCollector({
        apps: Object.fromEntries(Object.entries(stores).map(([app, store]) => [app, { store }])),
        now: () => noon,
      });
      await collector.maintain(); // or the first post would start it, perhaps after the stores are closed
      for (let first = 0; first < posts.length; first += atOnce) {
        const answers = posts.slice(first, first + atOnce).map(({ app, id, count }) => {
          const body = payload({ counters: [{ ...turns, count }] });
          return collector.fetch(requestAt(`/${app}/v1/metrics`, metricsRequest({ id, body })));
        });
        for (const { status } of await Promise.all(answers)) expect(status).toBe(202);
      }
      for (const [app, store] of Object.entries(stores)) {
        expect(await total(store), app).toBe(expectedOf(app, posts));
        await store.close();
      }
    }),
    { numRuns: effort(20, 100) },
  );
});

/** The first post of an id is the one that counts. */
function expectedOf(app: string, posts: readonly Sent[]): number {
  const ofApp = posts.filter((post) => post.app === app);
  const firsts = ofApp.filter(({ id }, index) => ofApp.findIndex((post) => post.id === id) === index);
  return firsts.reduce((sum, { count }) => sum + count, 0);
}
