import { piAgent, piScenarios } from '../../test/adapters/support/piAgent.js';
import { serve } from '../../test/adapters/support/servers.js';
import { ended, type Recording } from './recording.js';

const names: readonly string[] = [
  'an answer',
  'cached tokens, which are beside the input',
  'two tools, one of which fails',
  '"let me check", a tool and then nothing',
  'a tool that the app blocks',
  'an answer that is too long',
  'a filter',
  'a clean cut',
  'a reset',
  'status 429',
  'an error after a tool',
  'an abort in an answer',
  'an abort of a tool',
];

/** The events of an agent's runs, of its real package; times are left out. */
export async function recordPi(): Promise<Recording> {
  const recorded: { lines: unknown[]; counts: Recording[number]['counts'] }[] = [];
  for (const name of names) {
    const scenario = piScenarios.find((each) => each.name === name);
    if (!scenario) throw new Error(`no scenario "${name}"`);
    const server = await serve(...scenario.served);
    const lines: unknown[] = [];
    const agent = piAgent(server.url, scenario.options);
    agent.subscribe((event) => {
      // As it is now: the agent goes on with the same objects.
      lines.push(JSON.parse(JSON.stringify(event, (key, value) => (isTime(key) ? 1 : value))));
      if (event.type === scenario.abortAt) agent.abort();
    });
    await agent.prompt('Why does the test fail?');
    recorded.push({ lines: [...lines, ended()], counts: scenario.wanted });
    await server.close();
  }
  return recorded;
}

const isTime = (key: string): boolean => key === 'timestamp' || key === 'durationMs';
