import * as acp from '@agentclientprotocol/sdk/unstable';

export type Update = acp.SessionUpdate;

/** What an agent does in answer to a prompt. */
export interface Prompted {
  readonly sessionId: string;
  update(update: Update): Promise<void>;
  /** Asks for permission to go on with a tool call. */
  ask(toolCallId: string): Promise<acp.RequestPermissionOutcome>;
  /** Resolves when the client cancels. */
  readonly cancelled: Promise<unknown>;
}
export type Behaviour = (
  prompted: Prompted,
) => Promise<Partial<acp.PromptResponse> & Pick<acp.PromptResponse, 'stopReason'>>;

export const says = (text: string): Update => ({
  sessionUpdate: 'agent_message_chunk',
  content: { type: 'text', text },
});
export const calls = (toolCallId: string): Update => ({ sessionUpdate: 'tool_call', toolCallId, title: 'a title' });
export const fails = (toolCallId: string): Update => ({
  sessionUpdate: 'tool_call_update',
  toolCallId,
  status: 'failed',
  content: [{ type: 'content', content: { type: 'text', text: 'permission denied: /home/ada/secret.txt' } }],
});

const { agent: onAgent, client: onClient } = acp.methods;
const permission: string = onClient.session.requestPermission;

/** A real agent and a real client over in-process streams, with either end's stream replaced by what `mirror` makes of it. */
export function connect(
  behave: Behaviour,
  {
    mirror = (stream) => stream,
    mirrored = 'client',
    choose = 'yes',
    history = [],
  }: {
    mirror?: (stream: acp.Stream) => acp.Stream;
    mirrored?: 'client' | 'agent';
    /** The option that the person chooses. */
    choose?: string;
    /** What a loaded session consists of. */
    history?: readonly Update[];
  } = {},
) {
  let wayThere: TransformStreamDefaultController | undefined;
  const there = new TransformStream<acp.AnyMessage, acp.AnyMessage>({
    start(controller) {
      wayThere = controller;
    },
  });
  const back = new TransformStream<acp.AnyMessage, acp.AnyMessage>();
  let pipe: ReadableStreamDefaultController<acp.AnyMessage> | undefined;
  const piped = new ReadableStream<acp.AnyMessage>({
    start(controller) {
      pipe = controller;
      const forward = new WritableStream<acp.AnyMessage>({ write: (message) => controller.enqueue(message) });
      // It may be closed under it: that is what the tests are about.
      back.readable.pipeTo(forward).catch(() => {});
    },
  });
  const ofClient: acp.Stream = { writable: there.writable, readable: piped };
  const ofAgent: acp.Stream = { writable: back.writable, readable: there.readable };
  const cancels = new Map<string, () => void>();
  const updates: Update[] = [];
  let sessions = 0;

  acp
    .agent({ name: 'agent' })
    .onRequest(onAgent.initialize, () => ({ protocolVersion: 1, agentCapabilities: { loadSession: true } }))
    .onRequest(onAgent.session.new, () => ({ sessionId: `session-${sessions++}` }))
    .onRequest(onAgent.session.load, async ({ params: { sessionId }, client }) => {
      for (const update of history) await client.notify(onClient.session.update, { sessionId, update });
      return {};
    })
    .onNotification(onAgent.session.cancel, ({ params: { sessionId } }) => cancels.get(sessionId)?.())
    .onRequest(onAgent.session.prompt, ({ params: { sessionId }, client }) =>
      behave({
        sessionId,
        update: (update) => client.notify(onClient.session.update, { sessionId, update }),
        ask: async (toolCallId) => {
          const options: acp.PermissionOption[] = [
            { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
            { optionId: 'no', name: 'No', kind: 'reject_once' },
            { optionId: 'never', name: 'Never', kind: 'reject_always' },
          ];
          const asked = { sessionId, toolCall: { toolCallId }, options };
          return (await client.request<acp.RequestPermissionResponse>(permission, asked)).outcome;
        },
        cancelled: new Promise<void>((resolve) => cancels.set(sessionId, resolve)),
      }),
    )
    .connect(mirrored === 'agent' ? mirror(ofAgent) : ofAgent);

  const connection = acp
    .client({ name: 'client' })
    .onNotification(onClient.session.update, ({ params }) => void updates.push(params.update))
    .onRequest(onClient.session.requestPermission, () => ({
      outcome: choose === 'cancelled' ? { outcome: 'cancelled' } : { outcome: 'selected', optionId: choose },
    }))
    .connect(mirrored === 'client' ? mirror(ofClient) : ofClient);

  const prompt = (sessionId: string) =>
    connection.agent.request(onAgent.session.prompt, { sessionId, prompt: [{ type: 'text', text: 'a prompt' }] });
  return {
    connection,
    /** What the client reads from. */
    pipe,
    /** What it writes to. */
    wayThere,
    /** What the client was told. */
    updates,
    prompt,
    async open(): Promise<string> {
      await connection.agent.request(onAgent.initialize, { protocolVersion: 1 });
      return (await connection.agent.request(onAgent.session.new, { cwd: '/', mcpServers: [] })).sessionId;
    },
    load: (sessionId: string) =>
      connection.agent.request(onAgent.session.load, { sessionId, cwd: '/', mcpServers: [] }),
    cancel: (sessionId: string) => connection.agent.notify(onAgent.session.cancel, { sessionId }),
  };
}
