import { parseArgs } from 'node:util';
import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import { createCollector, sqliteStore } from '../collector/index.js';
import { explained, UsageError } from './errors.js';
import { listen } from './listen.js';
import { reporting } from './reporting.js';

const help = `Usage: turntally collect [options]

Receives metrics and keeps their sums in a SQLite file. Stops on SIGTERM and SIGINT when what was begun is finished.

Options:
  --db <url>       the database, default file:turntally.db
  --port <number>  where to listen, default 8787; 0 takes any free port
  --host <name>    on which address, default 127.0.0.1
  --cors <origin>  whose pages may post and read, default any; may be given several times
  --help           show this
`;

/** `turntally collect`: runs until a signal stops it. @throws UsageError for a wrong command line, Error where it cannot start. */
export async function collect(args: readonly string[]): Promise<void> {
  const options = parsed(args);
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const port = portOf(options.port);
  const store = reporting(
    usable(() => sqliteStore(options.db)),
    (line) => process.stderr.write(`turntally: ${line}\n`),
  );
  const collector = usable(() =>
    createCollector<HttpBindings | Http2Bindings>({
      store,
      cors: options.cors,
      clientAddress: (_request, env) => env.incoming.socket.remoteAddress,
    }),
  );
  try {
    await store.find('is it there');
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
      ? error
      : new Error(`cannot open the database ${options.db}: ${explained(error)}`);
  }
  const server = await listen(collector.fetch, { port, host: options.host });
  process.stdout.write(`turntally: listening on ${server.url}\n`);

  const stop = () => {
    for (const signal of signals) process.off(signal, stop).on(signal, () => process.exit(1));
    server
      .close()
      .then(() => store.close())
      .then(() => process.exit(0));
  };
  const signals = ['SIGTERM', 'SIGINT'] as const;
  for (const signal of signals) process.on(signal, stop);
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

/** What the collector says of its options is about the command line here. */
function usable<T>(create: () => T): T {
  try {
    return create();
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
