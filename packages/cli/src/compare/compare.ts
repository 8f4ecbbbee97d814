import { compareVersions } from '@turntally/collector';
import { errorMessage } from '../errorMessage.js';
import { openToRead } from '../openDatabase.js';
import { parseCommandLine } from '../parseCommandLine.js';
import { parseNumber } from '../parseNumber.js';
import { parseProviders } from '../parseProviders.js';
import { readSignalsFile } from '../readSignalsFile.js';
import { UsageError } from '../UsageError.js';
import { withFlags } from '../withFlags.js';
import { comparisonReport } from './comparisonReport.js';
import { parsePart } from './parsePart.js';

const help = `Usage: turntally compare --version <version> --against <version> [options]

Compares the failures of a release with those of another, as a gate for CI. Reads
the finished days, and changes nothing in the database.

Options:
  --version <version>  the release that is judged, such as 1.5.0
  --against <version>  the release that it is compared with
  --db <url>           the database of the collector: a SQLite file, default
                       file:turntally.db, or postgres://user@host/database
  --app <name>         one of several apps, as given to collect
  --fail-on <list>     the rates of which a rise is a regression; signals, or
                       buckets such as provider_error/http_429; can be repeated;
                       default: provider_error,empty_final,tool_error
  --min-effect <part>  the smallest rise that counts, default 20%
  --days <number>      how many days to read, default 30; the last is yesterday
  --signals <file>     the app's own signals, the same file as for collect
  --providers <list>   the app's providers, as given to collect: of each there is
                       also a rate, such as provider_error.openai; can be
                       repeated
  --json               print one JSON object
  --help               show this help

Exit codes: 0 no regression; 1 a regression; 2 the releases cannot be compared,
such as one of which no day is over, or for a wrong database; 3 no regression, but
there is too little data to judge one of the rates.
`;

const exitCodes = { none: 0, regression: 1, 'too little data': 3 } as const;

/**
 * `turntally compare`: sets the exit code of the process to what it found.
 *
 * @throws UsageError, whatever is wrong: any other error would end the process with 1, which is a regression.
 */
export async function compare(args: readonly string[]): Promise<void> {
  try {
    await judge(args);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(errorMessage(error), { cause: error });
  }
}

async function judge(args: readonly string[]): Promise<void> {
  const { values: options } = parseCommandLine('compare', {
    args: [...args],
    options: {
      version: { type: 'string' },
      against: { type: 'string' },
      db: { type: 'string', default: 'file:turntally.db' },
      app: { type: 'string' },
      'fail-on': { type: 'string', multiple: true },
      'min-effect': { type: 'string', default: '20%' },
      days: { type: 'string', default: '30' },
      signals: { type: 'string' },
      providers: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const { version, against } = options;
  if (version === undefined) throw new UsageError('missing --version; see turntally compare --help');
  if (against === undefined) throw new UsageError('missing --against; see turntally compare --help');
  const failOn = options['fail-on']?.flatMap((list) => list.split(',')).map((name) => name.trim());
  const providers = parseProviders(options.providers);
  const settings = {
    version,
    against,
    minEffect: parsePart('--min-effect', options['min-effect']),
    days: parseNumber('--days', options.days, 1, 366),
    ...(failOn && { failOn }),
    ...(providers && { providers }),
    ...(options.signals !== undefined && { extraSignals: readSignalsFile(options.signals).signals }),
  };
  const comparison = await withFlags(flags, () => openToRead(options, (store) => compareVersions(store, settings)));
  endIfOutputFails();
  process.stdout.write(options.json ? `${JSON.stringify(comparison)}\n` : comparisonReport(comparison));
  process.exitCode = exitCodes[comparison.result];
}

const flags: Readonly<Record<string, string>> = { failOn: '--fail-on', version: '--version', against: '--against' };

/** Node would end the process with 1, which is a regression. */
function endIfOutputFails(): void {
  process.stdout.once('error', (error) => {
    process.stderr.write(`turntally: cannot print the comparison: ${errorMessage(error)}\n`, () => process.exit(2));
  });
}
