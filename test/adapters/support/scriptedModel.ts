import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event';
import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

/** What happens in a call of a model: an event, an error, or nothing more until the run is stopped. */
export type Step = ChatModelStreamEvent | Error | 'stall';

const usage = {
  input_tokens: 4000,
  output_tokens: 5,
  total_tokens: 4005,
  input_token_details: { cache_read: 3900 },
};
type Reason = 'stop' | 'length' | 'tool_use' | 'content_filter';

export const finish = (reason?: Reason, more: object = { usage }): Step =>
  ({ event: 'message-finish', reason, ...more }) as Step;
const block = (content: object, index = 0): Step[] => [{ event: 'content-block-finish', index, content } as Step];
export const says = (text: string): Step[] => [
  { event: 'content-block-start', index: 0, content: { type: 'text', text: '' } } as Step,
  { event: 'content-block-delta', index: 0, delta: { type: 'text-delta', text } } as Step,
  ...block({ type: 'text', text }),
];
export const thinks = (reasoning: string): Step[] => block({ type: 'reasoning', reasoning });
export const shows = (): Step[] => block({ type: 'image', url: 'data:,' });
export const calls = (path: string, id = 'call-1', index = 0): Step[] =>
  block({ type: 'tool_call', id, name: 'look', args: { path } }, index);
export const answer: Step[] = [...says('Because.'), finish('stop')];
export const asksFor = (path: string, id?: string): Step[] => [...calls(path, id), finish('tool_use')];
export const refused = (status: number, message = `${status} No.`): Step[] => [
  Object.assign(new Error(message), { status }),
];

/** A model that emits events of its own, as the packages of providers do. */
export class ScriptedModel extends BaseChatModel {
  readonly #script: Step[][];
  #calls = 0;
  constructor(script: readonly Step[][]) {
    super({ maxRetries: 0 });
    this.#script = [...script];
  }
  override _llmType(): string {
    return 'scripted';
  }
  override bindTools(): this {
    return this;
  }
  override async *_streamChatModelEvents(
    _: unknown,
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    const steps = this.#script.shift() ?? [new Error('There is no answer in the script.')];
    // A refused request has no message.
    if (!(steps[0] instanceof Error)) yield { event: 'message-start', id: `message-${this.#calls++}` };
    for (const step of steps) {
      if (step instanceof Error) throw step;
      if (step !== 'stall') yield step;
      else await stopped(options.signal);
    }
  }
  override async _generate(): Promise<ChatResult> {
    throw new Error('It streams.');
  }
}

const stopped = (signal?: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

/** A model that answers as a whole. */
export class WholeModel extends BaseChatModel {
  readonly #answers: AIMessage[];
  constructor(...answers: readonly AIMessage[]) {
    super({ maxRetries: 0 });
    this.#answers = [...answers];
  }
  override _llmType(): string {
    return 'whole';
  }
  override bindTools(): this {
    return this;
  }
  override async _generate(): Promise<ChatResult> {
    const message = this.#answers.shift() ?? new AIMessage('');
    return { generations: [{ text: '', message }] };
  }
}

/** A model that streams chunks, which LangChain makes events of. */
export class ChunkModel extends WholeModel {
  override async *_streamResponseChunks(): AsyncGenerator<ChatGenerationChunk> {
    const { generations } = await this._generate();
    const { message } = generations[0] ?? {};
    const { content, tool_calls = [], usage_metadata } = message as AIMessage;
    const tool_call_chunks = tool_calls.map(({ id, name, args }, index) => ({
      ...(id && { id }),
      name,
      args: JSON.stringify(args),
      index,
    }));
    yield new ChatGenerationChunk({
      text: `${content}`,
      message: new AIMessageChunk({ content, tool_call_chunks, ...(usage_metadata ? { usage_metadata } : {}) }),
    });
  }
}

const whole = (fields: object): AIMessage => new AIMessage(fields as { content: string });
export const wholeAnswer = (): AIMessage =>
  whole({ content: 'Because.', response_metadata: { finish_reason: 'stop' }, usage_metadata: usage });
export const wholeCall = (): AIMessage =>
  whole({
    content: '',
    tool_calls: [{ name: 'look', args: { path: 'a' }, id: 'call-1' }],
    response_metadata: { finish_reason: 'tool_calls' },
    usage_metadata: usage,
  });
