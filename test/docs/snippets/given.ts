/** What a reader has at hand where a document shows code: what to put before it, in the order in which the blocks appear. */
export const given: ReadonlyArray<readonly [place: string, code: string]> = [
  [
    'README.md: turntally',
    `import type { Observable } from 'rxjs';
    import type { AgentEvent } from 'turntally';
    declare const agent: { run(input: string): Observable<AgentEvent> };
    declare const input: string, show: (event: AgentEvent) => void, yesButton: HTMLButtonElement;`,
  ],
  [
    'README.md: What is counted, and what never leaves',
    `import { defineSignals, startTurntally, storedConsent } from 'turntally';
    const options = { endpoint: 'https://telemetry.example.com/v1/metrics', release: { version: '1.4.0' } };`,
  ],
  [
    'README.md: AI SDK',
    `import { type ChatInit, DefaultChatTransport, type StreamTextResult, type UIMessage } from 'ai';
    declare const telemetry: Telemetry, useChat: (options: ChatInit<UIMessage>) => void;
    declare const result: StreamTextResult<{}, never>;`,
  ],
  [
    'README.md: AG-UI',
    `import type { BaseEvent, HttpAgent, RunAgentInput } from '@ag-ui/client';
    declare const telemetry: Telemetry, agent: HttpAgent, input: RunAgentInput, show: (event: BaseEvent) => void;`,
  ],
  [
    'README.md: ACP',
    `import { client, type Stream } from '@agentclientprotocol/sdk';
    declare const telemetry: Telemetry, stream: Stream;`,
  ],
  [
    "README.md: The agent lives in Electron's main process",
    `import { Observable, share } from 'rxjs';
    import type { WireEvent } from 'turntally/adapters/wire';
    declare const telemetry: Telemetry, show: (event: WireEvent) => void;
    declare const window: { agent: { onEvent(listener: (event: WireEvent) => void): () => void } };`,
  ],
  ['README.md: What people see', 'declare const consent: StoredConsent, telemetry: Telemetry, endpoint: string;'],
  ['README.md: The collector', ''],
  [
    'docs/adapters.md: Adapters',
    `import { aiSdkWith } from 'turntally/adapters/ai-sdk';
    class BlockedByHook extends Error {}`,
  ],
  [
    'docs/adapters.md: AI SDK (versions 5 and 6)',
    `import { DefaultChatTransport, streamText, type ChatInit, type LanguageModel, type TextStreamPart, type ToolSet, type UIMessage } from 'ai';
    declare const telemetry: Telemetry, useChat: (options: ChatInit<UIMessage>) => void;
    declare const model: LanguageModel, prompt: string, show: (part: TextStreamPart<ToolSet>) => void;`,
  ],
  [
    'docs/adapters.md: AI SDK (versions 5 and 6)',
    `import type { StreamTextResult } from 'ai';
    declare const result: StreamTextResult<{}, never>;`,
  ],
  [
    'docs/adapters.md: AG-UI',
    `import type { BaseEvent, HttpAgent, RunAgentInput, Tool } from '@ag-ui/client';
    declare const telemetry: Telemetry, agent: HttpAgent, input: RunAgentInput, show: (event: BaseEvent) => void;
    declare const tools: Tool[];`,
  ],
  [
    'docs/adapters.md: ACP (version 1, from either end)',
    `import { client, methods, ndJsonStream, type SessionUpdate } from '@agentclientprotocol/sdk';
    declare const telemetry: Telemetry, show: (update: SessionUpdate) => void;
    declare const output: WritableStream<Uint8Array>, input: ReadableStream<Uint8Array>;`,
  ],
  [
    'docs/adapters.md: Events over a wire',
    `import { Observable } from 'rxjs';
    import type { WireEvent } from 'turntally/adapters/wire';
    declare const telemetry: Telemetry;
    declare const window: { agent: { onEvent(listener: (event: WireEvent) => void): () => void } };`,
  ],
  ['docs/stats.md: Who may read', ''],
  ['docs/ui.md: React (19 or newer)', ''],
  [
    'docs/ui.md: Properties',
    `import { defineSignals, storedConsent } from 'turntally';
    import type { TurntallyConsent } from '@turntally/ui';
    declare const element: TurntallyConsent;`,
  ],
  [
    'docs/ui.md: The inspector: `<turntally-inspector>`',
    'declare const telemetry: Telemetry, consent: StoredConsent, settings: HTMLElement;',
  ],
  ['docs/ui.md: Words', "declare const element: import('@turntally/ui').TurntallyConsent;"],
];
