/** Run by `allocations.test.ts` in a process of its own: prints the bytes that each event of a kind took. */
import { NEVER, Observable, of } from 'rxjs';
import { type AgentEvent, memoryStore, startTurntally } from '../../src/index.js';

const events = 1_000_000;
const countsNothing: Record<string, AgentEvent> = {
  text: { kind: 'text' },
  turn_started: { kind: 'turn_started' },
  'tool_result without an error': { kind: 'tool_result', tool: {} },
  'notice of something else': { kind: 'notice', code: 'rate', text: 'saved', detail: 'in time' },
  'usage without a reason or a cache': { kind: 'usage', usage: {} },
  'a kind that is not known': { kind: 'unheard_of' } as never,
  'a number': 7 as never,
};

const telemetry = startTurntally({
  endpoint: 'http://127.0.0.1:9',
  release: { version: '1.0.0' },
  consent$: of(true),
  store: memoryStore(),
  launch$: NEVER,
});
const ways: Record<string, (event: AgentEvent, times: number) => void> = {
  record(event, times) {
    for (let n = 0; n < times; n++) telemetry.record(event);
  },
  tap(event, times) {
    const events$ = new Observable<AgentEvent>((subscriber) => {
      for (let n = 0; n < times; n++) subscriber.next(event);
    });
    events$.pipe(telemetry.tap()).subscribe();
  },
};

const taken: Record<string, number> = {};
for (const [way, feed] of Object.entries(ways)) {
  for (const [name, event] of Object.entries(countsNothing)) {
    for (let round = 0; round < 4; round++) feed(event, events / 4); // until it is compiled
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    feed(event, events);
    taken[`${way}: ${name}`] = (process.memoryUsage().heapUsed - before) / events;
  }
}
process.stdout.write(JSON.stringify(taken));
process.exit();
