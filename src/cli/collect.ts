import { parseArgs } from 'node:util';
import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import { type CollectorStore, createCollector, sqliteStore } from '../collector/index.js';
import { explained, isMissingPackage, UsageError } from './errors.js';
import { listen } from './listen.js';
import { readersFrom } from './readers.js';
import { reporting } from './reporting.js';

const help = `Usage: turntally collect [options]

Receives metrics, keeps their sums in a SQLite file and shows them on a page. Stops on SIGTERM and SIGINT when what was
begun is finished.

Options:
  --db <url>       the database, default file:turntally.db
  --port <number>  where to listen, default 8787; 0 takes any free port
  --host <name>    on which address, default 127.0.0.1
  --cors <origin>  whose pages may post, default any; may be given several times
  --token <token>  what programs have to send to read the sums: Authorization: Bearer <token>
  --basic <user:password>
                   what a browser has to ask for to show the page
  --min-reports <number>
                   rows of fewer batches are not shown on their own, default 5
  --help           show this

Posting is open to all. Without a token or a password, only a collector that listens on this machine can be read, and only
from this machine. Both are better in the environment, where other users do not see them: TURNTALLY_TOKEN, TURNTALLY_BASIC.
`;

/** `turntally collect`: runs until a signal stops it. @throws UsageError for a wrong command line, Error where it cannot start. */
export async function collect(args: readonly string[]): Promise<void> {
  const options = parsed(args);
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const port = portOf(options.port);
  const minReports = minReportsOf(options['min-reports']);
  const file = usable('--db', () => sqliteStore(options.db));
  const store = reporting(file, (line) => process.stderr.write(`turntally: ${line}\n`));
  const readers = readersFrom(options, process.env);
  const collector = usable('--cors', () =>
    createCollector<HttpBindings | Http2Bindings>({
      store,
      access: readers.access,
      minReports,
      cors: options.cors,
      clientAddress: (_request, env) => env.incoming.socket.remoteAddress,
    }),
  );
  await opened(file, options.db);
  const server = await listen(collector.fetch, { port, host: options.host });
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

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        db: { type: 'string', default: 'file:turntally.db' },
        port: { type: 'string', default: '8787' },
        host: { type: 'string', default: '127.0.0.1' },
        cors: { type: 'string', multiple: true, default: ['*'] },
        token: { type: 'string' },
        basic: { type: 'string' },
        'min-reports': { type: 'string', default: '5' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(explained(error));
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function minReportsOf(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new UsageError(`--min-reports takes a number from 1, not "${text}"`);
  return Number(text);
}

/** What the collector says of its options is about the command line here. */
function usable<T>(option: string, create: () => T): T {
  try {
    return create();
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(`${option}: ${error.message}`) : error;
  }
}
