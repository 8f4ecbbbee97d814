import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import { type CollectorStore, createCollector, sqliteStore } from '@turntally/collector';
import { explained, isMissingPackage, wrongOption } from '../errors.js';
import { readersFrom } from './access.js';
import { listen } from './listen.js';
import { reporting } from './logStoreErrors.js';

export interface ServeOptions {
  readonly db: string;
  readonly port: number;
  readonly host: string;
  readonly cors: readonly string[];
  readonly token?: string | undefined;
  readonly basic?: string | undefined;
  readonly minReports: number;
}

/** Runs a collector until a signal stops it. @throws UsageError for an option that is wrong, Error where it cannot start. */
export async function serve({ db, port, host, cors, token, basic, minReports }: ServeOptions): Promise<void> {
  const file = usable('--db', () => sqliteStore(db));
  const store = reporting(file, (line) => process.stderr.write(`turntally: ${line}\n`));
  const readers = readersFrom({ token, basic }, process.env);
  const collector = usable('--cors', () =>
    createCollector<HttpBindings | Http2Bindings>({
      store,
      access: readers.access,
      minReports,
      cors,
      clientAddress: (_request, env) => env.incoming.socket.remoteAddress,
    }),
  );
  await opened(file, db);
  const server = await listen(collector.fetch, { port, host });
  process.stdout.write(`turntally: listening on ${server.url}\nturntally: ${readers.listening(server.url)}\n`);
  await signalled();
  await server.close();
  await store.close();
}

/** Resolves at the first signal to stop; the second ends the process at once. */
async function signalled(): Promise<void> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
  for (const signal of signals) process.on(signal, () => process.exit(1));
}

async function opened(store: CollectorStore, url: string): Promise<void> {
  try {
    await store.find('none');
  } catch (error) {
    throw isMissingPackage(error) ? error : new Error(`cannot open the database ${url}: ${explained(error)}`);
  }
}

/** What the collector says of its options is about the command line here. */
function usable<T>(option: string, create: () => T): T {
  try {
    return create();
  } catch (error) {
    throw error instanceof TypeError ? wrongOption(option, error) : error;
  }
}
