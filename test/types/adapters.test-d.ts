/** Read by `tsc`, never run: an expected error that is missing fails the check. */

import type { AbstractAgent, AgentSubscriber, RunAgentInput } from '@ag-ui/client';
import type { AGUIEvent } from '@ag-ui/core';
import type { Stream } from '@agentclientprotocol/sdk';
import type { Stream as UnstableStream } from '@agentclientprotocol/sdk/unstable';
import type Anthropic from '@anthropic-ai/sdk';
import type { CopilotKitCoreSubscriber } from '@copilotkit/core';
import type { Agent, AgentEvent as PiAgentEvent } from '@earendil-works/pi-agent-core';
import type { GenerateContentResponse, GoogleGenAI } from '@google/genai';
import type { ProtocolEvent } from '@langchain/langgraph';
import type { AgentServerAdapter, HttpAgentServerAdapter } from '@langchain/langgraph-sdk';
import type { Message } from '@langchain/protocol';
import { type Agent as OpenAiAgent, type RunStreamEvent, run as runAgent } from '@openai/agents';
import type { OpencodeClient, GlobalEvent as OpencodeGlobalEvent, Event as OpencodeSdkEvent } from '@opencode-ai/sdk';
import type {
  GlobalEvent as OpencodeGlobalEvent2,
  Event as OpencodeSdkEvent2,
  V2Event,
} from '@opencode-ai/sdk/v2/client';
import type { StreamChunk } from '@tanstack/ai';
import type { ConnectConnectionAdapter, fetchServerSentEvents } from '@tanstack/ai-client';
import type { ChatTransport, StreamTextResult, TextStreamPart, ToolSet, UIMessage, UIMessageChunk } from 'ai';
import type {
  ChatTransport as ChatTransport5,
  StreamTextResult as StreamTextResult5,
  TextStreamPart as TextStreamPart5,
  ToolSet as ToolSet5,
  UIMessage as UIMessage5,
  UIMessageChunk as UIMessageChunk5,
} from 'ai5';
import {
  type ChatTransport as ChatTransport7,
  createUIMessageStreamResponse as createUIMessageStreamResponse7,
  DirectChatTransport as DirectChatTransport7,
  registerTelemetry as registerTelemetry7,
  type StreamTextResult as StreamTextResult7,
  type Telemetry as Telemetry7,
  type TextStreamPart as TextStreamPart7,
  type ToolLoopAgent as ToolLoopAgent7,
  type ToolSet as ToolSet7,
  toUIMessageStream as toUIMessageStream7,
  type UIMessage as UIMessage7,
  type UIMessageChunk as UIMessageChunk7,
} from 'ai7';
import type { ReactAgent } from 'langchain';
import type OpenAI7 from 'openai';
import type OpenAI from 'openai6';
import type { Observable } from 'rxjs';
import { acp, acpWith, tapAcpStream } from '../../src/adapters/acp.js';
import {
  agUi,
  agUiSubscriber,
  agUiWith,
  copilotKit,
  tanStackAi,
  tanStackAiWith,
  tapChunks,
  tapConnection,
} from '../../src/adapters/agUi.js';
import {
  aiSdk,
  aiSdkTelemetry,
  aiSdkWith,
  tapChatTransport,
  tapIterable,
  tapStream,
  tapTransform,
} from '../../src/adapters/aiSdk.js';
import { countable } from '../../src/adapters/aiSdkServer.js';
import { anthropic, countModelCalls as countClaude } from '../../src/adapters/anthropic.js';
import { type ClaudeAgentMessage, claudeAgent, claudeAgentWith, tapQuery } from '../../src/adapters/claudeAgent.js';
import { countModelCalls as countGenAi, googleGenAi } from '../../src/adapters/googleGenAi.js';
import { langGraph, langGraphWith, tapAgentServer, tapRun } from '../../src/adapters/langGraph.js';
import { mastra, mastraWith, tapAgentStream } from '../../src/adapters/mastra.js';
import { countModelCalls, openAi, tapModelStream } from '../../src/adapters/openAi.js';
import {
  type OpenAiAgentsEvent,
  openAiAgents,
  openAiAgentsWith,
  tapAgentRun,
} from '../../src/adapters/openAiAgents.js';
import { opencode, opencodeWith, tapIterable as tapEvents } from '../../src/adapters/opencode.js';
import { type PiEvent, pi, piSubscriber, piWith } from '../../src/adapters/pi.js';
import { type ToolError, wire, wireWith } from '../../src/adapters/wire.js';
import type { AgentEvent, agentSignals, Telemetry } from '../../src/index.js';

declare const telemetry: Telemetry;

// AI SDK

declare const result: StreamTextResult<ToolSet, never>;
declare const result5: StreamTextResult5<ToolSet5, never>;
declare const result7: StreamTextResult7<ToolSet7, Record<string, unknown>, never>;
declare const ui: ReadableStream<UIMessageChunk>;
declare const ui5: ReadableStream<UIMessageChunk5>;
declare const ui7: ReadableStream<UIMessageChunk7>;

export const parts: ReadableStream<TextStreamPart<ToolSet>> = tapStream(result.fullStream, telemetry.tap(aiSdk));
export const parts5: ReadableStream<TextStreamPart5<ToolSet5>> = tapStream(result5.fullStream, telemetry.tap(aiSdk));
export const parts7: ReadableStream<TextStreamPart7<ToolSet7>> = tapStream(result7.stream, telemetry.tap(aiSdk));
export const iterated7: AsyncIterable<TextStreamPart7<ToolSet7>> = tapIterable(result7.stream, telemetry.tap(aiSdk));
export const piped: ReadableStream<TextStreamPart<ToolSet>> = result.fullStream.pipeThrough(
  tapTransform(telemetry.tap(aiSdk)),
);
export const iterated: AsyncIterable<TextStreamPart<ToolSet>> = tapIterable(result.fullStream, telemetry.tap(aiSdk));
export const chunks: ReadableStream<UIMessageChunk> = tapStream(ui, telemetry.tap(aiSdk));
export const chunks5: ReadableStream<UIMessageChunk5> = tapStream(ui5, telemetry.tap(aiSdk));
export const chunks7: ReadableStream<UIMessageChunk7> = tapStream(ui7, telemetry.tap(aiSdk));
// @ts-expect-error: numbers are no parts
tapStream(new ReadableStream<number>(), telemetry.tap(aiSdk));

type Mine = UIMessage<{ readonly model: string }>;
declare const transport: ChatTransport<Mine>;
declare const transport5: ChatTransport5<UIMessage5>;
export const counted: ChatTransport<Mine> = tapChatTransport(transport, telemetry.tap(aiSdk));
export const counted5: ChatTransport5<UIMessage5> = tapChatTransport(transport5, telemetry.tap(aiSdk));
declare const transport7: ChatTransport7<UIMessage7>;
declare const agent7: ToolLoopAgent7;
export const counted7: ChatTransport7<UIMessage7> = tapChatTransport(transport7, telemetry.tap(aiSdk));
export const direct7 = tapChatTransport(
  new DirectChatTransport7({ agent: agent7, ...countable }),
  telemetry.tap(aiSdk),
);
// @ts-expect-error: a transport sends
tapChatTransport({ reconnectToStream: async () => null }, telemetry.tap(aiSdk));

result.toUIMessageStreamResponse({ ...countable, sendReasoning: true });
result5.toUIMessageStreamResponse({ ...countable, sendReasoning: true });
createUIMessageStreamResponse7({ stream: toUIMessageStream7({ stream: result7.stream, ...countable }) });
result7.toUIMessageStreamResponse({ ...countable, sendReasoning: true });
result.toUIMessageStream<UIMessage<{ turntally?: unknown }>>(countable);

const integration: Telemetry7 = aiSdkTelemetry(telemetry.tap(aiSdk));
registerTelemetry7(integration);
registerTelemetry7(aiSdkTelemetry(telemetry.tap(aiSdkWith())));
// @ts-expect-error: a tap, not a translator
aiSdkTelemetry(aiSdk);

// AG-UI

declare const agent: AbstractAgent;
declare const input: RunAgentInput;
declare const aguiEvents$: Observable<AGUIEvent>;
// Their Observables come from the copy of rxjs that they pin.
export const run$: ReturnType<AbstractAgent['run']> = agent.run(input).pipe(telemetry.tap(agUi));
export const typed$: Observable<AGUIEvent> = aguiEvents$.pipe(telemetry.tap(agUi));
export const subscriber: AgentSubscriber = agUiSubscriber(telemetry.tap(agUi));
agent.subscribe(agUiSubscriber(telemetry.tap(agUi)));
void agent.runAgent({}, agUiSubscriber(telemetry.tap(agUi)));
// @ts-expect-error: the translator is for another stream
agent.run(input).pipe(telemetry.tap(wire));

export const copilotSubscriber: CopilotKitCoreSubscriber = copilotKit(telemetry.tap(agUi));
declare const tanStackChunks: AsyncIterable<StreamChunk>;
declare const connection: ReturnType<typeof fetchServerSentEvents>;
export const sameChunks: AsyncIterable<StreamChunk> = tapChunks(tanStackChunks, telemetry.tap(tanStackAi));
export const sameConnection: typeof connection = tapConnection(connection, telemetry.tap(tanStackAi));
export const anyConnection: ConnectConnectionAdapter = tapConnection(connection, telemetry.tap(tanStackAi));
// @ts-expect-error: a connection connects
tapConnection({ send: () => {} }, telemetry.tap(tanStackAi));

// ACP

declare const stream: Stream;
declare const unstable: UnstableStream;
export const mirrored: Stream = tapAcpStream(stream, telemetry.tap(acp));
export const mirroredToo: UnstableStream = tapAcpStream(unstable, telemetry.tap(acp));
// @ts-expect-error: a connection has two ways
tapAcpStream({ readable: stream.readable }, telemetry.tap(acp));

// Claude Agent SDK: it is not open source, so these are stand-ins for its `SDKMessage` and its `Query`.

type SdkMessage =
  | { type: 'assistant'; message: { id: string; content: { type: 'text' }[] }; parent_tool_use_id: string | null }
  | { type: 'result'; subtype: 'success'; is_error: boolean; api_error_status?: number | null };
interface Query extends AsyncGenerator<SdkMessage, void> {
  interrupt(): Promise<{ still_queued: string[] } | undefined>;
  setModel(model?: string): Promise<void>;
  close(): void;
}
declare const query: Query;
declare const messages$: Observable<SdkMessage>;
export const countedQuery: Query = tapQuery(query, telemetry.tap(claudeAgent));
export const sameMessages$: Observable<SdkMessage> = messages$.pipe(telemetry.tap(claudeAgent));
export const taken: (message: SdkMessage) => ClaudeAgentMessage = (message) => message;
// @ts-expect-error: a query is a generator
tapQuery([], telemetry.tap(claudeAgent));

// Wire

declare const events$: Observable<AgentEvent>;
declare const foreign$: Observable<{ kind: string; usage?: { cache_hit_tokens: number } }>;
export const same$: Observable<AgentEvent> = events$.pipe(telemetry.tap(wire));
foreign$.pipe(telemetry.tap(wire));

// Model clients

declare const openai: OpenAI;
declare const openai7: OpenAI7;
declare const claude: Anthropic;
declare const ai: GoogleGenAI;
declare const responseEvents$: Observable<OpenAI.Responses.ResponseStreamEvent | OpenAI.Responses.Response>;
declare const responseEvents7$: Observable<OpenAI7.Responses.ResponseStreamEvent | OpenAI7.Responses.Response>;
declare const chunks$: Observable<OpenAI.ChatCompletionChunk | OpenAI.ChatCompletion | OpenAI.Completion>;
declare const chunks7$: Observable<OpenAI7.ChatCompletionChunk | OpenAI7.ChatCompletion>;
declare const claudeMessages$: Observable<Anthropic.MessageStreamEvent | Anthropic.Message>;
declare const betaMessages$: Observable<Anthropic.Beta.BetaRawMessageStreamEvent | Anthropic.Beta.BetaMessage>;
declare const responses$: Observable<GenerateContentResponse>;
export const streams$ = [
  responseEvents$.pipe(telemetry.tap(openAi)),
  responseEvents7$.pipe(telemetry.tap(openAi)),
  chunks$.pipe(telemetry.tap(openAi)),
  chunks7$.pipe(telemetry.tap(openAi)),
  claudeMessages$.pipe(telemetry.tap(anthropic)),
  betaMessages$.pipe(telemetry.tap(anthropic)),
  responses$.pipe(telemetry.tap(googleGenAi)),
];
export const countedOpenAi: OpenAI = countModelCalls(openai, telemetry.tap(openAi));
export const countedOpenAi7: OpenAI7 = countModelCalls(openai7, telemetry.tap(openAi));
export const countedClaude: Anthropic = countClaude(claude, telemetry.tap(anthropic));
export const countedAi: GoogleGenAI = countGenAi(ai, telemetry.tap(googleGenAi));
const streamed = openai.chat.completions.create({ model: 'model', messages: [], stream: true });
// The promise keeps its type, and so do the methods that are its own.
export const tapped: typeof streamed = tapModelStream(streamed, telemetry.tap(openAi));
void tapModelStream(streamed, telemetry.tap(openAi)).withResponse();
// @ts-expect-error: items of a number are none of a model
void tapModelStream(streamed, (numbers$: Observable<number>) => numbers$.pipe(telemetry.tap(openAi)));
// @ts-expect-error: a stream, not its promise
void tapModelStream(openai.chat.completions.stream({ model: 'model', messages: [] }), telemetry.tap(openAi));

// pi

declare const piAgent: Agent;
declare const piEvents$: Observable<PiAgentEvent>;
export const unsubscribe: () => void = piAgent.subscribe(piSubscriber(telemetry.tap(pi)));
export const samePiEvents$: Observable<PiAgentEvent> = piEvents$.pipe(telemetry.tap(pi));
export const piEvent: (event: PiAgentEvent) => PiEvent = (event) => event;
// A session of its coding agent calls its listeners without a signal.
export const onSession: (event: { type: 'compaction_end'; result: undefined }) => void = piSubscriber(
  telemetry.tap(pi),
);
// @ts-expect-error: a tap, not a translator
piAgent.subscribe(piSubscriber(pi));
// LangGraph

declare const graphEvents$: Observable<ProtocolEvent>;
declare const protocolMessages$: Observable<Message>;
declare const server: AgentServerAdapter;
declare const httpServer: HttpAgentServerAdapter;
declare const reactAgent: ReactAgent;
export const sameEvents$: Observable<ProtocolEvent> = graphEvents$.pipe(telemetry.tap(langGraph));
export const sameProtocol$: Observable<Message> = protocolMessages$.pipe(telemetry.tap(langGraph));
export const countedServer: AgentServerAdapter = tapAgentServer(server, telemetry.tap(langGraph));
export const countedHttp: HttpAgentServerAdapter = tapAgentServer(httpServer, telemetry.tap(langGraph));
const run = reactAgent.streamEvents({ messages: [] }, { version: 'v3' });
// The run keeps its type.
export const countedRun: typeof run = tapRun(run, telemetry.tap(langGraph));
// @ts-expect-error: a run has events
void tapRun(reactAgent.invoke({ messages: [] }), telemetry.tap(langGraph));

// OpenAI Agents SDK

declare const openAiAgent: OpenAiAgent;
declare const runEvents$: Observable<RunStreamEvent>;
const agentRun = runAgent(openAiAgent, 'Why?', { stream: true });
export const countedAgentRun: typeof agentRun = tapAgentRun(agentRun, telemetry.tap(openAiAgents));
export const sameRunEvents$: Observable<RunStreamEvent> = runEvents$.pipe(telemetry.tap(openAiAgents));
export const runEvent: (event: RunStreamEvent) => OpenAiAgentsEvent = (event) => event;
// @ts-expect-error: a run without a stream has no events
void tapAgentRun(runAgent(openAiAgent, 'Why?'), telemetry.tap(openAiAgents));
// opencode

type OpencodeSubscription = Awaited<ReturnType<OpencodeClient['event']['subscribe']>>;
declare const opencodeEvents: OpencodeSubscription;
declare const opencodeEvents2$: Observable<OpencodeSdkEvent2 | V2Event>;
declare const opencodeGlobal$: Observable<OpencodeGlobalEvent | OpencodeGlobalEvent2>;
export const sameEvents: AsyncIterable<OpencodeSdkEvent> = tapEvents(opencodeEvents.stream, telemetry.tap(opencode));
export const sameEvents2$: typeof opencodeEvents2$ = opencodeEvents2$.pipe(telemetry.tap(opencode));
export const sameGlobal$: typeof opencodeGlobal$ = opencodeGlobal$.pipe(telemetry.tap(opencode));
// @ts-expect-error: the stream, not the subscription
tapEvents(opencodeEvents, telemetry.tap(opencode));

// Mastra: it is no dependency, so these are stand-ins for its `AgentChunkType` and its `MastraModelOutput`.

type AgentChunk =
  | { type: 'text-delta'; runId: string; from: 'AGENT'; payload: { id: string; text: string } }
  | { type: 'object'; runId: string; object: Partial<unknown> }
  | { type: `data-${string}`; data: unknown };
interface ModelOutput {
  get fullStream(): ReadableStream<AgentChunk>;
  get text(): Promise<string>;
}
declare const mastraAgent: { stream(prompt: string): Promise<ModelOutput> };
export const countedOutput: Promise<ModelOutput> = tapAgentStream(mastraAgent.stream('Hi.'), telemetry.tap(mastra));
export const countedChunks = async (): Promise<ReadableStream<AgentChunk>> =>
  tapStream((await mastraAgent.stream('Hi.')).fullStream, telemetry.tap(mastraWith({ toolError: () => 'hook' })));
// @ts-expect-error: an output has a stream
void tapAgentStream(Promise.resolve({ text: 'Hi.' }), telemetry.tap(mastra));

// Options

const options = { toolError: (): ToolError | undefined => 'hook' };
agent.run(input).pipe(telemetry.tap(agUiWith(options)));
tapStream(result.fullStream, telemetry.tap(aiSdkWith(options)));
tapAcpStream(stream, telemetry.tap(acpWith(options)));
foreign$.pipe(telemetry.tap(wireWith(options)));
graphEvents$.pipe(telemetry.tap(langGraphWith(options)));
messages$.pipe(telemetry.tap(claudeAgentWith(options)));
runEvents$.pipe(telemetry.tap(openAiAgentsWith(options)));
tapChunks(tanStackChunks, telemetry.tap(tanStackAiWith(options)));
piEvents$.pipe(telemetry.tap(piWith(options)));
opencodeEvents2$.pipe(telemetry.tap(opencodeWith(options)));
// @ts-expect-error: only what is counted
agUiWith({ toolError: () => 'http_429' });

type Bucket = (typeof agentSignals)['tool_error'][number];
export const buckets: (bucket: Bucket) => ToolError = (bucket) => bucket;
export const toolErrors: (error: ToolError) => Bucket = (error) => error;
