import type { Agent, Mastra } from './packageOf.js';
import type { Part, Scenario } from './scenarios.js';

type Options = { readonly abortSignal?: AbortSignal };
type Context = { readonly agent?: { suspend(payload: object): unknown } };
type Abort = (reason: string, options?: object) => never;

/** A model that streams what the script says. */
function modelOf(script: readonly (readonly Part[])[], isVersion3 = false): object {
  const calls = [...script];
  return {
    specificationVersion: isVersion3 ? 'v3' : 'v2',
    provider: 'scripted',
    modelId: 'model',
    supportedUrls: {},
    async doStream({ abortSignal }: Options) {
      const parts = calls.shift() ?? [];
      const [first] = parts;
      if (first instanceof Error) throw first;
      const start = (controller: ReadableStreamDefaultController): void => {
        controller.enqueue({ type: 'stream-start', warnings: [] });
        for (const part of parts) {
          if (part instanceof Error) {
            controller.error(part);
            return;
          }
          if (part === 'stall') {
            abortSignal?.addEventListener('abort', () => controller.error(abortSignal.reason));
            return;
          }
          controller.enqueue(part);
        }
        controller.close();
      };
      return { stream: new ReadableStream({ start }) };
    },
  };
}

const rules: { readonly [name in NonNullable<Scenario['has']>]?: object } = {
  'a rule for the input': { inputProcessors: [{ id: 'rule', processInput: (given: Rule) => given.abort('No.') }] },
  'a rule for the output': {
    outputProcessors: [
      {
        id: 'rule',
        processOutputStream: ({ part, abort }: Rule & { readonly part: Part }) =>
          Object(part).type === 'text-delta' ? abort('No.') : part,
      },
    ],
  },
  'a rule that asks again': {
    outputProcessors: [
      {
        id: 'rule',
        processOutputStep: ({ abort, retryCount }: Rule) => (retryCount ? [] : abort('No.', { retry: true })),
      },
    ],
  },
};
type Rule = { readonly abort: Abort; readonly retryCount?: number };

/** The agent of a scenario. */
export function agentOf({ script, isVersion3, tool, has }: Scenario, mastra: Mastra): Agent {
  const { Agent, Mastra, InMemoryStore, createTool, z } = mastra;
  const look = createTool({
    id: 'look',
    description: 'Looks at a file.',
    inputSchema: z.object({ path: z.string() }),
    requireApproval: tool === 'needs approval',
    ...(tool === 'suspends' && { suspendSchema: z.object({ question: z.string() }) }),
    async execute({ path }: { readonly path: string }, { agent }: Context) {
      if (path === 'secret') throw new Error('EACCES: permission denied, open secret');
      if (tool === 'suspends') return agent?.suspend({ question: 'May I?' });
      if (tool === 'waits') await new Promise((resolve) => setTimeout(resolve, 200));
      return 'It is there.';
    },
  });
  const shared = { instructions: 'Answer.', maxRetries: 0 };
  const sub = new Agent({
    ...shared,
    id: 'sub',
    name: 'sub',
    description: 'Helps.',
    model: modelOf([
      [
        { type: 'text-start', id: 't' },
        { type: 'finish', finishReason: 'length', usage: {} },
      ],
    ]),
  });
  const agent = new Agent({
    ...shared,
    id: 'agent',
    name: 'agent',
    model: modelOf(script, isVersion3),
    tools: { look },
    ...(has === 'a subagent' ? { agents: { sub } } : has && rules[has]),
  });
  // Without a store, an agent cannot wait for a person.
  new Mastra({ agents: { agent }, storage: new InMemoryStore(), logger: false });
  return agent;
}
