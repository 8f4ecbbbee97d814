import { batchRetentionDays, limits, maxLaunches, operatingSystems } from 'turntally/protocol';
import { withExtraSignals } from 'turntally/signals';
import { describeByProvider, type SignalDescription, type SignalDescriptions, type Wording } from 'turntally/wording';
import { type Block, code, type Document, heading, type Inline, list, paragraph, plain, type Text } from './blocks.js';
import type { ExampleRequest } from './exampleRequest.js';
import type { Field, Gap, Header, NoticeWords } from './words/NoticeWords.js';

export interface NoticeOptions {
  /** The texts that the consent element shows too. */
  readonly strings: Wording;
  readonly words: NoticeWords;
  /** Details that only the team knows. Missing ones become gaps. */
  readonly given: Readonly<Partial<Record<Gap, string>>>;
  /** Who runs the relay of Oblivious HTTP. Without it, deliveries go straight to the collector. */
  readonly relay?: string | undefined;
  /** Texts for the app's own signals. */
  readonly descriptions: SignalDescriptions;
  /** The app's providers, if it counts by provider. */
  readonly providers?: readonly string[] | undefined;
  readonly example: ExampleRequest;
  /** How many days the collector keeps sums. Without it, they are kept until the company deletes them. */
  readonly keptDays?: number | undefined;
  /** The collector's `minReports`; 1 shows every sum. @defaultValue 5 */
  readonly minReports?: number | undefined;
  /** The version of turntally. */
  readonly version: string;
}

/** Writes a privacy notice: what is counted, sent and kept. */
export function notice(options: NoticeOptions): Document {
  const { strings, words, given, relay, keptDays, minReports = 5 } = options;
  const { facts } = strings;
  const byProvider = describeByProvider(withExtraSignals({}, options.providers), strings);
  const number = numbersIn(strings);
  const detail = (gap: Gap): Inline => given[gap] ?? { gap: words.gaps[gap] };
  return {
    language: strings.language,
    blocks: [
      heading(1, ...words.title(detail('app'))),
      paragraph(...words.intro(detail('app'))),
      paragraph(...words.responsible(detail('company'), detail('contact'))),
      heading(2, words.counted),
      ...Object.entries<SignalDescription>({ ...strings.vocabulary, ...options.descriptions }).flatMap(
        ([name, description]) => [
          ...signal(description, (bucket) => `${name}/${bucket}`, words),
          ...(byProvider[name] ? signal(byProvider[name], (ofProvider) => `${ofProvider}/…`, words) : []),
        ],
      ),
      paragraph(words.nothingElse),
      heading(2, words.sent),
      list(...facts.sent.map((fact) => [fact])),
      ...delivery(options),
      paragraph(words.transport),
      ...(relay === undefined ? [] : [paragraph(...words.relayed(relay, detail('company')))]),
      paragraph(...words.logs(detail('company'))),
      heading(2, words.neverSent),
      list(...facts.neverSent.map((fact) => [fact])),
      heading(2, words.when),
      paragraph(facts.when),
      paragraph(words.undelivered(number(batchRetentionDays), number(maxLaunches))),
      heading(2, words.onDevice),
      paragraph(words.beforeAnswer),
      list(...words.keptOnDevice.map((fact) => [fact])),
      heading(2, words.kept),
      list(...facts.kept.map((fact) => [fact])),
      paragraph(...(keptDays === undefined ? words.keptBy(detail('company')) : [words.keptFor(number(keptDays))])),
      ...(minReports > 1 ? [paragraph(words.tooFew(number(minReports)))] : []),
      paragraph(words.backups),
      heading(2, words.choice),
      paragraph(facts.withdrawal),
      paragraph(words.sentBefore),
      heading(2, words.rights),
      paragraph(words.legalBasis),
      list(...words.rightsOfAll.map((right) => [right])),
      paragraph(words.complaint),
      paragraph(...words.origin(options.version)),
    ],
  };
}

/** Formats numbers for the language. */
const numbersIn = ({ language }: Wording): ((value: number) => string) => new Intl.NumberFormat(language).format;

function signal(description: SignalDescription, sentAs: (bucket: string) => string, words: NoticeWords): Block[] {
  const buckets = Object.entries(description.buckets).map(([bucket, meaning]) =>
    words.meaning({ code: sentAs(bucket) }, meaning),
  );
  return [
    heading(3, description.title),
    paragraph(description.sentence),
    paragraph(description.example),
    paragraph(words.sentAs),
    list(...buckets),
  ];
}

/** Where counts are sent, an example of a delivery, and what each of its parts means. */
function delivery({ strings, words, given, example }: NoticeOptions): Block[] {
  const { method, headers, body } = example;
  const endpoint: Inline = given.endpoint === undefined ? { gap: words.gaps.endpoint } : { code: given.endpoint };
  const number = numbersIn(strings);
  const parts = (meanings: Readonly<Record<Field | Header, string>>): Text[] =>
    Object.entries(meanings).map(([name, meaning]) => words.meaning({ code: name }, meaning));
  const systems = operatingSystems.map((os) => `${os} (${words.operatingSystems[os]})`);
  return [
    paragraph(...words.goesTo(endpoint)),
    paragraph(words.exactly),
    code([`${method} ${plain([endpoint])}`, ...headers.map((header) => header.join(': ')), '', body].join('\n')),
    paragraph(words.parts),
    list(...parts({ ...words.fields, os: `${words.fields.os}: ${systems.join(', ')}`, ...words.headers })),
    paragraph(words.atMost(number(limits.counters), number(limits.count))),
  ];
}
