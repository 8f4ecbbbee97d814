import { CopilotKitCore, ProxiedCopilotRuntimeAgent } from '@copilotkit/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { agUi, copilotKit } from '../../src/adapters/agUi.js';
import { agentServer, failed, finished, inOrder, type Run, says, started } from './support/agUiServer.js';
import { counting } from './support/counting.js';
import { turn } from './support/modelCalls.js';
import type { Served } from './support/servers.js';

const servers: Served[] = [];
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** CopilotKit's core, and an agent of its that runs on a server with these events. */
async function setUp(run: Run) {
  const server = await agentServer(run);
  servers.push(server);
  const { telemetry, counts } = counting();
  const agent = new ProxiedCopilotRuntimeAgent({ runtimeUrl: server.url, agentId: 'default', transport: 'rest' });
  const core = new CopilotKitCore({ agents__unsafe_dev_only: { default: agent } });
  core.subscribe(copilotKit(telemetry.tap(agUi)));
  return { core, agent, counts, server };
}
const answer = inOrder(started, says('Because.', { end: { metadata: { finishReason: 'stop' } } }), finished());
const stop = { 'finish_reason/stop': 1 };

test('should count each run of an agent once', async () => {
  const { core, agent, counts, server } = await setUp(answer);
  await core.runAgent({ agent });
  expect(await counts()).toEqual({ ...stop, ...turn });
  await core.runAgent({ agent });
  await core.runAgent({ agent });
  expect(server.asked).toHaveLength(3);
  expect(await counts()).toEqual({ 'finish_reason/stop': 3, 'turns/total': 3 });
});

test('should count the runs of a copy, which has the subscribers of its original, once', async () => {
  const { core, agent, counts } = await setUp(answer);
  await core.runAgent({ agent });
  const copy = agent.clone();
  await core.runAgent({ agent: copy });
  await core.runAgent({ agent: copy });
  await core.runAgent({ agent });
  expect(await counts()).toEqual({ 'finish_reason/stop': 4, 'turns/total': 4 });
});

test('should not count what a copy is asked for by itself, as suggestions are', async () => {
  const { core, agent, counts, server } = await setUp(answer);
  await core.runAgent({ agent });
  await agent.clone().runAgent();
  expect(server.asked).toHaveLength(2);
  expect(await counts()).toEqual({ ...stop, ...turn });
});

test('should count a run that fails, once', async () => {
  const { core, agent, counts } = await setUp(inOrder(started, failed('rate_limit_exceeded')));
  await core.runAgent({ agent });
  expect(await counts()).toEqual({ 'provider_error/http_429': 1, ...turn });
});

test('should count a run whose server is gone as failed', async () => {
  const { core, agent, counts } = await setUp(answer);
  await servers.pop()?.close();
  await core.runAgent({ agent });
  expect(await counts()).toEqual({ 'provider_error/other': 1, ...turn });
});

test('should subscribe once to an agent that does not show its subscribers', async () => {
  const { telemetry } = counting();
  const { onAgentRunStarted } = copilotKit(telemetry.tap(agUi));
  let subscriptions = 0;
  const agent = { subscribe: () => subscriptions++ };
  onAgentRunStarted({ agent });
  onAgentRunStarted({ agent });
  expect(subscriptions).toBe(1);
});
