/**
 * What a reader has at hand where a document shows code: what to put before the blocks under a heading, one text for each.
 * The keys are `file: heading`.
 */
export const given: Readonly<Record<string, readonly string[]>> = {
  'README.md: Quick start': [
    `import type { Observable } from 'rxjs';
    import type { AgentEvent } from 'turntally';
    declare const agent: { run(input: string): Observable<AgentEvent> };
    declare const input: string, show: (event: AgentEvent) => void, yesButton: HTMLButtonElement;`,
  ],
  'README.md: Framework adapters': [
    `import type { Stream } from '@agentclientprotocol/sdk';
    import type { BaseEvent, HttpAgent, RunAgentInput } from '@ag-ui/client';
    import type { ChatInit, DefaultChatTransport, UIMessage } from 'ai';
    import type { Observable } from 'rxjs';
    import { acp, tapAcpStream } from 'turntally/adapters/acp';
    import { agUi } from 'turntally/adapters/ag-ui';
    import { aiSdk, tapChatTransport } from 'turntally/adapters/ai-sdk';
    import { claudeAgent, tapQuery, type ClaudeAgentMessage } from 'turntally/adapters/claude-agent';
    import { wire, type WireEvent } from 'turntally/adapters/wire';
    import { countModelCalls, openAi } from 'turntally/adapters/openai';
    import { openAiAgents, tapAgentRun } from 'turntally/adapters/openai-agents';
    import { type Agent, run } from '@openai/agents';
    import { opencode, tapIterable } from 'turntally/adapters/opencode';
    import type { Agent as PiAgent } from '@earendil-works/pi-agent-core';
    import { HttpAgentServerAdapter } from '@langchain/langgraph-sdk';
    import { pi, piSubscriber } from 'turntally/adapters/pi';
    import { langGraph, tapAgentServer } from 'turntally/adapters/langgraph';
    import OpenAI from 'openai';
    import type { OpencodeClient } from '@opencode-ai/sdk';
    declare const events: Awaited<ReturnType<OpencodeClient['event']['subscribe']>>;
    declare const piAgent: PiAgent, server: HttpAgentServerAdapter;
    declare const prompt: string, options: object;
    declare function query(request: { prompt: string; options: object }): AsyncGenerator<ClaudeAgentMessage, void>;
    declare const telemetry: Telemetry, useChat: (options: ChatInit<UIMessage>) => void;
    declare const transport: DefaultChatTransport<UIMessage>, stream: Stream, events$: Observable<WireEvent>;
    declare const agent: HttpAgent, input: RunAgentInput, show: (event: BaseEvent) => void, main: Agent;`,
  ],
  'docs/adapters.md: OpenAI Agents SDK': [
    `import { type Agent, run, type RunStreamEvent } from '@openai/agents';
    declare const telemetry: Telemetry, agent: Agent, input: string, show: (event: RunStreamEvent) => void;`,
  ],
  'docs/adapters.md: Errors and privacy': [
    `import { aiSdkWith } from 'turntally/adapters/ai-sdk';
    class BlockedByHook extends Error {}`,
  ],
  'docs/adapters.md: By provider': [
    `import Anthropic from '@anthropic-ai/sdk';
    import type { TextStreamPart, ToolSet } from 'ai7';
    import type { Observable } from 'rxjs';
    import { aiSdk } from 'turntally/adapters/ai-sdk';
    import { anthropic, countModelCalls } from 'turntally/adapters/anthropic';
    declare const telemetry: Telemetry, result$: Observable<TextStreamPart<ToolSet>>, options: object;
    declare const model: { readonly provider: string }, show: (part: TextStreamPart<ToolSet>) => void;`,
  ],
  'docs/adapters.md: AI SDK': [
    `import { DefaultChatTransport, streamText, type ChatInit, type LanguageModel, type TextStreamPart, type ToolSet, type UIMessage } from 'ai7';
    declare const telemetry: Telemetry, useChat: (options: ChatInit<UIMessage>) => void;
    declare const model: LanguageModel, prompt: string, show: (part: TextStreamPart<ToolSet>) => void;`,
    `import { createUIMessageStreamResponse, toUIMessageStream, type StreamTextResult } from 'ai7';
    declare const result: StreamTextResult<{}, {}, never>;`,
    `import { registerTelemetry } from 'ai7';
    declare const telemetry: Telemetry;`,
  ],
  'docs/adapters.md: AG-UI': [
    `import type { BaseEvent, HttpAgent, RunAgentInput, Tool } from '@ag-ui/client';
    declare const telemetry: Telemetry, agent: HttpAgent, input: RunAgentInput, show: (event: BaseEvent) => void;
    declare const tools: Tool[];`,
  ],
  'docs/adapters.md: TanStack AI': [
    `import { chat, type AnyTextAdapter, type ModelMessage, type StreamChunk } from '@tanstack/ai';
    import { ChatClient, fetchServerSentEvents } from '@tanstack/ai-client';
    declare const telemetry: Telemetry, adapter: AnyTextAdapter, messages: ModelMessage<string>[];
    declare const abortController: AbortController, show: (chunk: StreamChunk) => void;`,
  ],
  'docs/adapters.md: CopilotKit': [
    `import type { CopilotKitCore } from '@copilotkit/core';
    declare const telemetry: Telemetry, copilotkit: CopilotKitCore;`,
  ],
  'docs/adapters.md: ACP': [
    `import { client, methods, ndJsonStream, type SessionUpdate } from '@agentclientprotocol/sdk';
    declare const telemetry: Telemetry, show: (update: SessionUpdate) => void;
    declare const output: WritableStream<Uint8Array>, input: ReadableStream<Uint8Array>;`,
  ],
  'docs/adapters.md: Claude Agent SDK': [
    `import type { ClaudeAgentMessage } from 'turntally/adapters/claude-agent';
    declare const telemetry: Telemetry, show: (message: ClaudeAgentMessage) => void;
    declare const prompt: string, options: object;
    declare function query(request: { prompt: string; options: object }): AsyncGenerator<ClaudeAgentMessage, void>;`,
    `import type { Observable } from 'rxjs';
    import { claudeAgent, type ClaudeAgentMessage } from 'turntally/adapters/claude-agent';
    declare const telemetry: Telemetry, show: (message: ClaudeAgentMessage) => void;
    declare const messages$: Observable<ClaudeAgentMessage>;`,
  ],
  'docs/adapters.md: Events over a wire': [
    `import { Observable, share } from 'rxjs';
    import type { WireEvent } from 'turntally/adapters/wire';
    declare const telemetry: Telemetry, show: (event: WireEvent) => void;
    declare const window: { agent: { onEvent(listener: (event: WireEvent) => void): () => void } };`,
  ],
  'docs/adapters.md: Model clients': [
    `import OpenAI, { type ClientOptions } from 'openai';
    declare const telemetry: Telemetry, options: ClientOptions, client: OpenAI, show: (event: object) => void;
    declare const request: { readonly model: string; readonly input: string };`,
  ],
  'docs/adapters.md: Anthropic': [
    `import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
    declare const telemetry: Telemetry, options: ClientOptions;
    declare const request: { model: string; max_tokens: number; messages: [] };`,
  ],
  'docs/adapters.md: Google Gen AI': [
    `import { GoogleGenAI, type GoogleGenAIOptions } from '@google/genai';
    declare const telemetry: Telemetry, options: GoogleGenAIOptions, show: (part: object) => void;
    declare const request: { model: string; contents: string };`,
  ],
  'docs/adapters.md: pi': [
    `import type { Agent } from '@earendil-works/pi-agent-core';
    declare const telemetry: Telemetry, agent: Agent;`,
  ],
  'docs/adapters.md: LangGraph and LangChain': [
    `import { HttpAgentServerAdapter, type HttpAgentServerAdapterOptions } from '@langchain/langgraph-sdk';
    declare const telemetry: Telemetry, options: HttpAgentServerAdapterOptions;
    declare const useStream: (options: { assistantId: string; transport: HttpAgentServerAdapter }) => void;`,
    `import type { ReactAgent } from 'langchain';
    declare const telemetry: Telemetry, agent: ReactAgent, show: (message: object) => void;
    declare const input: { messages: [] };`,
  ],
  'docs/adapters.md: opencode': [
    `import type { OpencodeClient } from '@opencode-ai/sdk';
    declare const telemetry: Telemetry, client: OpencodeClient, controller: AbortController, show: (event: { type: string }) => void;`,
  ],
  'docs/adapters.md: Mastra': [
    `import type { MastraChunk } from 'turntally/adapters/mastra';
    type Output = { readonly fullStream: ReadableStream<MastraChunk> & AsyncIterable<MastraChunk> };
    declare const telemetry: Telemetry, agent: { stream(prompt: string): Promise<Output> }, prompt: string;
    declare const show: (chunk: MastraChunk) => void;`,
    `import { Observable } from 'rxjs';
    import { mastra, type MastraChunk } from 'turntally/adapters/mastra';
    declare const telemetry: Telemetry, show: (chunk: MastraChunk) => void;
    type OnChunk = (chunk: MastraChunk) => Promise<void>;
    declare const response: { processDataStream(options: { onChunk: OnChunk }): Promise<void> };`,
  ],
  'docs/api.md: `startTurntally`': [''],
  'docs/api.md: `providers`': [
    `import type { TextStreamPart, ToolSet } from 'ai7';
    import type { Observable } from 'rxjs';
    import { startTurntally, storedConsent } from 'turntally';
    import { aiSdk } from 'turntally/adapters/ai-sdk';
    declare const result$: Observable<TextStreamPart<ToolSet>>, show: (part: TextStreamPart<ToolSet>) => void;
    declare const model: { readonly provider: string };`,
  ],
  'docs/api.md: `launch$`': [
    `import { startTurntally, type TurntallyOptions } from 'turntally';
    declare const options: TurntallyOptions<Record<never, never>>;`,
  ],
  'docs/api.md: `tap`': [
    `import type { Observable } from 'rxjs';
    import type { AgentEvent } from 'turntally';
    declare const agent: { run(input: string): Observable<AgentEvent> };
    declare const telemetry: Telemetry, input: string, show: (event: AgentEvent) => void;`,
  ],
  'docs/api.md: `record`': [
    `import type { AgentEvent } from 'turntally';
    declare const telemetry: Telemetry;
    declare const window: { agent: { onEvent(listener: (event: AgentEvent) => void): () => void } };`,
  ],
  'docs/api.md: `count`': ["declare const telemetry: Telemetry<'plan/pro'>;"],
  'docs/api.md: `storedConsent`': [
    `import { defineSignals, startTurntally, storedConsent } from 'turntally';
    declare const toggle: HTMLInputElement;`,
  ],
  'docs/api.md: `Translator`': [
    `import type { Observable } from 'rxjs';
    import type { Translator } from 'turntally';
    declare const telemetry: Telemetry, numbers$: Observable<number>;`,
  ],
  'docs/api.md: `defineSignals`': [`import { defineSignals, startTurntally, storedConsent } from 'turntally';`],
  'docs/api.md: `lostSignals`': ["import { defineSignals, lostSignals } from 'turntally';"],
  'docs/api.md: `classify`': ["import { classify } from 'turntally';"],
  'docs/api.md: `classifyProviderError`': ["import { classifyProviderError } from 'turntally';"],
  'docs/api.md: `classifyToolError`': ["import { classifyToolError } from 'turntally';"],
  'docs/api.md: `toSignals`': [
    `import { of } from 'rxjs';
    import { toSignals } from 'turntally';`,
  ],
  'docs/api.md: `createSessionCounter`': [
    `import { aiSdk, type AiSdkPart } from 'turntally/adapters/ai-sdk';
    import { createSessionCounter } from 'turntally/testing';
    declare const recordedParts: AiSdkPart[];`,
  ],
  'docs/api.md: `countStream`': [
    `import { aiSdk } from 'turntally/adapters/ai-sdk';
    import { countStream } from 'turntally/testing';`,
  ],
  'docs/api.md: `tallyTurns`': [
    `import { from } from 'rxjs';
    import { type SignalToken, tallyTurns } from 'turntally';`,
  ],
  'docs/collector.md: The collector': ['', ''],
  'docs/collector.md: Several apps': [''],
  'docs/collector.md: Deno and Bun': ['', ''],
  'docs/collector.md: Behind a proxy': [''],
  'docs/ohttp.md: Set it up': ['declare const keyConfig: string;'],
  'docs/ohttp.md: Relays': ['declare const keyConfig: string;'],
  'docs/ohttp.md: `obliviousGateway`': [
    `import { readFile } from 'node:fs/promises';
    import { serve } from '@hono/node-server';`,
  ],
  'docs/collector.md: PostgreSQL': [''],
  'docs/collector.md: D1': [
    `import type { D1Database } from '@turntally/collector/d1';
    declare const env: { readonly DB: D1Database; readonly TURNTALLY_TOKEN: string };`,
  ],
  'docs/collector.md: Durable Objects': [
    `import type { D1Database } from '@turntally/collector/d1';
    import type { ShardNamespace } from '@turntally/collector/durable-object';
    declare const env: { readonly DB: D1Database; readonly SHARDS: ShardNamespace; readonly TURNTALLY_TOKEN: string };`,
  ],
  'docs/collector.md: Your own': [
    `import type { CollectorStore } from '@turntally/collector';
    declare const newDatabase: () => Promise<{ remove(): Promise<void> }>;
    declare const myStore: (database: object) => CollectorStore;`,
  ],
  'docs/collector.md: Types': ['declare const body: string;'],
  'docs/collector.md: Maintenance': [
    `import type { Collector } from '@turntally/collector'; declare const collector: Collector;`,
  ],
  'docs/compare.md: JSON': [''],
  'docs/ui.md: React': [''],
  'docs/ui.md: Descriptions': [
    `import { defineSignals, storedConsent } from 'turntally';
    import type { TurntallyConsent } from '@turntally/ui';
    declare const element: TurntallyConsent;`,
  ],
  'docs/ui.md: `<turntally-inspector>`': [
    'declare const telemetry: Telemetry, consent: StoredConsent, settings: HTMLElement;',
  ],
  'docs/ui.md: Words': ["declare const element: import('@turntally/ui').TurntallyConsent;"],
  'packages/collector/README.md: @turntally/collector': [''],
};
