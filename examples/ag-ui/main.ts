import { HttpAgent } from '@ag-ui/client';
import { startTurntally, storedConsent } from 'turntally';
import { agUi, agUiSubscriber } from 'turntally/adapters/ag-ui';

const consent = storedConsent({ endpoint: 'http://127.0.0.1:8787/v1/metrics' });
const telemetry = startTurntally({ consent, release: { version: '1.0.0' } }); // off until the person says yes

// This line counts. If you call run() instead of runAgent(): agent.run(input).pipe(telemetry.tap(agUi)).
const agent = new HttpAgent({ url: '/agent' });
agent.subscribe(agUiSubscriber(telemetry.tap(agUi)));

const element = (id: string): HTMLElement => document.getElementById(id) ?? document.body;

element('yes').onclick = () => void consent.answer(true);
element('no').onclick = () => void consent.answer(false);
consent.consent$.subscribe((answer) => {
  element('consent').textContent = answer === undefined ? '' : answer ? 'It does.' : 'It does not.';
});

element('ask').onsubmit = (event) => {
  event.preventDefault();
  const content = String(new FormData(event.target as HTMLFormElement).get('text'));
  agent.addMessage({ id: crypto.randomUUID(), role: 'user', content });
  const show = (text: string): void => {
    element('answer').textContent = text;
  };
  agent
    .runAgent(
      {},
      {
        onTextMessageContentEvent: ({ textMessageBuffer, event }) => show(textMessageBuffer + event.delta),
        onRunErrorEvent: ({ event }) => show(event.message),
      },
    )
    .catch((error) => show(`${error}`));
};
