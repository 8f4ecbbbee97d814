import { expect, onTestFinished, test } from 'vitest';
import { type CollectorOptions, createCollector } from '../../packages/collector/src/index.js';
import { newId, openStore, payload } from '../../packages/collector/test/support.js';
import {
  batchRetentionDays,
  idRetentionDays,
  limits,
  longestIdRetentionDays,
  longestPauseMs,
} from '../../src/protocol/index.js';
import { codeBlocksOf, read } from './markdown.js';

const protocol = read('docs/protocol.md');
const endOfJanuary = Date.UTC(2026, 0, 31, 12);

const newCollector = (options: Partial<CollectorOptions> = {}) =>
  createCollector({ store: openStore(), now: () => endOfJanuary, minReports: 1, ...options });

/** What the document shows of HTTP, in pairs: a request, and the answer to it. */
const messages = codeBlocksOf(protocol).filter(({ language }) => language === 'http');
const exchanges = messages
  .filter((_, at) => at % 2 === 0)
  .map(({ heading, code }, pair) => ({ heading, request: code, answer: messages[pair * 2 + 1]?.code ?? '' }));

function parsed(message: string) {
  const [head = '', body = ''] = message.trimEnd().split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
  return { first, headers, body };
}

function requestOf(message: string): Request {
  const { first, headers, body } = parsed(message);
  const [method = '', path = ''] = first.split(' ');
  const init = { method, headers: Object.fromEntries(headers), ...(body && { body }) };
  return new Request(new URL(path, 'http://collector.test'), init);
}

test('each exchange that is shown takes place as shown', async () => {
  expect(exchanges.map(({ heading }) => heading)).toEqual(['A post', 'Problem documents', 'CORS', 'Rows']);
  for (const { heading, request, answer } of exchanges) {
    const collector = newCollector(heading === 'Rows' ? { access: { token: 'secret' } } : {});
    if (heading === 'Rows') await collector.fetch(requestOf(exchanges[0]?.request ?? ''));
    const response = await collector.fetch(requestOf(request));
    const shown = parsed(answer);
    expect(`HTTP/1.1 ${response.status}`, heading).toBe(shown.first.split(' ').slice(0, 2).join(' '));
    for (const [name, value] of shown.headers) expect(response.headers.get(name), `${heading}: ${name}`).toBe(value);
    expect(await response.text(), heading).toBe(shown.body);
  }
});

interface Row {
  readonly status: string;
  readonly when: string;
  readonly isVoid: string;
  readonly retryAfter: string;
}

/** The table of all that the collector answers to a post. */
const section = protocol.split('### What this collector answers')[1]?.split('\n### ')[0] ?? '';
const table: readonly Row[] = [...section.matchAll(/^\| (\d{3}|any) +\| (.*?) +\| (\S+) +\| (.*?) +\|$/gm)].map(
  ([, status = '', when = '', isVoid = '', retryAfter = '']) => ({ status, when, isVoid, retryAfter }),
);

interface Post {
  readonly id?: string;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

function post(collector: ReturnType<typeof createCollector>, { id = newId(), body = payload(), headers }: Post = {}) {
  const init: RequestInit & { duplex?: 'half' } = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id, ...headers },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  };
  return collector.fetch(new Request('http://collector.test/v1/metrics', init));
}

/** A body that is begun, and never goes on. */
const endless = (): ReadableStream =>
  new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) });
const brokenOff = (): ReadableStream => new ReadableStream({ start: (controller) => controller.error(new Error()) });

/** One after the other, each once the collector has begun the one before. */
async function whileOpen(count: number, collector: ReturnType<typeof createCollector>, id?: string): Promise<Response> {
  for (let open = 0; open < count; open++) void post(collector, { body: endless(), ...(id && { id }) });
  await new Promise((resolve) => setTimeout(resolve, 200));
  return post(collector, id ? { id } : {});
}

const longAgo = { 'Turntally-Sealed': '2020-01-01' };

const produced: Readonly<Record<string, () => Promise<Response>>> = {
  '`Idempotency-Key` is absent or malformed': () => post(newCollector(), { id: 'short' }),
  '`Turntally-Sealed` is not a day such as `2026-11-28`': () =>
    post(newCollector(), { headers: { 'Turntally-Sealed': '2026-02-30' } }),
  '16 posts from this address are in progress or waiting': () =>
    whileOpen(16, newCollector({ clientAddress: () => '192.0.2.1' })),
  'more than 600 repeats a minute from one address': async () => {
    const [collector, id] = [newCollector({ clientAddress: () => '192.0.2.1' }), newId()];
    for (let posts = 0; posts < 601; posts++) await post(collector, { id });
    return post(collector, { id });
  },
  '256 posts under this id are in progress or waiting': () => whileOpen(256, newCollector(), newId()),
  'the database failed: it is not known whether the batch counts': () => {
    const store = openStore();
    const broken = { ...store, settleAll: () => Promise.reject(new Error('the disk is full')) };
    return post(newCollector({ store: broken }));
  },
  'the id is settled as counted': async () => {
    const [collector, id] = [newCollector(), newId()];
    await post(collector, { id });
    return post(collector, { id, body: 'anything' });
  },
  'the id is settled as void, because of the rate': async () => {
    const [collector, id] = [newCollector({ clientAddress: () => '192.0.2.1' }), newId()];
    for (let posts = 0; posts < 60; posts++) await post(collector);
    await post(collector, { id });
    return post(collector, { id });
  },
  'the id is settled as void, because there were too many posts at once': async () => {
    const [collector, id] = [newCollector({ limits: { inProgress: 1 } }), newId()];
    await Promise.all([post(collector), post(collector, { id })]);
    return post(collector, { id });
  },
  'the id is settled as void, because of its sealed day': async () => {
    const [collector, id] = [newCollector(), newId()];
    await post(collector, { id, headers: longAgo });
    return post(collector, { id, headers: longAgo });
  },
  'the sealed day is more than 30 days ago, or later than tomorrow': () => post(newCollector(), { headers: longAgo }),
  'the id is settled as void for its content, which is refused again': async () => {
    const [collector, id] = [newCollector(), newId()];
    await post(collector, { id, body: 'no JSON' });
    return post(collector, { id, body: 'no JSON' });
  },
  'the id is settled as void for its content, and this one is acceptable': async () => {
    const [collector, id] = [newCollector(), newId()];
    await post(collector, { id, body: 'no JSON' });
    return post(collector, { id });
  },
  'more than 256 posts in progress': () => whileOpen(256, newCollector()),
  'more than 60 posts a minute from one address': async () => {
    const collector = newCollector({ clientAddress: () => '192.0.2.1' });
    for (let posts = 0; posts < 60; posts++) await post(collector);
    return post(collector);
  },
  'the content type is not JSON, or the body is encoded': () =>
    post(newCollector(), { headers: { 'Content-Encoding': 'gzip' } }),
  'the body is longer than 32,768 bytes': () => post(newCollector(), { body: payload().padEnd(32_769) }),
  'the body did not arrive within 10 seconds': () =>
    post(newCollector({ limits: { bodyMs: 10 } }), { body: endless() }),
  'the body broke off': () => post(newCollector(), { body: brokenOff() }),
  'the body is not JSON in UTF-8, or names a key twice': () =>
    post(newCollector(), { body: payload().replace('{', '{"os":"linux",') }),
  'the payload cannot be accepted; `errors` has a pointer for each reason': () =>
    post(newCollector(), { body: payload({ os: 'beos' }) }),
  'the version is not one of those configured; pointer `/version`': () => post(newCollector({ versions: ['2.0.0'] })),
  'counted, or [set aside](stats.md#set-aside)': () => post(newCollector()),
};

/** Answered before there is a request: packages/cli/test and test/faults/collector have it. */
const beforeHttp = 'the request is not HTTP that can be parsed';

test('the table has every answer that is produced here, and no other', () => {
  expect(table.map(({ when }) => when).sort()).toEqual([beforeHttp, ...Object.keys(produced)].sort());
});

test.each(table.filter(({ when }) => when !== beforeHttp))('$status: $when', async (row) => {
  const response = await produced[row.when]?.();
  onTestFinished(() => response?.body?.cancel().catch(() => {}));
  const text = (await response?.text()) || '{}';
  const isVoid = JSON.parse(text).void === true;
  expect(row.status).toBe(row.status === 'any' ? 'any' : String(response?.status));
  expect(isVoid).toBe(row.isVoid.startsWith('yes'));
  const retryAfter = response?.headers.get('Retry-After') ?? '–';
  if (row.retryAfter === 'as needed') expect(Number(retryAfter)).toBeGreaterThan(0);
  else expect(row.retryAfter.split(' or ')).toContain(retryAfter);
});

test('a body of 32,768 bytes is accepted', async () => {
  expect((await post(newCollector(), { body: payload().padEnd(32_768) })).status).toBe(202);
});

test('the document states the limits of the code', () => {
  for (const { source } of [limits.version, limits.batchId]) expect(protocol).toContain(source);
  const [name] = limits.token.source.split('\\/');
  expect(protocol).toContain(`${name}$`);
  expect(protocol).toContain(`1 to ${limits.counters} objects`);
  expect(protocol).toContain(`1 to ${limits.count.toLocaleString('en')}`);
  expect(protocol).toContain(`| ${batchRetentionDays} days from sealing`);
  expect(protocol).toContain(`| ${idRetentionDays} to ${longestIdRetentionDays} days of operation`);
  expect(protocol).toContain(`at most ${longestPauseMs / 3_600_000} hours`);
});

test('the JSON schema has the same limits', () => {
  const schema = JSON.parse(codeBlocksOf(protocol).find(({ language }) => language === 'json')?.code ?? '{}');
  const { version, counters } = schema.properties;
  expect(version.pattern).toBe(limits.version.source);
  expect(counters.maxItems).toBe(limits.counters);
  expect(counters.items.properties.count.maximum).toBe(limits.count);
  const { signal, bucket } = counters.items.properties;
  expect(`${signal.pattern.slice(0, -1)}\\/${bucket.pattern.slice(1)}`).toBe(limits.token.source);
});
