import { en as englishWording, type Wording } from 'turntally/wording';
import { zh as chineseWording } from 'turntally/wording/zh';
import { parseCommandLine } from '../parseCommandLine.js';
import { parseKeep } from '../parseKeep.js';
import { parseNumber } from '../parseNumber.js';
import { parseProviders } from '../parseProviders.js';
import { printable } from '../printable.js';
import { type DescribedSignals, isSingleLine, readSignalsFile } from '../readSignalsFile.js';
import { UsageError } from '../UsageError.js';
import { version } from '../version.js';
import type { Document } from './blocks.js';
import { exampleRequest } from './exampleRequest.js';
import { html } from './html.js';
import { markdown } from './markdown.js';
import { notice } from './notice.js';
import { en } from './words/en.js';
import type { Gap, NoticeWords } from './words/NoticeWords.js';
import { zh } from './words/zh.js';

const help = `Usage: turntally privacy [options]

Prints a privacy notice for an app that uses turntally: what is counted, sent
and kept, with the texts of the consent dialog and the numbers of the code. It
is not legal advice; have it reviewed before you publish it.

Options:
  --lang <en|zh>     the language, default en
  --format <format>  markdown or html, default markdown
  --app <name>       the name of the app
  --company <name>   who is responsible
  --contact <text>   how to reach them: an e-mail address or a page
  --endpoint <url>   where counts are sent
  --relay <name>     who runs the relay, if the app posts through one
                     (Oblivious HTTP)
  --keep <days>      how long sums are kept, as given to collect, e.g. 400d;
                     without it, until the company deletes them
  --min-reports <number>
                     the number given to collect, default 5
  --signals <file>   the app's own signals, a JSON file:
                     {"plan":{"title":"Plan","sentence":"Which plan is used.",
                      "example":"A turn on the free plan: one for “free”.",
                      "buckets":{"free":"free","pro":"paid"}}}
                     lostSignals of the app are a list of their buckets:
                     {"delivery":["expired","refused","corrupt","overflow"]}
  --providers <list> the providers of the app, as given to collect, such as
                     openai,anthropic,other; can be repeated
  --help             show this help

Missing details appear in the notice in [brackets].
`;

const languages: Readonly<Record<string, { readonly strings: Wording; readonly words: NoticeWords }>> = {
  en: { strings: englishWording, words: en },
  zh: { strings: chineseWording, words: zh },
};

const formats: Readonly<Record<string, (document: Document) => string>> = { markdown, html };

const gaps: readonly Gap[] = ['app', 'company', 'contact', 'endpoint'];

const noSignals: DescribedSignals = { signals: {}, descriptions: {} };

/**
 * `turntally privacy`
 *
 * @throws UsageError for a wrong command line, or a file of signals that cannot be used.
 */
export async function privacy(args: readonly string[]): Promise<void> {
  const { values: options } = parseCommandLine('privacy', {
    args: [...args],
    options: {
      lang: { type: 'string', default: 'en' },
      format: { type: 'string', default: 'markdown' },
      app: { type: 'string' },
      company: { type: 'string' },
      contact: { type: 'string' },
      endpoint: { type: 'string' },
      relay: { type: 'string' },
      keep: { type: 'string' },
      'min-reports': { type: 'string', default: '5' },
      signals: { type: 'string' },
      providers: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const given = parseDetails(options);
  const relay = options.relay === undefined ? undefined : parseName('--relay', options.relay);
  const keptDays = options.keep === undefined ? undefined : parseKeep(options.keep);
  const minReports = parseNumber('--min-reports', options['min-reports'], 1, 999_999);
  const language = choose(languages, '--lang', options.lang);
  const format = choose(formats, '--format', options.format);
  const { signals, descriptions } = options.signals === undefined ? noSignals : readSignalsFile(options.signals);
  const providers = parseProviders(options.providers);
  const example = await exampleRequest(signals, providers);
  const { lost } = language.strings;
  const document = notice({
    ...language,
    given,
    relay,
    keptDays,
    minReports,
    descriptions: 'delivery' in signals ? { ...descriptions, ...lost } : descriptions,
    providers,
    example,
    version: version(),
  });
  // A program that reads the output, such as head, may end early.
  process.stdout.on('error', () => process.exit());
  process.stdout.write(format(document));
  process.stderr.write(remarks(given, language.words));
}

/** What is left to do, for standard error. */
function remarks(given: Readonly<Partial<Record<Gap, string>>>, words: NoticeWords): string {
  const missing = gaps.filter((gap) => given[gap] === undefined);
  const lines = missing.map((gap) => `turntally: missing [${words.gaps[gap]}]; set it with --${gap}\n`);
  return `${lines.join('')}turntally: this is not legal advice. The notice covers turntally and its collector; add what else your app, or a proxy in front of the collector, keeps, who processes data for you, and in which country\n`;
}

function parseDetails(options: Readonly<Partial<Record<Gap, string | undefined>>>): Partial<Record<Gap, string>> {
  const given: Partial<Record<Gap, string>> = {};
  for (const gap of gaps) {
    const value = options[gap];
    if (value !== undefined) given[gap] = parseName(`--${gap}`, value);
  }
  if (given.endpoint !== undefined) checkEndpoint(given.endpoint);
  return given;
}

/** @throws UsageError unless the value is one line of text. */
function parseName(option: string, value: string): string {
  if (isSingleLine(value)) return value.trim();
  throw new UsageError(`${option} must be one line of text without control characters, not "${printable(value)}"`);
}

/** An endpoint of `startTurntally`, but absolute and https: readers of the notice are not on the app's page or machine. */
function checkEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password || /[\s`]/.test(endpoint)) {
    throw new UsageError(
      `--endpoint must be an https URL such as https://telemetry.example.com/v1/metrics, not "${endpoint}"`,
    );
  }
}

function choose<T>(choices: Readonly<Record<string, T>>, option: string, name: string): T {
  const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (choice === undefined) {
    throw new UsageError(`${option} must be one of ${Object.keys(choices).join(', ')}, not "${name}"`);
  }
  return choice;
}
