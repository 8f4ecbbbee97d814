import { agUiSubscriber } from './agUiSubscriber.js';
import type { Tap } from './tapStream.js';

type Subscriber = ReturnType<typeof agUiSubscriber>;
/** With the parameters of any event, the agent that it is of is given. */
type Of<Method extends keyof Subscriber> = Parameters<Subscriber[Method]>[0] & { readonly agent: object };

/** What is used of an agent. */
interface Agent {
  readonly subscribers?: readonly object[];
  subscribe(subscriber: object): unknown;
}

/**
 * A `CopilotKitCoreSubscriber`: it counts each run that CopilotKit starts for a person, once. Suggestions, which CopilotKit asks
 * a copy of the agent for, are no turns.
 *
 * @example
 * copilotkit.subscribe(copilotKit(telemetry.tap(agUi)));
 */
export function copilotKit(tap: Tap<{ readonly type: string }>) {
  const { onEvent, onRunFailed, onRunFinalized } = agUiSubscriber(tap);
  /** Those that CopilotKit has said to run. A copy of one has its subscribers. */
  const agents = new WeakSet<object>();
  const subscriber = {
    onEvent(event: Of<'onEvent'>): void {
      if (agents.has(event.agent)) onEvent(event);
    },
    onRunFailed(run: Of<'onRunFailed'>): void {
      if (agents.has(run.agent)) onRunFailed(run);
    },
    onRunFinalized(run: Of<'onRunFinalized'>): void {
      if (agents.has(run.agent)) onRunFinalized(run);
    },
  };
  return {
    onAgentRunStarted({ agent }: { readonly agent: Agent }): void {
      const isSubscribed = agent.subscribers?.includes(subscriber) ?? agents.has(agent);
      agents.add(agent);
      if (!isSubscribed) agent.subscribe(subscriber);
    },
  };
}
