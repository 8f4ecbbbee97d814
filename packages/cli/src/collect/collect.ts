import { parseArgs } from 'node:util';
import { explained, UsageError } from '../errors.js';

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
  const { 'min-reports': reports, ...others } = options;
  const [port, minReports] = [portOf(options.port), minReportsOf(reports)];
  // What it needs need not be installed for what comes before.
  await (await import('./serve.js')).serve({ ...others, port, minReports });
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
