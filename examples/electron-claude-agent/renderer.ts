import { Subscription } from 'rxjs';
import { startTurntally, storedConsent } from 'turntally';
import { claudeAgent } from 'turntally/adapters/claude-agent';
import type { AgentBridge } from './bridge.js';
import { messagesOf } from './messagesOf.js';

declare global {
  interface Window {
    readonly claude: AgentBridge;
  }
}

const consent = storedConsent({ endpoint: 'http://127.0.0.1:8787/v1/metrics' });
const telemetry = startTurntally({ consent, release: { version: '1.0.0' } }); // off until the person says yes

const element = (id: string): HTMLElement => document.getElementById(id) ?? document.body;

element('yes').onclick = () => void consent.answer(true);
element('no').onclick = () => void consent.answer(false);
consent.consent$.subscribe((answer) => {
  element('consent').textContent = answer === undefined ? '' : answer ? 'It does.' : 'It does not.';
});

let running = new Subscription();

element('ask').onsubmit = (event) => {
  event.preventDefault();
  const prompt = String(new FormData(event.target as HTMLFormElement).get('text'));
  element('answer').textContent = '';
  running.unsubscribe();
  running = messagesOf(window.claude, prompt)
    .pipe(telemetry.tap(claudeAgent)) // this line counts
    .subscribe({
      next: ({ type, result }) => {
        if (type === 'result') element('answer').append(String(result ?? ''));
      },
      error: () => element('answer').append(' The query has ended.'),
    });
};
element('stop').onclick = () => running.unsubscribe();
