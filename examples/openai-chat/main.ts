import OpenAI from 'openai';
import { startTurntally, storedConsent } from 'turntally';
import { countModelCalls, openAi } from 'turntally/adapters/openai';

const consent = storedConsent({ endpoint: 'http://127.0.0.1:8787/v1/metrics' });
const telemetry = startTurntally({ consent, release: { version: '1.0.0' } }); // off until the person says yes

// The server has the key; the page has none.
const client = new OpenAI({ baseURL: `${location.origin}/v1`, apiKey: 'none', dangerouslyAllowBrowser: true });
// This line counts. All else is as it was.
const openai = countModelCalls(client, telemetry.tap(openAi));

const element = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
const messages: OpenAI.ChatCompletionMessageParam[] = [];

element('yes').onclick = () => void consent.answer(true);
element('no').onclick = () => void consent.answer(false);
consent.consent$.subscribe((answer) => {
  element('consent').textContent = answer === undefined ? '' : answer ? 'It does.' : 'It does not.';
});

element('ask').onsubmit = (event) => {
  event.preventDefault();
  messages.push({ role: 'user', content: String(new FormData(event.target as HTMLFormElement).get('text')) });
  element('answer').textContent = '';
  element('send').toggleAttribute('disabled', true);
  ask()
    .catch((error) => {
      element('answer').textContent = `${error}`;
    })
    .finally(() => element('send').toggleAttribute('disabled', false));
};

/** Asks the model, runs the tools that it asks for, and asks again, until it answers: one turn. */
async function ask(): Promise<void> {
  const runner = openai.chat.completions.runTools({
    model: 'scripted',
    messages,
    stream: true,
    // Without it, there is no usage in a stream, and so no cached tokens to count.
    stream_options: { include_usage: true },
    tools: [
      {
        type: 'function',
        function: {
          name: 'find_late_order',
          description: 'Finds the order that is late.',
          parameters: { type: 'object', properties: {} },
          function: () => 'Order 4711 waits for parts.',
        },
      },
    ],
  });
  runner.on('content', (text) => element('answer').append(text));
  await runner.done();
  messages.splice(0, messages.length, ...runner.messages);
}
