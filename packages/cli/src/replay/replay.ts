import { isRelease, type Os, operatingSystems, type Release, versionRule } from 'turntally/protocol';
import { withExtraSignals } from 'turntally/signals';
import { errorMessage } from '../errorMessage.js';
import { parseCommandLine } from '../parseCommandLine.js';
import { parseProviders } from '../parseProviders.js';
import { UsageError } from '../UsageError.js';
import { createProgressBar } from './createProgressBar.js';
import { detectFormat } from './detectFormat.js';
import { type FormatName, formats, isFormatName } from './formats.js';
import { openSession, type Session } from './openSession.js';
import { printReport } from './printReport.js';
import { replaySession } from './replaySession.js';

const help = `Usage: turntally replay [options] [session.jsonl]

Runs a recorded session through the code that counts in an app, and prints what
would be counted and sent. Nothing is sent. Without a file, or with -, it reads
standard input.

A session has one JSON object per line, as it came from the stream. A line
{"end":{}}, or {"end":{"error":{...}}}, marks the end of a stream; the end of
the file ends the last one.

Options:
  --from <format>      the format of the lines, default events:
                         events  AgentEvents, as tap() and record() take them
                         wire    events of desktop agents, camel or snake case
                         ai-sdk  parts of fullStream or of UI message streams
                         ag-ui   AG-UI events
                         acp     {"sent":{...}} and {"received":{...}}, each
                                 with a message of an ACP connection
                         claude-agent  messages of the Claude Agent SDK
                         openai  events and objects of the Responses API, or
                                 chunks and completions of Chat Completions
                         openai-agents events of streamed runs
                         anthropic     events of Messages, or messages
                         google-genai  responses of generateContentStream or
                                       generateContent
                         pi      events of pi's agent
                         opencode  events of an opencode server
                         langgraph  events of LangGraph's protocol
                         mastra  chunks of an agent's fullStream
  --detect             print the name of the format of the lines, and no report
  --json               print one JSON object instead of a report
  --strict             fail at the first malformed line with exit code 1; by
                       default malformed lines are skipped and reported
  --release <version>  the version in the payload, default 0.0.0
  --os <name>          the operating system in the payload, default this one:
                       ${operatingSystems.join(' ')}
  --providers <list>   also count finish reasons and errors by these providers,
                       such as openai,anthropic,other; can be repeated
  --provider <name>    the provider of all lines; by default as they say
  --help               show this help
`;

/**
 * `turntally replay`
 *
 * @throws UsageError for a wrong command line or a session that cannot be read, Error if there are no lines in it.
 */
export async function replay(args: readonly string[]): Promise<void> {
  const { values: options, positionals } = parseCommandLine('replay', {
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      detect: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      release: { type: 'string', default: '0.0.0' },
      os: { type: 'string', default: systems[process.platform] ?? 'other' },
      providers: { type: 'string', multiple: true },
      provider: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const [path, extra] = positionals;
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}": replay takes one file`);
  if (path === undefined && process.stdin.isTTY) throw new UsageError('missing session; see turntally replay --help');
  if (options.detect && options.from !== undefined) throw new UsageError('--detect takes no --from: it finds it');
  const from = parseFormat(options.from ?? 'events');
  const release = parseRelease(options.release, options.os);
  const providers = parseProviders(options.providers);
  const { provider } = options;
  const session = await openSession(path);
  if (options.detect) {
    const format = await withProgressBar(session, () => detectFormat(session.chunks));
    process.stdout.write(`${format}\n`);
    return;
  }
  const report = await withProgressBar(session, (onRead) =>
    replaySession(session.chunks, { from, release, providers, provider, strict: options.strict, onRead }),
  );
  // A program that reads the output, such as head, may end early.
  process.stdout.on('error', () => process.exit());
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else printReport(session.name, report, process.stdout, withExtraSignals({}, providers));
}

async function withProgressBar<T>(session: Session, work: (onRead: (bytes: number) => void) => Promise<T>): Promise<T> {
  const bar = createProgressBar(session, process.stderr);
  try {
    return await work(bar.update);
  } catch (error) {
    throw new Error(`${session.name}: ${errorMessage(error)}`);
  } finally {
    bar.stop();
  }
}

const systems: Readonly<Record<string, Os>> = {
  linux: 'linux',
  darwin: 'macos',
  win32: 'windows',
  android: 'android',
};

function parseFormat(name: string): FormatName {
  if (isFormatName(name)) return name;
  throw new UsageError(`--from must be one of ${Object.keys(formats).join(', ')}, not "${name}"`);
}

function parseRelease(version: string, os: string): Release {
  const release = { version, os };
  if (isRelease(release)) return release;
  if (isRelease({ version, os: 'other' }))
    throw new UsageError(`--os must be one of ${operatingSystems.join(', ')}, not "${os}"`);
  throw new UsageError(`--release ${versionRule}; it is "${version}"`);
}
