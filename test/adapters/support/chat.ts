import { AbstractChat, type ChatState, type ChatTransport, type UIMessage } from 'ai';

export const newState = (): ChatState<UIMessage> => ({
  status: 'ready',
  error: undefined,
  messages: [],
  pushMessage(message) {
    this.messages = [...this.messages, message];
  },
  popMessage() {
    this.messages = this.messages.slice(0, -1);
  },
  replaceMessage(index, message) {
    this.messages = this.messages.with(index, message);
  },
  snapshot: (value) => structuredClone(value),
});

/** What `useChat` runs, without its view. */
export class TestChat extends AbstractChat<UIMessage> {
  constructor(transport: ChatTransport<UIMessage>) {
    super({ transport, state: newState() });
  }
}
