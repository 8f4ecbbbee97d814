import { setTimeout as after } from 'node:timers/promises';
import type { Event } from '@opencode-ai/sdk/v2/client';
import type { Scenario } from './scenarios.js';
import type { Opencode } from './startOpencode.js';

const prompt = { parts: [{ type: 'text' as const, text: 'Why does the test fail?' }] };

/** The events of what a scenario asks, of all sessions, until all of them are idle. Nothing of the server's own is kept. */
export async function recordScenario(scenario: Scenario, { client, model }: Opencode): Promise<readonly Event[]> {
  const { answers, reply, abortAt, ask } = scenario;
  model.give(answers);
  const listening = new AbortController();
  const { stream } = await client.event.subscribe({}, { signal: listening.signal });
  const events: Event[] = [];
  const idle = new Set<string>();

  const act = async (event: Event): Promise<void> => {
    if (event.type === 'session.idle') idle.add(event.properties.sessionID);
    if (event.type === 'permission.asked' && reply) {
      await client.permission.reply({ requestID: event.properties.id, reply });
    }
    const sessionID = abortedBy(event);
    if (sessionID) await client.session.abort({ sessionID });
  };
  const abortedBy = (event: Event): string | undefined => {
    const at = {
      'an answer': event.type === 'message.part.delta',
      // Once it runs: the part is sent before that, too.
      'a tool': event.type === 'permission.replied',
      'a retry': event.type === 'session.status' && event.properties.status.type === 'retry',
    };
    const { sessionID } = event.properties as { readonly sessionID?: string };
    return abortAt && at[abortAt] ? sessionID : undefined;
  };
  const reading = (async () => {
    for await (const event of stream) {
      if (/^(session|message|permission)\./.test(event.type)) events.push(scrubbed(event));
      void act(event);
    }
  })();
  const open = async (): Promise<string> => (await client.session.create({ title: 'A session' })).data?.id ?? '';
  const idles = async (...sessions: readonly string[]): Promise<void> => {
    for (let tries = 0; tries < 600 && !sessions.every((session) => idle.has(session)); tries++) await after(50);
  };

  const sessionID = await open();
  if (ask === 'a shell command') await client.session.shell({ sessionID, agent: 'build', command: 'echo hi' });
  else if (ask === 'an unknown model') {
    await client.session.promptAsync({ sessionID, ...prompt, model: { providerID: 'test', modelID: 'none' } });
    await after(1000);
  } else {
    const sessions = ask === 'two sessions' ? [sessionID, await open()] : [sessionID];
    for (const session of sessions) await client.session.promptAsync({ sessionID: session, ...prompt });
    await idles(...sessions);
  }
  if (ask === 'a compaction') {
    idle.clear();
    await client.session.summarize({ sessionID, providerID: 'test', modelID: 'big' });
    await idles(sessionID);
  }
  // What is sent after the end, such as the same end again.
  await after(500);
  listening.abort();
  await reading.catch(() => {});
  return events;
}

/** Without what is of the server's answer, and of the host. */
const scrubbed = (event: Event): Event =>
  JSON.parse(
    JSON.stringify(event, (key, value) =>
      key === 'responseHeaders' || (key === 'metadata' && value?.url) ? undefined : value,
    ),
  );
