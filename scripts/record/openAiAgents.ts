import { type Agent, OpenAIProvider, Runner } from '@openai/agents';
import OpenAI from 'openai';
import {
  type Api,
  agentWith,
  chat,
  looking,
  type RunScenario,
  responses,
  responsesOnly,
  scenariosOf,
} from '../../test/adapters/support/openAiAgentsScenarios.js';
import { serve } from '../../test/adapters/support/servers.js';
import { ended, type Recording } from './recording.js';

const names: readonly string[] = [
  'an answer',
  'cached tokens',
  'a blank answer',
  'a tool',
  'a failed tool',
  'a tool with a deadline',
  'an answer that is too long',
  'a pause for an approval',
  'a handoff',
  'a clean cut',
  'a reset',
  'status 429',
  'a refusal after a tool',
  'a stop by the signal',
  'a compaction',
  'a failure',
];

/** The events of streamed runs, on Chat Completions and on Responses. */
export async function recordOpenAiAgents(): Promise<Recording> {
  const recorded: Recording[number][] = [];
  for (const [api, scenarios] of [
    [chat, scenariosOf(chat)],
    [responses, [...scenariosOf(responses), ...responsesOnly]],
  ] as const) {
    for (const scenario of scenarios.filter(({ name }) => names.includes(name))) {
      recorded.push({ lines: await eventsOf(api, scenario), counts: scenario.wanted });
    }
  }
  return recorded;
}

const plainAgent = (): Agent => agentWith(looking(async () => 'There.'));

async function eventsOf({ name }: Api, { served, agent, stop }: RunScenario): Promise<unknown[]> {
  const server = await serve(...served);
  const stopper = new AbortController();
  const openAIClient = new OpenAI({ apiKey: 'key', baseURL: server.url, maxRetries: 0 });
  const modelProvider = new OpenAIProvider({ openAIClient, useResponses: name === 'responses' });
  const runner = new Runner({ tracingDisabled: true, modelProvider });
  const lines: unknown[] = [];
  try {
    const result = await runner.run(agent?.() ?? plainAgent(), 'Why?', { stream: true, signal: stopper.signal });
    for await (const event of result) {
      lines.push(event);
      if (stop) stopper.abort();
    }
    lines.push(ended(result.cancelled ? { name: 'AbortError' } : undefined));
  } catch (error) {
    lines.push(ended(error));
  }
  await server.close();
  return lines;
}
