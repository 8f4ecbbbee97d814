import { errorMessage } from './errorMessage.js';
import { UsageError } from './UsageError.js';
import { version } from './version.js';

const help = `Usage: turntally <command> [options]

Commands:
  collect    run a collector with a SQLite file and a stats page
  replay     preview what an app would count and send of a recorded session
  privacy    print a privacy notice for an app that uses turntally
  compare    compare the failures of two releases, as a gate for CI
  note       note something on a day, such as an outage, or list the notes
  export     send the totals of finished days to an OpenTelemetry receiver
  ohttp-keys make, rotate and print the keys of an Oblivious HTTP gateway

Options:
  --help     show this help, or the help of a command; also turntally help
  --version  show the version
`;

/** Each command is loaded when it is called, so that --help and --version are fast. */
const commands: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<void>>>> = {
  collect: async () => (await import('./collect/collect.js')).collect,
  replay: async () => (await import('./replay/replay.js')).replay,
  privacy: async () => (await import('./privacy/privacy.js')).privacy,
  compare: async () => (await import('./compare/compare.js')).compare,
  note: async () => (await import('./note/note.js')).note,
  export: async () => (await import('./export/export.js')).exportTotals,
  'ohttp-keys': async () => (await import('./ohttp-keys/ohttp-keys.js')).ohttpKeys,
};

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === '--help' || name === '-h') return print(help);
  // `turntally help collect` is `turntally collect --help`.
  if (name === 'help') return args[0] === undefined ? print(help) : main([args[0], '--help']);
  if (name === '--version' || name === '-v') return print(`${version()}\n`);
  if (name === undefined) throw new UsageError('missing command; see turntally --help');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const kind = name.startsWith('-') ? 'option' : 'command';
    throw new UsageError(`unknown ${kind} "${name}"; see turntally --help`);
  }
  await (await command())(args);
}

function print(text: string): void {
  process.stdout.write(text);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = error instanceof UsageError ? 2 : 1;
  // A connection to a database that refuses us may stay open for a minute.
  process.stderr.write(`turntally: ${errorMessage(error)}\n`, () => process.exit());
}
