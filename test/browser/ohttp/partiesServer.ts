import type { TestProject } from 'vitest/node';
import { listen } from './listen.js';
import { openParties, type Parties } from './openParties.js';
import type { RelayKind } from './views.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server: `GET /setup/nginx` starts the parties with that relay, `GET /views/nginx` returns what each of them saw. */
    readonly ohttpParties: string;
  }
}

/** Vitest calls it before the tests of each engine. The parties start when a test asks for them: others need no nginx. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Parties>>();
  const partiesOf = (kind: RelayKind): Promise<Parties> => {
    const parties = started.get(kind) ?? openParties(kind);
    started.set(kind, parties);
    return parties;
  };
  const server = await listen(async ({ url = '' }, response) => {
    response.setHeader('access-control-allow-origin', '*');
    const [, subject, kind] = url.split('/');
    try {
      const parties = await partiesOf(kind === 'nginx' ? 'nginx' : 'worker');
      response.end(JSON.stringify(subject === 'setup' ? parties.setup : await parties.views()));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  project.provide('ohttpParties', server.url);
  return async () => {
    server.close();
    for (const parties of started.values()) await parties.then(({ close }) => close()).catch(() => undefined);
  };
}
