/// <reference path="../../examples/electron/electron.d.ts" />
import { expect, test, vi } from 'vitest';
import type { AgentBridge } from '../../examples/electron-claude-agent/bridge.js';
import { forwardQueries } from '../../examples/electron-claude-agent/forwardQueries.js';
import { messagesOf } from '../../examples/electron-claude-agent/messagesOf.js';
import type { Message } from '../../examples/electron-claude-agent/query.js';
import { scenarios } from '../../scripts/record/claudeAgent/scenarios.js';
import { claudeAgent } from '../../src/adapters/claudeAgent.js';
import { counting } from './support/counting.js';

const exposed = vi.hoisted(() => new Map<string, unknown>());

/** Both ends of Electron's IPC. As in Electron, the other end gets copies of plain data. */
vi.mock('electron', () => {
  const handlers = new Map<string, (event: object, ...args: unknown[]) => unknown>();
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>();
  const sender = {
    isDestroyed: () => false,
    send(channel: string, ...args: unknown[]) {
      for (const listener of listeners.get(channel) ?? []) listener({ sender }, ...structuredClone(args));
    },
  };
  return {
    ipcMain: { handle: (channel: string, handler: () => unknown) => handlers.set(channel, handler) },
    ipcRenderer: {
      invoke: async (channel: string, ...args: unknown[]) =>
        structuredClone(await handlers.get(channel)?.({ sender }, ...structuredClone(args))),
      on: (channel: string, listener: () => void) =>
        listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
      off: (channel: string, listener: () => void) => listeners.get(channel)?.delete(listener),
    },
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => exposed.set(name, api) },
  };
});

forwardQueries();
await import('../../examples/electron-claude-agent/preload.js');
const agent = exposed.get('claude') as AgentBridge;

const run = (prompt: string, until: (message: Message) => boolean = () => false) => {
  const counter = counting();
  const ended = new Promise<void>((resolve) => {
    const subscription = messagesOf(agent, prompt)
      .pipe(counter.telemetry.tap(claudeAgent))
      .subscribe({
        next(message) {
          if (!until(message)) return;
          subscription.unsubscribe();
          resolve();
        },
        error: () => resolve(),
        complete: () => resolve(),
      });
  });
  return { ...counter, ended };
};

test.each(['answer', 'blocked by a hook', '429', 'the program is killed', 'interrupted', 'aborted', 'no program'])(
  'a query in the main process counts the same in the renderer: %s',
  async (name) => {
    const { counts, faults, ended } = run(name);
    await ended;
    expect(await counts()).toEqual(scenarios.find((scenario) => scenario.name === name)?.counts);
    expect(faults()).toBe(0);
  },
);

test('queries that run at the same time are kept apart', async () => {
  const both = [run('tool'), run('429')];
  await Promise.all(both.map(({ ended }) => ended));
  expect(await both[0]?.counts()).toMatchObject({ 'finish_reason/tool_calls': 1, 'turns/total': 1 });
  expect(await both[1]?.counts()).toEqual({ 'provider_error/http_429': 1, 'turns/total': 1 });
});

test('a person who stops a query aborts it, and it counts as a plain turn', async () => {
  const aborted = vi.spyOn(AbortController.prototype, 'abort');
  const { counts, ended } = run('tool', ({ type }) => type === 'assistant');
  await ended;
  await expect.poll(() => aborted.mock.calls.length).toBe(1);
  expect(await counts()).toEqual({ 'cache_hit/95_99': 1, 'turns/total': 1 });
});
