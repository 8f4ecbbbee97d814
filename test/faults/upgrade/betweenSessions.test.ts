import { expect, onTestFinished, test } from 'vitest';
import { defineSignals, indexedDbStore, type OwnConsentOptions, storedConsent } from '../../../src/index.js';
import { endpoint } from '../../support/endpoint.js';
import { Clock, noNetwork, type Post, turns, type World, world } from '../../support/world.js';
import { honestCollector } from '../../support/worldCollector.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';

const name = 'turntally';
const plans = defineSignals({ plan: ['free', 'pro'] });
const day = 86_400_000;

/** An app whose network is away at first; each `upgrade` is its next session. */
async function app(first: Partial<OwnConsentOptions>) {
  freshIndexedDB();
  const clock = new Clock(60);
  const collector = honestCollector();
  const made: World = world({ store: indexedDbStore({ endpoint, name }), replies: [noNetwork], ...first }, clock);
  await clock.advance(100);
  let session = made.telemetry;
  onTestFinished(() => clock.run(session.stop()));
  return {
    ...made,
    collector,
    session: () => session,
    async upgrade(options: Partial<OwnConsentOptions>) {
      await clock.run(session.stop());
      await clock.advance(day);
      session = made.start(options);
      await clock.advance(100);
      return session;
    },
    online: () => {
      made.replies = [collector.reply('counted')];
    },
  };
}

const sent = (posts: readonly Post[]) => posts.map(({ id, body }) => [id, body]);
const some = (session: ReturnType<World['start']>, token: string): void => session.count(token as never);

test('a vocabulary that shrinks: a batch that may have been sent is sent as it was; what is pending is given up and reported', async () => {
  const { clock, posts, collector, upgrade, session, online } = await app({ extraSignals: plans });
  turns(session(), 1);
  some(session(), 'plan/pro');
  expect(await clock.run(session().flush())).toMatchObject({ held: 1 });
  const sealed = sent(posts)[0];
  turns(session(), 1);
  some(session(), 'plan/free');
  some(session(), 'plan/free');
  const next = await upgrade({ extraSignals: {} });
  expect((await clock.run(next.inspect())).next, 'it is foretold').toEqual([
    sealed?.[1],
    '{"version":"1.4.0","os":"linux","counters":[{"signal":"turns","bucket":"total","count":1}]}',
  ]);
  online();
  posts.length = 0;
  expect(await clock.run(next.flush())).toMatchObject({ delivered: 2, lost: 2 });
  expect(sent(posts)[0]).toEqual(sealed);
  expect(collector.sums).toEqual({ 'turns/total': 2, 'plan/pro': 1 });
  expect((await clock.run(next.inspect())).lost).toEqual({ refused: 2 });
});

test('a vocabulary that grows: what was counted before and after arrives', async () => {
  const { clock, collector, upgrade, session, online } = await app({});
  turns(session(), 1);
  some(session(), 'plan/pro'); // not counted yet
  await clock.run(session().flush());
  const next = await upgrade({ extraSignals: plans });
  some(next, 'plan/pro');
  turns(next, 1);
  online();
  expect(await clock.run(next.flush())).toMatchObject({ delivered: 2, lost: 0 });
  expect(collector.sums).toEqual({ 'turns/total': 2, 'plan/pro': 1 });
});

test('a vocabulary that grows beyond what was agreed to: nothing is sent, and nothing lost, until the person is asked again', async () => {
  const kept = storedConsent({ endpoint, name });
  const { clock, posts, collector, upgrade, session, online } = await app({ consent$: kept.consent$ });
  await kept.answer(true);
  while ((await clock.run(session().inspect())).consent !== true) await clock.advance(0);
  turns(session(), 3);
  await clock.advance(100);
  online();
  const more = storedConsent({ endpoint, name, extraSignals: plans });
  const next = await upgrade({ extraSignals: plans, consent$: more.consent$ });
  turns(next, 1);
  expect(await clock.run(next.flush())).toMatchObject({ skipped: 'consent' });
  expect(posts).toEqual([]);
  await more.answer(true);
  while ((await clock.run(next.inspect())).consent !== true) await clock.advance(0);
  some(next, 'plan/free');
  await clock.run(next.flush());
  expect(collector.sums).toEqual({ 'turns/total': 3, 'plan/free': 1 });
});

test('a release that changes with an occupied outbox: each count arrives under the release that observed it', async () => {
  const { clock, posts, collector, upgrade, session, online } = await app({ release: { version: '1.0.0' } });
  turns(session(), 1);
  await clock.run(session().flush());
  const sealed = sent(posts)[0];
  turns(session(), 2);
  const second = await upgrade({ release: { version: '2.0.0' } });
  turns(second, 4);
  await clock.run(second.flush());
  const third = await upgrade({ release: { version: '1.0.0' } }); // rolled back
  turns(third, 8);
  online();
  posts.length = 0;
  expect(await clock.run(third.flush())).toMatchObject({ delivered: 3, lost: 0 });
  expect(sent(posts)[0]).toEqual(sealed);
  expect(posts.map(({ body }) => JSON.parse(body).version)).toEqual(['1.0.0', '1.0.0', '2.0.0']);
  expect(collector.versions).toEqual({ '1.0.0': { 'turns/total': 11 }, '2.0.0': { 'turns/total': 4 } });
});
