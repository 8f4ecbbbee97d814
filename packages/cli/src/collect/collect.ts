import { parseCommandLine } from '../parseCommandLine.js';
import { UsageError } from '../UsageError.js';
import { serve } from './serve.js';

const help = `Usage: turntally collect [options]

Runs a collector: receives metrics, keeps their sums in a SQLite file and shows
them on a page. On SIGTERM or SIGINT it finishes the requests in flight and ends.

Options:
  --db <url>       the database, default file:turntally.db
  --port <number>  the port to listen on, default 8787; 0 picks a free port
  --host <name>    the address to listen on, default 127.0.0.1
  --path <path>    the path of posts and rows, default /v1/metrics
  --cors <origin>  an origin whose pages may post; can be repeated; default:
                   packaged apps (null, file://, app://...) and loopback
  --token <token>  the bearer token for programs that read the sums
  --basic <user:password>
                   the login for people who read the sums in a browser
  --min-reports <number>
                   hide rows to which fewer batches contributed, default 5
  --help           show this help

Posting is open to everyone. Reading needs a token or a password. Without either,
each start makes a random token and prints the address of the stats page with it.
Prefer the environment for both, since other users of the machine can see command
lines: TURNTALLY_TOKEN, TURNTALLY_BASIC.
`;

/**
 * `turntally collect`: runs until a signal stops it.
 *
 * @throws UsageError for a wrong command line, Error if the collector cannot start.
 */
export async function collect(args: readonly string[]): Promise<void> {
  const { values: options } = parseCommandLine('collect', {
    args: [...args],
    options: {
      db: { type: 'string', default: 'file:turntally.db' },
      port: { type: 'string', default: '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      path: { type: 'string', default: '/v1/metrics' },
      cors: { type: 'string', multiple: true },
      token: { type: 'string' },
      basic: { type: 'string' },
      'min-reports': { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  await serve({
    db: options.db,
    port: parsePort(options.port),
    host: options.host,
    path: options.path,
    cors: options.cors,
    token: options.token ?? process.env.TURNTALLY_TOKEN,
    basic: options.basic ?? process.env.TURNTALLY_BASIC,
    minReports: parseMinReports(options['min-reports']),
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function parseMinReports(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) {
    throw new UsageError(`--min-reports must be a number from 1 to 999999, not "${text}"`);
  }
  return Number(text);
}
