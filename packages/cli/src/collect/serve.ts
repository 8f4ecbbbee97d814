import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import { type CollectorStore, createCollector, type StoreStatus, sqliteStore } from '@turntally/collector';
import { OptionError } from 'turntally/signals';
import { errorMessage } from '../errorMessage.js';
import { printable } from '../printable.js';
import { UsageError } from '../UsageError.js';
import { listen } from './listen.js';
import { type ReadOptions, readAccess } from './readAccess.js';

export interface ServeOptions extends ReadOptions {
  readonly db: string;
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  readonly path: string;
  /** The collector's default if `undefined`. */
  readonly cors: readonly string[] | undefined;
  readonly minReports: number;
}

/**
 * Runs a collector until a signal stops it.
 *
 * @throws UsageError if an option is wrong, Error if the collector cannot start.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { db, port, host, path, cors, minReports } = options;
  const { access, describe } = readAccess(options);
  const { store, collector } = withUsageErrors(() => {
    const store = sqliteStore(db);
    const collector = createCollector<HttpBindings | Http2Bindings>({
      store,
      access,
      minReports,
      path,
      ...(cors !== undefined && { cors }),
      clientAddress: (_request, env) => env.incoming.socket.remoteAddress,
      onStoreStatus: logStoreStatus,
    });
    return { store, collector };
  });
  await checkDatabase(store, db);
  const server = await listen(collector.fetch, { port, host });
  print(process.stdout, `listening on ${server.url}`);
  print(process.stdout, describe(server.url));
  await stopSignal();
  await server.close();
  await store.close();
}

/** The command line's name of each option of the collector that it sets. */
const flags: Readonly<Record<string, string>> = {
  url: '--db',
  path: '--path',
  cors: '--cors',
  'access.token': '--token (TURNTALLY_TOKEN)',
};

function withUsageErrors<T>(create: () => T): T {
  try {
    return create();
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new UsageError(`${flags[error.option] ?? error.option} ${error.reason}`);
  }
}

/** Clients see only 503 while the database fails, so the reason is logged. */
function logStoreStatus(status: StoreStatus): void {
  const line =
    status.kind === 'failing' ? `the database failed: ${errorMessage(status.error)}` : 'the database works again';
  print(process.stderr, line);
}

function print(stream: NodeJS.WriteStream, line: string): void {
  stream.write(`turntally: ${printable(line)}\n`);
}

/** The store opens its file at the first access. */
async function checkDatabase(store: CollectorStore, url: string): Promise<void> {
  try {
    await store.find('');
  } catch (error) {
    throw new Error(`cannot open the database ${url}: ${errorMessage(error)}`);
  }
}

/** Resolves at the first SIGTERM or SIGINT. A second one ends the process at once. */
async function stopSignal(): Promise<void> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
  for (const signal of signals) process.on(signal, () => process.exit(1));
}
