import { ReplaySubject, Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { silence, turns, world } from '../../support/world.js';

type Answers = ReplaySubject<boolean | undefined>;
const unsaid: [string, (answers$: Answers) => void][] = [
  ['no', (answers$) => answers$.next(false)],
  ['no longer known', (answers$) => answers$.next(undefined)],
  ['garbage', (answers$) => answers$.next('true' as never)],
  ['nothing', (answers$) => answers$.next(null as never)],
  ['a failure to read it', (answers$) => answers$.error(new Error('settings'))],
];

test.each(unsaid)('a request in flight is aborted at once when the answer is %s, and not repeated', async (_, say) => {
  const answers$: Answers = new ReplaySubject(1);
  answers$.next(true);
  const launch$ = new Subject<void>();
  const { telemetry, clock, posts } = world({ consent$: answers$, launch$, replies: [silence] });
  turns(telemetry, 2);
  await clock.advance(0);
  launch$.next();
  await clock.advance(100);
  expect(posts.map(({ signal }) => signal.aborted)).toEqual([false]);
  say(answers$);
  expect(posts[0]?.signal.aborted).toBe(true);
  launch$.next();
  await clock.run(telemetry.flush());
  await clock.advance(3_600_000);
  expect(posts).toHaveLength(1);
  await clock.run(telemetry.stop());
});
