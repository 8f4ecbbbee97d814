import { Command } from '@langchain/langgraph';
import { type AgentServerAdapter, Client, HttpAgentServerAdapter } from '@langchain/langgraph-sdk';
import { StreamController } from '@langchain/langgraph-sdk/stream';
import { expect, vi } from 'vitest';
import { langGraph, tapAgentServer } from '../../../src/adapters/langGraph.js';
import { type AgentServer, agentServer, type Faults } from './agentServer.js';
import { counting } from './counting.js';
import type { Graph, Scenario } from './langGraphScenarios.js';

/** A page with `useStream`'s own controller and the real transport, counted. */
export function agentPage(server: Pick<AgentServer, 'url'>, threadId: string | null = null) {
  const { telemetry, counts, faults } = counting();
  const transport = tapAgentServer(new HttpAgentServerAdapter({ apiUrl: server.url }), telemetry.tap(langGraph));
  let isCreated = false;
  const controller = new StreamController<{ messages: unknown[] }>({
    assistantId: 'agent',
    client: new Client({ apiUrl: server.url, callerOptions: { maxRetries: 0 } }),
    threadId,
    // Its own type has no room for its own adapter with exactOptionalPropertyTypes.
    transport: transport as AgentServerAdapter,
    onCreated: () => {
      isCreated = true;
    },
  });
  return { transport, controller, counts, faults, isCreated: () => isCreated };
}

/** As a person does, who sees what has come so far. */
async function stopWhen({ controller, isCreated }: ReturnType<typeof agentPage>, hasCome: () => boolean) {
  await vi.waitFor(() => expect(isCreated() && hasCome()).toBe(true), { timeout: 20_000 });
  await controller.stop();
}

/** Asks what a scenario asks, one after the other, and stops where it says so. */
export async function ask({ graph, inputs, stopAt }: Scenario, question: object, given: Faults = {}) {
  const server = await agentServer(graph() as Graph, given);
  const page = agentPage(server);
  const { controller } = page;
  await controller.hydrate();
  const stopped = stopAt && stopWhen(page, () => JSON.stringify(server.kept).includes(stopAt));
  for (const input of inputs ?? [question]) {
    // The errors of a run are in the controller's store; they end here.
    if (input instanceof Command) await controller.respond(input.resume).catch(() => {});
    else await controller.submit(input).catch(() => {});
  }
  await stopped;
  return {
    ...page,
    server,
    async close() {
      await controller.dispose();
      await server.close();
    },
  };
}
