import { parseCommandLine } from '../parseCommandLine.js';
import { parseKeep } from '../parseKeep.js';
import { parseNumber } from '../parseNumber.js';
import { UsageError } from '../UsageError.js';
import { backUp } from './backUp.js';
import { readApps } from './readApps.js';
import { serve } from './serve.js';

const help = `Usage: turntally collect [options]

Runs a collector: receives metrics, keeps their sums in a database and shows them
on a page. On SIGTERM or SIGINT it finishes the requests in flight and ends.

Options:
  --db <url>       the database: a SQLite file, default file:turntally.db, or
                   postgres://user@host/database, which several collectors may
                   share; its password can be in PGPASSWORD
  --port <number>  the port to listen on, default 8787; 0 picks a free port
  --host <name>    the address to listen on, default 127.0.0.1
  --path <path>    the path of posts and rows, default /v1/metrics
  --app <name>     serve an app under a path of its own, such as /chat/v1/metrics
                   and the page /chat/, with a database of its own beside --db;
                   repeat it for several apps
  --cors <origin>  an origin whose pages may post; can be repeated; default:
                   packaged apps (null, file://, app://...) and loopback
  --token <token>  the bearer token for programs that read the sums
  --basic <user:password>
                   the login for people who read the sums in a browser
  --min-reports <number>
                   hide rows to which fewer batches contributed, default 5;
                   days are shown when they are over, unless this is 1
  --versions <list>
                   the only versions to accept, such as 1.4.0,1.5.0; can be
                   repeated; default: all
  --signals <file> the app's own signals, the same JSON file as for
                   turntally privacy
  --providers <list>
                   the providers of the app, such as openai,anthropic,other:
                   finish reasons and errors are also counted by provider;
                   can be repeated.
                   With several apps, --versions, --signals and --providers are
                   for all of them, or for one: --signals chat=signals.json
  --posts-per-minute <number>
                   accept as many posts a minute from one address, default 60
  --trust-proxy <hops>
                   behind so many proxies: the address of a client is that
                   entry of X-Forwarded-For, from the end
  --ohttp-keys <file>
                   also accept posts through an Oblivious HTTP relay, with the
                   keys of this file; see turntally ohttp-keys
  --keep <days>    delete published rows after so many days, such as 400d;
                   default: keep them
  --max-size <size>
                   the largest size of the database file, such as 500M or 2G;
                   posts are answered 503 when it is reached
  --backup <file>  run no collector: copy the database of --db, or of one --app,
                   also while collectors use it, to a file that does not exist
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
      app: { type: 'string', multiple: true, default: [] },
      cors: { type: 'string', multiple: true },
      token: { type: 'string' },
      basic: { type: 'string' },
      'min-reports': { type: 'string', default: '5' },
      versions: { type: 'string', multiple: true },
      signals: { type: 'string', multiple: true },
      providers: { type: 'string', multiple: true },
      'posts-per-minute': { type: 'string', default: '60' },
      'trust-proxy': { type: 'string' },
      'ohttp-keys': { type: 'string' },
      keep: { type: 'string' },
      'max-size': { type: 'string' },
      backup: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  if (options.backup !== undefined) return backUp(options.db, options.backup, options.app);
  await serve({
    db: options.db,
    port: parseNumber('--port', options.port, 0, 65_535),
    host: options.host,
    path: options.path,
    cors: options.cors,
    token: options.token ?? process.env.TURNTALLY_TOKEN,
    basic: options.basic ?? process.env.TURNTALLY_BASIC,
    minReports: parseNumber('--min-reports', options['min-reports'], 1, 999_999),
    apps: readApps(options),
    postsPerMinute: parseNumber('--posts-per-minute', options['posts-per-minute'], 1, 999_999),
    proxies: options['trust-proxy'] === undefined ? 0 : parseNumber('--trust-proxy', options['trust-proxy'], 1, 99),
    ohttpKeys: options['ohttp-keys'],
    keep: options.keep === undefined ? undefined : parseKeep(options.keep),
    maxBytes: options['max-size'] === undefined ? undefined : parseSize(options['max-size']),
  });
}

const bytesOf: Readonly<Record<string, number>> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

function parseSize(text: string): number {
  const { number, unit } = /^(?<number>[1-9][0-9]{0,5})(?<unit>[MGT])$/i.exec(text)?.groups ?? {};
  const bytes = unit === undefined ? undefined : bytesOf[unit.toUpperCase()];
  if (number === undefined || bytes === undefined) {
    throw new UsageError(`--max-size must be a number and M, G or T, such as 500M, not "${text}"`);
  }
  return Number(number) * bytes;
}
