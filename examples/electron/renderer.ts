import { Observable, share } from 'rxjs';
import { startTurntally, storedConsent } from 'turntally';
import { wire } from 'turntally/adapters/wire';
import type { AppEvent } from './agent.js';
import type { AgentBridge } from './bridge.js';

declare global {
  interface Window {
    readonly agent: AgentBridge;
  }
}

const consent = storedConsent({ endpoint: 'http://127.0.0.1:8787/v1/metrics' });
const telemetry = startTurntally({ consent, release: { version: '1.0.0' } }); // off until the person says yes

const events$ = new Observable<AppEvent>((subscriber) => window.agent.onEvent((event) => subscriber.next(event))).pipe(
  telemetry.tap(wire), // this line counts; it is before share(), so that each event counts once for any number of subscribers
  share(),
);

const element = (id: string): HTMLElement => document.getElementById(id) ?? document.body;

element('yes').onclick = () => void consent.answer(true);
element('no').onclick = () => void consent.answer(false);
consent.consent$.subscribe((answer) => {
  element('consent').textContent = answer === undefined ? '' : answer ? 'It does.' : 'It does not.';
});

events$.subscribe(({ kind, text }) => {
  if (kind === 'turn_started') element('answer').textContent = '';
  if (kind === 'text') element('answer').append(String(text));
});

element('ask').onsubmit = (event) => {
  event.preventDefault();
  void window.agent.run(String(new FormData(event.target as HTMLFormElement).get('text')));
};
