import { batchRetentionDays, limits, operatingSystems } from 'turntally/protocol';
import type { SignalDescription, SignalDescriptions, Wording } from 'turntally/wording';
import { type Block, code, type Document, heading, type Inline, list, paragraph, plain, type Text } from './blocks.js';
import type { ExampleRequest } from './exampleRequest.js';
import type { Field, Gap, Header, NoticeWords } from './words/NoticeWords.js';

export interface NoticeOptions {
  /** The words that the consent element shows, too. */
  readonly strings: Wording;
  readonly words: NoticeWords;
  /** What the team has told; what it has not becomes a gap. */
  readonly given: Readonly<Partial<Record<Gap, string>>>;
  /** Of the app's own signals. */
  readonly descriptions: SignalDescriptions;
  readonly example: ExampleRequest;
  /** Of this library. */
  readonly version: string;
}

/** A privacy notice: what is counted, sent and kept, as the code does it. */
export function notice(options: NoticeOptions): Document {
  const { strings, words, given } = options;
  const { facts } = strings;
  const number = numbersIn(strings);
  const told = (gap: Gap): Inline => given[gap] ?? { gap: words.gaps[gap] };
  return {
    language: strings.language,
    blocks: [
      heading(1, ...words.title(told('app'))),
      paragraph(...words.intro(told('app'))),
      paragraph(...words.responsible(told('company'), told('contact'))),
      heading(2, words.counted),
      ...Object.entries<SignalDescription>({ ...strings.vocabulary, ...options.descriptions }).flatMap((described) =>
        signal(described, words),
      ),
      paragraph(words.nothingElse),
      heading(2, words.sent),
      list(...facts.sent.map((fact) => [fact])),
      ...delivery(options),
      paragraph(words.transport),
      heading(2, words.neverSent),
      list(...facts.neverSent.map((fact) => [fact])),
      heading(2, words.when),
      paragraph(facts.when),
      paragraph(words.undelivered(number(batchRetentionDays))),
      heading(2, words.onDevice),
      paragraph(words.beforeAnswer),
      list(...words.keptOnDevice.map((fact) => [fact])),
      heading(2, words.kept),
      list(...facts.kept.map((fact) => [fact])),
      paragraph(...words.keptBy(told('company'))),
      heading(2, words.choice),
      paragraph(facts.withdrawal),
      paragraph(words.sentBefore),
      paragraph(...words.origin(options.version)),
    ],
  };
}

/** Written as the language writes them. */
const numbersIn = ({ language }: Wording): ((value: number) => string) => new Intl.NumberFormat(language).format;

function signal([name, description]: readonly [string, SignalDescription], words: NoticeWords): Block[] {
  const buckets = Object.entries(description.buckets).map(([bucket, meaning]) =>
    words.meaning({ code: `${name}/${bucket}` }, meaning),
  );
  return [
    heading(3, description.title),
    paragraph(description.sentence),
    paragraph(description.example),
    paragraph(words.sentAs),
    list(...buckets),
  ];
}

/** Where it goes, one delivery as it is sent, and all that it is made of. */
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
