import * as sdk from '@agentclientprotocol/sdk/unstable';
import { Observable } from 'rxjs';
import type { Telemetry } from 'turntally';
import { acp, tapAcpStream } from 'turntally/adapters/acp';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { TurnChoice } from '../../sources/sourceTurn.js';
import { scriptedAgent } from './acpAgent.js';
import { type Source, turnByTurn } from './source.js';

const { agent: onAgent, client: onClient } = sdk.methods;

/** The editor's side of ACP. Its agent is in the page, too: the streams are in memory instead of a process's pipes. */
export function acpClient(telemetry: Telemetry): Source['run'] {
  let show: (update: sdk.SessionUpdate) => void = () => {};
  const client = sdk
    .client({ name: 'demo' })
    .onNotification(onClient.session.update, ({ params }) => show(params.update))
    .onRequest(onClient.session.requestPermission, () => ({ outcome: { outcome: 'selected', optionId: 'no' } }));
  const connect = (stream: sdk.Stream) => client.connect(tapAcpStream(stream, telemetry.tap(acp)));

  let connected: Promise<{ agent: ReturnType<typeof connect>['agent']; sessionId: string }> | undefined;
  const open = async () => {
    const { agent } = connect(scriptedAgent());
    await agent.request(onAgent.initialize, { protocolVersion: sdk.PROTOCOL_VERSION });
    const { sessionId } = await agent.request(onAgent.session.new, { cwd: '/', mcpServers: [] });
    return { agent, sessionId };
  };

  const send = ({ id, prompt }: TurnChoice, fast: boolean) =>
    new Observable<sdk.SessionUpdate>((subscriber) => {
      connected ??= open();
      let isAnswered = false;
      void connected
        .then(({ agent, sessionId }) => {
          show = (update) => subscriber.next(update);
          return agent.request(onAgent.session.prompt, {
            sessionId,
            prompt: [{ type: 'text', text: prompt }],
            _meta: { turn: id, fast },
          });
        })
        .then(
          () => {
            isAnswered = true;
            subscriber.complete();
          },
          (error) => {
            isAnswered = true;
            subscriber.error(error);
          },
        );
      return () => {
        if (!isAnswered)
          void connected?.then(({ agent, sessionId }) => agent.notify(onAgent.session.cancel, { sessionId }));
      };
    });
  return turnByTurn(send, shown);
}

function shown(update: sdk.SessionUpdate): DemoEvent[] {
  switch (update.sessionUpdate) {
    case 'agent_message_chunk':
      return update.content.type === 'text' ? [{ kind: 'text', text: update.content.text }] : [];
    case 'tool_call':
      return [{ kind: 'tool_dispatch', tool: { name: update.title } }];
    case 'tool_call_update':
      return update.status === 'failed' ? [{ kind: 'tool_result', tool: { err: 'failed' } }] : [];
    case 'compaction_update':
      return [{ kind: 'compaction_done' }];
    default:
      return [];
  }
}
