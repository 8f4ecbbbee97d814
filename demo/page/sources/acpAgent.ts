import * as sdk from '@agentclientprotocol/sdk/unstable';
import { type AcpTurn, acpTurns } from '../../sources/acpTurns.js';
import { pauseMs } from '../../sources/sourceTurn.js';

const { agent: onAgent, client: onClient } = sdk.methods;

/** Starts a scripted agent. Returns the stream to communicate with it. */
export function scriptedAgent(): sdk.Stream {
  const toAgent = new TransformStream<sdk.AnyMessage, sdk.AnyMessage>();
  const toClient = new TransformStream<sdk.AnyMessage, sdk.AnyMessage>();
  let cancelled = false;
  sdk
    .agent({ name: 'scripted' })
    .onRequest(onAgent.initialize, () => ({ protocolVersion: sdk.PROTOCOL_VERSION }))
    .onRequest(onAgent.session.new, () => ({ sessionId: 'demo' }))
    .onNotification(onAgent.session.cancel, () => {
      cancelled = true;
    })
    .onRequest(onAgent.session.prompt, async ({ params: { sessionId, _meta }, client }) => {
      const turn = acpTurns.find(({ id }) => id === _meta?.turn);
      if (turn === undefined) throw new Error('unknown turn');
      cancelled = false;
      const say = async (updates: AcpTurn['updates'] = []) => {
        for (const update of updates) {
          if (cancelled) return;
          await new Promise((resolve) => setTimeout(resolve, pauseMs({ fast: _meta?.fast === true })));
          await client.notify(onClient.session.update, { sessionId, update });
        }
      };
      await say(turn.updates);
      if (turn.asks !== undefined && !cancelled) {
        await client.request(onClient.session.requestPermission, {
          sessionId,
          toolCall: { toolCallId: turn.asks },
          options: [
            { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
            { optionId: 'no', name: 'No', kind: 'reject_once' },
          ],
        });
        await say(turn.afterwards);
      }
      if (cancelled) return { stopReason: 'cancelled' };
      if (turn.answer instanceof Error) throw turn.answer;
      return turn.answer;
    })
    .connect({ writable: toClient.writable, readable: toAgent.readable });
  return { writable: toAgent.writable, readable: toClient.readable };
}
