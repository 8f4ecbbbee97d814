import { parseArgs, styleText } from 'node:util';
import { en as englishWording, type Wording } from 'turntally/wording';
import { zh as chineseWording } from 'turntally/wording/zh';
import { explained, UsageError } from '../errors.js';
import { version } from '../version.js';
import type { Document } from './blocks.js';
import { exampleRequest } from './exampleRequest.js';
import { html } from './html.js';
import { isLine } from './isLine.js';
import { markdown } from './markdown.js';
import { notice } from './notice.js';
import { type DescribedSignals, readSignalsFile } from './signalsFile.js';
import { text } from './text.js';
import { en } from './words/en.js';
import type { Gap, NoticeWords } from './words/NoticeWords.js';
import { zh } from './words/zh.js';

const help = `Usage: turntally privacy [options]

Prints a privacy notice for an app that counts with turntally: what is counted,
sent and kept, from the same words and numbers as the consent screen and the
code. Not legal advice: have it read by who answers for it.

Options:
  --lang <en|zh>     its language, default en
  --format <format>  text, markdown or html; default text on a terminal, else
                     markdown
  --app <name>       what the app is called
  --company <name>   who is responsible
  --contact <how>    how to reach them: an e-mail address, a page
  --endpoint <url>   where counts are sent
  --signals <file>   the app's own signals, a JSON file:
                     {"plan":{"title":"Plan","sentence":"Which plan is used.",
                      "example":"A turn on the free plan: one for “free”.",
                      "buckets":{"free":"free","pro":"paid"}}}
  --help             show this

What is not given stands in the notice in [brackets].
`;

const widestText = 80;

const languages: Readonly<Record<string, { readonly strings: Wording; readonly words: NoticeWords }>> = {
  en: { strings: englishWording, words: en },
  zh: { strings: chineseWording, words: zh },
};

const formats: Readonly<Record<string, (document: Document, stream: NodeJS.WriteStream) => string>> = {
  text: (document, stream) => {
    const width = Math.min((stream.isTTY && stream.columns) || widestText, widestText);
    return text(document, { width, bold: (title) => styleText('bold', title, { stream }) });
  },
  markdown,
  html,
};

const gaps: readonly Gap[] = ['app', 'company', 'contact', 'endpoint'];

/** `turntally privacy`. @throws UsageError for a wrong command line, Error where the signals cannot be read. */
export async function privacy(args: readonly string[]): Promise<void> {
  const options = parsed(args);
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const given = linesOf(options);
  if (given.endpoint !== undefined) checkEndpoint(given.endpoint);
  const language = oneOf(languages, '--lang', options.lang);
  const format = oneOf(formats, '--format', options.format ?? (process.stdout.isTTY ? 'text' : 'markdown'));
  const { signals, descriptions } = options.signals === undefined ? none : readSignalsFile(options.signals);
  const example = await exampleRequest(signals);
  const document = notice({ ...language, given, descriptions, example, version: version() });
  process.stdout.on('error', () => process.exit());
  process.stdout.write(format(document, process.stdout));
  process.stderr.write(remaining(given, language.words));
}

const none: DescribedSignals = { signals: {}, descriptions: {} };

/** What is left to do, for the person at the terminal. */
function remaining(given: Readonly<Partial<Record<Gap, string>>>, words: NoticeWords): string {
  const missing = gaps.filter((gap) => given[gap] === undefined);
  const fill = missing.map((gap) => `turntally: to be filled in: [${words.gaps[gap]}], or give --${gap}\n`);
  return `${fill.join('')}turntally: this is not legal advice. It tells what turntally and its collector do: add what else your app, or a proxy in front of the collector, keeps\n`;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        lang: { type: 'string', default: 'en' },
        format: { type: 'string' },
        app: { type: 'string' },
        company: { type: 'string' },
        contact: { type: 'string' },
        endpoint: { type: 'string' },
        signals: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(explained(error));
  }
}

function linesOf(options: Readonly<Partial<Record<Gap, string | undefined>>>): Partial<Record<Gap, string>> {
  const given: Partial<Record<Gap, string>> = {};
  for (const gap of gaps) {
    const value = options[gap];
    if (value === undefined) continue;
    if (!isLine(value))
      throw new UsageError(`--${gap} takes one line of text without control characters, not ${visible(value)}`);
    given[gap] = value.trim();
  }
  return given;
}

/** Also what JSON leaves as it is: a terminal would follow it. */
const visible = (text: string): string =>
  JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** As `startTurntally` takes it, but absolute: who reads a notice is not on the app's page. */
function checkEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || /[\s`]/.test(endpoint)) {
    throw new UsageError(`--endpoint takes a URL like https://telemetry.example.com/v1/metrics, not "${endpoint}"`);
  }
}

function oneOf<T>(choices: Readonly<Record<string, T>>, option: string, name: string): T {
  const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (choice === undefined) throw new UsageError(`${option} takes ${Object.keys(choices).join(', ')}, not "${name}"`);
  return choice;
}
