import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { startTurntally, storedConsent } from 'turntally';
import { aiSdk, tapChatTransport } from 'turntally/adapters/ai-sdk';

const consent = storedConsent({ endpoint: 'http://127.0.0.1:8787/v1/metrics' });
const telemetry = startTurntally({ consent, release: { version: '1.0.0' } }); // off until the person says yes

// This line counts. With React or Vue: useChat({ transport }).
const transport = tapChatTransport(new DefaultChatTransport({ api: '/api/chat' }), telemetry.tap(aiSdk));

const element = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
const messages: UIMessage[] = [];

element('yes').onclick = () => void consent.answer(true);
element('no').onclick = () => void consent.answer(false);
consent.consent$.subscribe((answer) => {
  element('consent').textContent = answer === undefined ? '' : answer ? 'It does.' : 'It does not.';
});

element('ask').onsubmit = (event) => {
  event.preventDefault();
  void ask(String(new FormData(event.target as HTMLFormElement).get('text')));
};

async function ask(text: string): Promise<void> {
  messages.push({ id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text }] });
  try {
    const stream = await transport.sendMessages({
      trigger: 'submit-message',
      chatId: 'chat',
      messageId: undefined,
      messages,
      abortSignal: undefined,
    });
    let answer: UIMessage | undefined;
    for await (answer of readUIMessageStream({ stream, terminateOnError: true })) show(answer);
    if (answer) messages.push(answer);
  } catch (error) {
    element('answer').textContent = `${error}`;
  }
}

function show({ parts }: UIMessage): void {
  element('answer').textContent = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
