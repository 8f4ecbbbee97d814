/** Read by `tsc`, never run: an expected error that is missing fails the check. */
import { EMPTY, type Observable, type Subject } from 'rxjs';
import { type AgentEvent, defineSignals, startTurntally, type Telemetry, type Translator } from '../../src/index.js';

const required = {
  endpoint: 'https://telemetry.example.com/v1/metrics',
  release: { version: '1.4.0' },
  consent$: EMPTY,
};
const telemetry = startTurntally(required);
const extended = startTurntally({ ...required, extraSignals: defineSignals({ plan: ['free', 'pro'] }) });
const inline = startTurntally({ ...required, extraSignals: { plan: ['free', 'pro'] } });

telemetry.count('turns/total');
// @ts-expect-error: no such signal
telemetry.count('nope/x');
// @ts-expect-error: no such bucket
telemetry.count('turns/all');
// @ts-expect-error: not one of the app's own signals: it declared none
telemetry.count('plan/pro');
// @ts-expect-error: a token is no free text
telemetry.count('a prompt' as string);
// @ts-expect-error: it is counted by ones
telemetry.count('turns/total', 2);

extended.count('plan/pro');
extended.count('turns/total');
inline.count('plan/free');
// @ts-expect-error: the app's own signals are as closed as the built-in ones
extended.count('plan/gold');
// @ts-expect-error: and they are declared inline just as closed
inline.count('plan/gold');

export const narrower: Telemetry = extended;
// @ts-expect-error: what counts less does not count more
export const wider: Telemetry<'plan/pro'> = telemetry;

declare const events$: Observable<AgentEvent>;
declare const subject$: Subject<AgentEvent>;
type Item = { readonly id: number; readonly done?: boolean };
declare const items$: Observable<Item>;
declare const texts$: Observable<string>;

export const same$: Observable<AgentEvent> = events$.pipe(telemetry.tap());
export const fromSubject$: Observable<AgentEvent> = subject$.pipe(telemetry.tap());

type Rich = AgentEvent & { readonly model: string };
declare const rich$: Observable<Rich>;
export const stillRich$: Observable<Rich> = rich$.pipe(telemetry.tap());
export const model$ = rich$.pipe(telemetry.tap()).subscribe(({ model }) => model.length);

const items: Translator<Item> = () => ({
  next: ({ done }) => (done ? [{ kind: 'turn_done' }] : []),
  end: (error) => (error === undefined ? [] : [{ kind: 'turn_done', err: 'reset' }]),
});
export const sameItems$: Observable<Item> = items$.pipe(telemetry.tap(items));
// @ts-expect-error: a tap gives what it takes, not agent events
export const translated$: Observable<AgentEvent> = items$.pipe(telemetry.tap(items));
// @ts-expect-error: the translator is for another stream
export const mistaken$ = texts$.pipe(telemetry.tap(items));
// @ts-expect-error: without a translator, a stream is one of events
export const unread$ = texts$.pipe(telemetry.tap());

// @ts-expect-error: a translator gives agent events
export const inventive: Translator<Item> = () => ({ next: () => [{ kind: 'clicked' }], end: () => [] });

telemetry.record({ kind: 'compaction_done' });
// @ts-expect-error: no such event
telemetry.record({ kind: 'clicked' });
// @ts-expect-error: an event of one's own is not recorded as if it were known
telemetry.record({ kind: 'turn_done', prompt: 'a text' });

// @ts-expect-error: nothing is counted without a way to agree
startTurntally({ endpoint: required.endpoint, release: required.release });
// @ts-expect-error: the operating systems are listed
startTurntally({ ...required, release: { version: '1.4.0', os: 'beos' } });
// @ts-expect-error: a bucket is a name
startTurntally({ ...required, extraSignals: { plan: [1] } });
