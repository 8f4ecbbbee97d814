import type { Telemetry } from 'turntally';
import { acpTurns } from '../../sources/acpTurns.js';
import { claudeAgentTurns } from '../../sources/claudeAgentTurns.js';
import type { DemoConfig } from '../fetches.js';
import { ownEvents } from './ownEvents.js';
import { lazily, type Source } from './source.js';

/** The agents to choose from. Each attaches the counting as an app with its framework would. */
export const sourcesOf = (telemetry: Telemetry, turns: DemoConfig['turns']): readonly [Source, ...Source[]] => [
  {
    id: 'own',
    title: 'turntally’s own events, server-sent',
    attachment: 'events$.pipe(telemetry.tap())',
    turns: turns.own,
    run: ownEvents(telemetry),
  },
  lazily(
    {
      id: 'ai-sdk',
      title: 'AI SDK: a chat transport',
      attachment: 'tapChatTransport(chat, telemetry.tap(aiSdk))',
      turns: turns.aiSdk,
    },
    async () => (await import('./aiSdk.js')).aiSdkChat(telemetry),
  ),
  lazily(
    {
      id: 'ag-ui',
      title: 'AG-UI: an HttpAgent',
      attachment: 'agent.run(input).pipe(telemetry.tap(agUi))',
      turns: turns.agUi,
    },
    async () => (await import('./agUi.js')).agUiAgent(telemetry),
  ),
  lazily(
    {
      id: 'acp',
      title: 'ACP: an editor’s client',
      attachment: 'client.connect(tapAcpStream(stream, telemetry.tap(acp)))',
      turns: acpTurns,
    },
    async () => (await import('./acp.js')).acpClient(telemetry),
  ),
  lazily(
    {
      id: 'claude-agent',
      title: 'Claude Agent SDK: messages of a main process',
      attachment: 'messages$.pipe(telemetry.tap(claudeAgent))',
      turns: claudeAgentTurns,
    },
    async () => (await import('./claudeAgent.js')).claudeAgentMessages(telemetry),
  ),
  lazily(
    {
      id: 'openai',
      title: 'OpenAI’s client: a loop of the app',
      attachment: 'countModelCalls(client, telemetry.tap(openAi))',
      turns: turns.openAi,
    },
    async () => (await import('./openAi.js')).openAiLoop(telemetry),
  ),
  lazily(
    {
      id: 'anthropic',
      title: 'Anthropic’s client: a loop of the app',
      attachment: 'countModelCalls(client, telemetry.tap(anthropic))',
      turns: turns.anthropic,
    },
    async () => (await import('./anthropic.js')).anthropicLoop(telemetry),
  ),
];
