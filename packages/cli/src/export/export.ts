import { openToRead } from '../openDatabase.js';
import { parseCommandLine } from '../parseCommandLine.js';
import { printable } from '../printable.js';
import { UsageError } from '../UsageError.js';
import { otlpRequests } from './otlpRequests.js';
import { parseReceiverUrl } from './parseReceiverUrl.js';
import { postOtlp } from './postOtlp.js';
import { readHeaders } from './readHeaders.js';

const help = `Usage: turntally export --otlp <url> [options]

Sends the totals of all finished days to an OpenTelemetry receiver, as cumulative
sums in OTLP/HTTP with JSON. Run it once a day; what it sends twice counts once.

Options:
  --otlp <url>     where to post; /v1/metrics is added to a URL without a path
  --db <url>       the database of the collector: a SQLite file, default
                   file:turntally.db, or postgres://user@host/database
  --app <name>     one of several apps, as given to collect
  --service <name> the attribute service.name, default turntally, or the name of
                   the app; also OTEL_SERVICE_NAME
  --help           show this help

Headers for the receiver, such as credentials, are read from the environment:
OTEL_EXPORTER_OTLP_HEADERS='authorization=Bearer%20...,x-tenant=1', as
OpenTelemetry's own exporters do.
`;

/** Releases that counted something in so many days are sent. */
const listedDays = 30;
const msPerDay = 86_400_000;

/**
 * `turntally export`.
 *
 * @throws UsageError for a wrong command line or database, Error if the receiver does not accept the totals.
 */
export async function exportTotals(args: readonly string[]): Promise<void> {
  const { values: options } = parseCommandLine('export', {
    args: [...args],
    options: {
      otlp: { type: 'string' },
      db: { type: 'string', default: 'file:turntally.db' },
      app: { type: 'string' },
      service: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  if (options.otlp === undefined) throw new UsageError('missing --otlp; see turntally export --help');
  const url = parseReceiverUrl(options.otlp);
  const headers = readHeaders(process.env);
  const service = options.service ?? (process.env.OTEL_SERVICE_NAME || (options.app ?? 'turntally'));
  if (service === '' || service !== printable(service)) throw new UsageError('--service must be one line of text');
  const since = new Date(Date.now() - listedDays * msPerDay).toISOString().slice(0, 10);
  const totals = await openToRead(options, (store) => store.totals(since));
  const { host } = new URL(url);
  for (const request of otlpRequests(totals, service)) {
    const warning = await postOtlp(request, { url, headers });
    if (warning !== undefined) process.stderr.write(`turntally: ${host} accepts it, and warns: ${warning}\n`);
  }
  const { days } = totals;
  const sent =
    days === undefined ? 'nothing to send: no day is finished' : `sent the totals up to ${days.to} to ${host}`;
  process.stdout.write(`turntally: ${sent}\n`);
}
