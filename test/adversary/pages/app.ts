/** An app as its documentation shows it; bundled and opened by the tests. `?collector=…` is its endpoint. */
import { NEVER } from 'rxjs';
import { startTurntally, storedConsent } from '../../../src/index.js';

const endpoint = new URL(location.href).searchParams.get('collector') ?? '';
const consent = storedConsent({ endpoint });
const telemetry = startTurntally({ consent, release: { version: '1.4.0', os: 'linux' }, launch$: NEVER });

const app = {
  /** The answer that the app finds when it starts: `undefined` asks. */
  found: (): Promise<boolean | undefined> =>
    new Promise((resolve) => {
      const subscription = consent.consent$.subscribe((answer) => {
        resolve(answer);
        queueMicrotask(() => subscription.unsubscribe());
      });
    }),
  answer: (agree: boolean) => consent.answer(agree),
  /** Counts a turn and saves it. */
  async turn(): Promise<void> {
    telemetry.record({ kind: 'usage', usage: { finishReason: 'stop' } });
    telemetry.record({ kind: 'turn_done' });
    await telemetry.inspect();
  },
  flush: () => telemetry.flush(),
  state: (): Promise<string> =>
    new Promise((resolve) => {
      telemetry.status$.subscribe(({ state }) => resolve(state)).unsubscribe();
    }),
};
export type App = typeof app;

Object.assign(globalThis, { app });
