#!/usr/bin/env node
import { explained, UsageError } from './errors.js';
import { version } from './version.js';

const help = `Usage: turntally <command> [options]

Commands:
  collect    receive metrics and keep their sums in a SQLite file
  replay     show what would be counted of a recorded session, and sent
  privacy    print a privacy notice for an app that counts with this

Options:
  --help     show this, or the options of a command
  --version  show the version
`;

/** Each command in its own module, loaded when it is called: what it needs need not be installed for the others. */
const commands: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<void>>>> = {
  collect: async () => (await import('./collect/collect.js')).collect,
  replay: async () => (await import('./replay/replay.js')).replay,
  privacy: async () => (await import('./privacy/privacy.js')).privacy,
};

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === '--help' || name === '-h') return print(help);
  if (name === '--version' || name === '-v') return print(`${version()}\n`);
  if (name === undefined) throw new UsageError('which command? See turntally --help');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new UsageError(`there is no ${name.startsWith('-') ? 'option' : 'command'} "${name}": see turntally --help`);
  await (await command())(args);
}

function print(text: string): void {
  process.stdout.write(text);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`turntally: ${explained(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
