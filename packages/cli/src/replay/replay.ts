import { parseArgs } from 'node:util';
import { isRelease, type Os, operatingSystems, type Release } from 'turntally/protocol';
import { explained, UsageError } from '../errors.js';
import { type FormatName, formats, isFormatName } from './formats.js';
import { openSession, type Session } from './openSession.js';
import { progressOf } from './progress.js';
import { type Replayed, replaySession } from './replaySession.js';

const help = `Usage: turntally replay [options] [session.jsonl]

Runs a recorded session through the code that counts in an app, and shows what
would be counted and sent. Sends nothing. Without a file, or with -, it reads
standard input.

A session has one JSON object a line, as it came from the stream. A line
{"end":{}}, or {"end":{"error":{...}}}, says that a stream ended there; the end
of the file does, too.

Options:
  --from <format>      what the lines are, default events:
                         events  AgentEvents, as tap() and record() take them
                         wire    events of desktop agents, camel or snake case
                         ai-sdk  parts of fullStream or of UI message streams
                         ag-ui   AG-UI events
                         acp     {"sent":{...}} and {"received":{...}}, each
                                 with a message of an ACP connection
  --json               print one JSON object instead
  --strict             end at the first malformed line, with exit code 1;
                       else these are left out, and the first few are named
  --release <version>  what the payload says, default 0.0.0
  --os <name>          the same, default this machine's:
                       ${operatingSystems.join(' ')}
  --help               show this
`;

/** `turntally replay`. @throws UsageError for a wrong command line, Error where the session cannot be read. */
export async function replay(args: readonly string[]): Promise<void> {
  const { values: options, positionals } = parsed(args);
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const [path, ...others] = positionals;
  if (others.length) throw new UsageError(`one session at a time: what is "${others[0]}"?`);
  if (path === undefined && process.stdin.isTTY) throw new UsageError('which session? See turntally replay --help');
  const { json, strict } = options;
  const [from, release] = [formatOf(options.from), releaseOf(options.release, options.os)];
  // Before anything is read: a person would not like to wait for what cannot be shown.
  const print = json ? printJson : (await import('./printReport.js')).printReport;
  const session = await openSession(path);
  const replayed = await withProgress(session, (onRead) =>
    replaySession(session.chunks, { from, release, strict, onRead }),
  );
  // Who reads it may have seen enough of it.
  process.stdout.on('error', () => process.exit());
  print(session.name, replayed, process.stdout);
}

async function withProgress<T>(session: Session, work: (onRead: (bytes: number) => void) => Promise<T>): Promise<T> {
  const progress = await progressOf(session, process.stderr);
  try {
    return await work(progress.update);
  } catch (error) {
    throw new Error(`${session.name}: ${explained(error)}`);
  } finally {
    progress.stop();
  }
}

function printJson(_name: string, replayed: Replayed, stream: NodeJS.WritableStream): void {
  stream.write(`${JSON.stringify(replayed)}\n`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string', default: 'events' },
        json: { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        release: { type: 'string', default: '0.0.0' },
        os: { type: 'string', default: systems[process.platform] ?? 'other' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(explained(error));
  }
}

const systems: Readonly<Record<string, Os>> = {
  linux: 'linux',
  darwin: 'macos',
  win32: 'windows',
  android: 'android',
};

function formatOf(name: string): FormatName {
  if (isFormatName(name)) return name;
  throw new UsageError(`--from takes ${Object.keys(formats).join(', ')}, not "${name}"`);
}

function releaseOf(version: string, os: string): Release {
  const release = { version, os };
  if (isRelease(release)) return release;
  if (isRelease({ version, os: 'other' }))
    throw new UsageError(`--os takes ${operatingSystems.join(', ')}, not "${os}"`);
  throw new UsageError(`--release takes a version like 1.4.0, of at most 64 characters, not "${version}"`);
}
