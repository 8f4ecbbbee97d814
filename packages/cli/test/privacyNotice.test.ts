import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { NEVER, of } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentEvent, defineSignals, memoryStore, startTurntally } from '../../../src/index.js';
import {
  batchRetentionDays,
  limits,
  longestIdRetentionDays,
  maxLaunches,
  operatingSystems,
} from '../../../src/protocol/index.js';
import { agentSignals, tokensOf } from '../../../src/signals.js';
import { metricsPayload } from '../../collector/src/payload.js';
import { exampleRequest } from '../src/privacy/exampleRequest.js';
import { languages, namesIn, noticeIn, textOf } from './privacySupport.js';

const both = Object.keys(languages) as (keyof typeof languages)[];
const plan = {
  signals: defineSignals({ plan: ['free', 'pro'] }),
  descriptions: { plan: { title: 'Plan', sentence: 'Which.', example: 'One.', buckets: { free: 'no', pro: 'yes' } } },
};

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The requests that the server received; it responds 202 to all. */
const seen: Seen[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  seen.push({ method: request.method, url: request.url, headers: request.headers, body });
  response.writeHead(202).end();
});
let endpoint = '';
/** The headers that `fetch` adds by itself; Node's adds `Accept-Language: *`, too. */
let ofEveryRequest: readonly string[] = [];

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`;
  await fetch(endpoint, { method: 'POST' });
  ofEveryRequest = Object.keys(seen.splice(0)[0]?.headers ?? {});
});
afterAll(() => server.close());

/** Counts the events as an app does and posts them. Returns the requests. */
async function flushed(events: readonly AgentEvent[], plans: readonly ('free' | 'pro')[]): Promise<readonly Seen[]> {
  seen.length = 0;
  const telemetry = startTurntally({
    endpoint,
    release: { version: '2.5.0-rc.1', os: 'macos' },
    consent$: of(true),
    launch$: NEVER,
    store: memoryStore(),
    extraSignals: plan.signals,
  });
  for (const event of events) telemetry.record(event);
  for (const each of plans) telemetry.count(`plan/${each}`);
  telemetry.record({ kind: 'turn_done' });
  const { delivered } = await telemetry.flush();
  await telemetry.stop();
  expect([delivered, seen.length]).toEqual([1, 1]);
  return [...seen];
}

const word = fc.constantFrom('stop', 'refusal', 'model-x', 'status 429', 'timeout', 'ECONNRESET', 'hook', 'permission');
const event: fc.Arbitrary<AgentEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('usage' as const),
    usage: fc.record({ finishReason: word, cacheHitTokens: fc.nat(99), cacheMissTokens: fc.nat(99) }),
    model: word,
  }),
  fc.record({ kind: fc.constant('tool_result' as const), tool: fc.record({ err: word, name: word }) }),
  fc.record({ kind: fc.constant('turn_done' as const), err: fc.record({ message: word, code: word }) }),
  fc.constantFrom<AgentEvent[]>({ kind: 'compaction_done' }, { kind: 'notice', code: 'empty_final' }),
);

const keysOf = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap(keysOf)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
      : [];

test.each(both)('should name, in %s, everything that a flush sends', async (language) => {
  const names = namesIn(await noticeIn(language, {}, plan));
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 20 }),
      fc.array(fc.constantFrom('free', 'pro')),
      async (events, plans) => {
        for (const { method, url, headers, body } of await flushed(events, plans)) {
          expect([method, url]).toEqual(['POST', '/v1/metrics']);
          const payload = metricsPayload({ ...agentSignals, ...plan.signals }).parse(JSON.parse(body));
          const tokens = payload.counters.map(({ signal, bucket }) => `${signal}/${bucket}`);
          const added = Object.keys(headers).filter((name) => !ofEveryRequest.includes(name));
          expect([...keysOf(payload), ...tokens, ...added].filter((name) => !names.has(name))).toEqual([]);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test.each(both)('names, in %s, nothing else', async (language) => {
  const [post] = await flushed([], ['free']);
  const own = (await exampleRequest({})).headers.map(([name]) => name);
  const added = Object.keys(post?.headers ?? {}).filter((name) => !ofEveryRequest.includes(name));
  const vocabulary = tokensOf({ ...agentSignals, ...plan.signals });
  expect([...namesIn(await noticeIn(language, {}, plan))].sort()).toEqual(
    [...new Set([...vocabulary, ...keysOf(JSON.parse(post?.body ?? '')), ...added, ...own])].sort(),
  );
});

test.each(both)('describes, in %s, every signal and every bucket', async (language) => {
  const { strings } = languages[language];
  const lines = textOf(await noticeIn(language));
  for (const [signal, buckets] of Object.entries(agentSignals)) {
    const { title, sentence, example, buckets: meanings } = strings.vocabulary[signal as keyof typeof agentSignals];
    for (const words of [title, sentence, example]) expect(lines).toContain(`\n${words}\n`);
    expect(Object.keys(meanings)).toEqual([...buckets]);
    for (const words of Object.values(meanings)) expect(lines).toContain(words);
  }
});

test.each(both)('states, in %s, the numbers and lists of the code', async (language) => {
  const { blocks } = await noticeIn(language);
  const { strings, words } = languages[language];
  const { facts } = strings;
  const says = (part: string) => blocks.some((block) => textOf({ language, blocks: [block] }).includes(part));
  const number = (value: number) => value.toLocaleString(language);
  for (const os of operatingSystems) expect(says(`${os} (${words.operatingSystems[os]})`)).toBe(true);
  // British English has no comma before the "or".
  const anyOf = new Intl.ListFormat(language === 'en' ? 'en-GB' : language, { type: 'disjunction' });
  const systems = anyOf.format(operatingSystems.map((os) => words.operatingSystems[os]));
  expect(facts.sent.join().replaceAll(' ', '')).toContain(systems.replaceAll(' ', ''));
  expect(facts.kept.join().match(/\d+/g)).toEqual([String(longestIdRetentionDays)]);
  expect(facts.sent.join().match(/\d+/g)).toEqual([batchRetentionDays, maxLaunches].map(String));
  for (const sentence of [
    words.undelivered(number(batchRetentionDays), number(maxLaunches)),
    words.atMost(number(limits.counters), number(limits.count)),
    ...[...facts.sent, ...facts.neverSent, ...facts.kept, ...words.keptOnDevice],
    ...[facts.when, facts.withdrawal, words.transport, words.sentBefore],
    ...[words.legalBasis, ...words.rightsOfAll, words.complaint],
  ])
    expect(says(sentence), sentence).toBe(true);
  for (const text of [words.undelivered('', ''), words.atMost('', '')])
    expect(text.match(/\d+/g) ?? ['1']).toEqual(['1']);
});

test.each(both)('states, in %s, how long sums are kept, if that is given', async (language) => {
  const { words } = languages[language];
  const textFor = async (keptDays?: number) => textOf(await noticeIn(language, { company: 'Ask Ltd' }, { keptDays }));
  const until = words.keptBy('Ask Ltd').join('');
  expect(await textFor()).toContain(until);
  expect(await textFor(1100)).toContain(words.keptFor((1100).toLocaleString(language)));
  expect(await textFor(1100)).not.toContain(until);
});

test.each(both)('states, in %s, what happens to sums of few deliveries, unless all are shown', async (language) => {
  const { words } = languages[language];
  const textFor = async (minReports?: number) => textOf(await noticeIn(language, {}, { minReports }));
  expect(await textFor()).toContain(words.tooFew('5'));
  expect(await textFor(12)).toContain(words.tooFew('12'));
  expect(await textFor(1)).not.toContain(words.tooFew('1'));
});

test.each(both)('states, in %s, what a relay sees, if there is one', async (language) => {
  const { words } = languages[language];
  const textFor = async (relay?: string) => textOf(await noticeIn(language, { company: 'Ask Ltd' }, { relay }));
  const sentence = words.relayed('Relay Ltd', 'Ask Ltd').join('');
  expect(await textFor('Relay Ltd')).toContain(sentence);
  expect(await textFor()).not.toContain(words.relayed('', '')[0]);
});

/** Claims that hold for no program that posts to a server. */
test.each(both)('does not promise, in %s, that people cannot be distinguished', async (language) => {
  const text = textOf(await noticeIn(language));
  expect(text).not.toMatch(/no one|told apart|distinguish|anonym|identifies|无法区分|匿名|不指向任何人/i);
});

test('shows a delivery as the client posts it, with one own signal', async () => {
  const { method, headers, body } = await exampleRequest(plan.signals);
  const payload = metricsPayload({ ...agentSignals, ...plan.signals }).parse(JSON.parse(body));
  expect(payload.counters).toContainEqual({ signal: 'plan', bucket: 'free', count: 1 });
  expect(Object.fromEntries(headers)['idempotency-key']).toMatch(limits.batchId);
  const { blocks } = await noticeIn('en', { endpoint: 'https://a.example/v1/metrics' }, plan);
  expect(blocks).toContainEqual({
    kind: 'code',
    text: `${method} https://a.example/v1/metrics\n${headers.map((header) => header.join(': ')).join('\n')}\n\n${body}`,
  });
  const [post] = await flushed([], []);
  for (const [name, value] of headers) if (name !== 'idempotency-key') expect(post?.headers[name]).toBe(value);
});

test.each(both)('in %s, has a gap for each detail that only the team knows, and no other gap', async (language) => {
  const gapsOf = async (given: Parameters<typeof noticeIn>[1]) => {
    const { blocks } = await noticeIn(language, given);
    return [...JSON.stringify(blocks).matchAll(/"gap":"([^"]+)"/g)].map(([, gap]) => gap);
  };
  const { gaps } = languages[language].words;
  expect(new Set(await gapsOf({}))).toEqual(new Set(Object.values(gaps)));
  const given = { app: 'Ask', company: 'Ask Ltd', contact: 'a@b.example', endpoint: 'https://a.example/v1/metrics' };
  expect(await gapsOf(given)).toEqual([]);
  const text = textOf(await noticeIn(language, given));
  for (const each of [given.app, given.company, given.contact]) expect(text).toContain(each);
});

test.each(both)(
  'should name, in %s, the providers that are counted by, and nothing of them otherwise',
  async (language) => {
    const providers = ['openai', 'other'];
    const document = await noticeIn(language, {}, { providers });
    const names = [...namesIn(document)].filter((name) => name.includes('.'));
    expect(names).toEqual([
      'finish_reason.openai/…',
      'finish_reason.other/…',
      'provider_error.openai/…',
      'provider_error.other/…',
    ]);
    const { byProvider, vocabulary } = languages[language].strings;
    for (const text of [byProvider.title(vocabulary.provider_error.title), byProvider.sentence, byProvider.other]) {
      expect(textOf(document)).toContain(text);
    }
    const { body } = await exampleRequest({}, providers);
    expect(body).toContain('{"signal":"provider_error.openai","bucket":"http_429","count":2}');
    expect([...namesIn(await noticeIn(language))].filter((name) => name.includes('.'))).toEqual([]);
  },
);
