import fc from 'fast-check';
import { from } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { type Counters, classify, tallyTurns, toSignals } from '../../src/index.js';
import { type Fields, tokensOf, tryClassify } from '../../src/reducers/classify.js';
import { anything, hostile } from '../support/hostile.js';
import { addTo, compacted, keptIn, toolFailed, turnDone, world } from '../support/world.js';

const kinds = [
  'usage',
  'tool_result',
  'notice',
  'compaction_done',
  'turn_done',
  'text',
  'turn_started',
  'TURN_DONE',
  '',
];
const event = fc.oneof(
  fc.constantFrom(turnDone, toolFailed, compacted),
  fc.record({
    kind: fc.constantFrom(...kinds),
    usage: anything,
    tool: anything,
    code: anything,
    text: anything,
    err: anything,
  }),
  fc.record({ kind: anything }),
  anything,
  hostile,
);

test('should count of any events what the operators would, and as many that cannot be read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      const counters: Counters = {};
      const unreadable = vi.fn();
      from(events)
        .pipe(toSignals(unreadable), tallyTurns())
        .subscribe((tally) => addTo(counters, tally));
      const { telemetry, clock, store } = world();
      for (const each of events) telemetry.record(each as never);
      await clock.advance(5000);
      expect(keptIn(await store.read())).toEqual(counters);
      let status = {};
      telemetry.status$.subscribe((now) => (status = now)).unsubscribe();
      expect(status).toMatchObject({ seen: events.length, faults: unreadable.mock.calls.length });
    }),
  );
});

test('should tell at once that an event counts nothing exactly where classification says so', () => {
  fc.assert(
    fc.property(event, (given) => {
      const tokens = tryClassify(given);
      const atOnce = () => tokensOf(given as Fields, (given as Fields).kind);
      const isNoObject = given !== undefined && typeof given !== 'object';
      if (tokens === undefined && isNoObject) expect(atOnce()).toBeUndefined();
      else if (tokens === undefined) expect(atOnce).toThrow();
      else expect(atOnce() ?? []).toEqual(tokens);
      expect(classify(given)).toEqual(tokens ?? []);
    }),
    { numRuns: 1000 },
  );
});
