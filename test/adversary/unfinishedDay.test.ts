import { expect, test } from 'vitest';
import { dayMs, noon, startCollector, token } from './support/collector.js';
import { batch, post, postAll, send } from './support/posts.js';
import { readPaths } from './support/reads.js';

const queries = [
  '',
  '?days=1',
  '?days=2',
  '?days=366',
  '?version=1.4.0',
  '?version=9.9.9',
  '?os=linux',
  '?os=ios',
  '?days=2&version=9.9.9',
];

const headers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: { 'accept-encoding': 'identity' },
  compressed: { 'accept-encoding': 'gzip' },
  conditional: { 'if-none-match': '*', 'if-modified-since': new Date(noon).toUTCString() },
  'a range': { range: 'bytes=0-99' },
  'without a credential': { authorization: '' },
};

/** Every answer that a reader can get: status, headers and body, without what differs by chance. */
async function everything(url: string): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  const paths = readPaths.flatMap((path) => queries.map((query) => path + query));
  paths.push('/v1/metrics?signal=turns', '/?days=2&version=1.4.0&against=9.9.9', '/?version=%00', '/none', '/healthz');
  for (const path of paths) {
    for (const [name, more] of Object.entries(headers)) {
      for (const method of ['GET', 'HEAD']) {
        const sent = { method, headers: { authorization: `Bearer ${token}`, ...more } };
        const { status, headers: got, body } = await send(url + path, sent);
        const { date: _, 'content-security-policy': policy = '', ...stable } = got;
        const text = name === 'compressed' ? '' : body.replace(/nonce="[^"]*"/g, '');
        answers[`${method} ${path} (${name})`] = JSON.stringify([
          status,
          stable,
          String(policy).replace(/nonce-[^']*/g, ''),
          text,
        ]);
      }
    }
  }
  return answers;
}

test('no answer to any reader changes by what is posted on an unfinished day', async () => {
  const first = await startCollector({ at: noon - dayMs });
  await postAll(
    first.url,
    Array.from({ length: 6 }, () => batch({ 'turns/total': 20 })),
  );
  await first.stop();
  // A second after midnight, when yesterday has just become a finished day.
  const collector = await startCollector({ db: first.db, at: noon - dayMs / 2 + 1000 });
  const before = await everything(collector.url);
  expect(before['GET /v1/metrics (plain)']).toContain('120');
  await postAll(
    collector.url,
    Array.from({ length: 7 }, () => batch({ 'turns/total': 30 })),
  );
  expect((await post(collector.url, batch({ 'turns/total': 77 }, { version: '9.9.9' }), '127.0.6.1')).status).toBe(202);
  const after = await everything(collector.url);
  const changed = Object.keys(before).filter((read) => before[read] !== after[read]);
  expect(changed).toEqual([]);
});

test('a release that is withheld looks like one that does not exist', async () => {
  const collector = await startCollector();
  await postAll(
    collector.url,
    Array.from({ length: 6 }, () => batch({ 'turns/total': 20 })),
  );
  await post(collector.url, batch({ 'turns/total': 77 }, { version: '9.9.9', os: 'ios' }), '127.0.6.2');
  await collector.setClock(noon + dayMs);
  const read = async (query: string): Promise<string> => {
    const texts = await Promise.all(
      readPaths.map((path) => send(collector.url + path + query, { headers: { authorization: `Bearer ${token}` } })),
    );
    return texts
      .map(({ status, body }) => `${status} ${body}`)
      .join('')
      .replace(/nonce="[^"]*"/g, '');
  };
  const [withheld, absent] = [await read('?version=9.9.9'), await read('?version=9.9.8')];
  expect(withheld.replaceAll('9.9.9', '9.9.8')).toBe(absent);
  expect(await read('')).not.toContain('9.9.9');
});

test('no answer repeats what was asked, except a filter', async () => {
  const collector = await startCollector();
  const hostile = 'repeat-me-<b>';
  const authorization = `Bearer ${token}`;
  const targets = [
    `/${hostile}`,
    `/?${hostile}=1`,
    `/?version=${hostile}`,
    `/v1/metrics?signal=${hostile}`,
    `/export.csv?os=${hostile}`,
  ];
  for (const path of targets) {
    for (const headers of [{ authorization }, { authorization: hostile }, { authorization, cookie: hostile }]) {
      const answer = await send(encodeURI(collector.url + path), { headers });
      expect(JSON.stringify([answer.body, answer.headers])).not.toContain('repeat-me');
    }
  }
  for (const id of ['repeat-me', 'repeat-me-0123456789']) {
    const sent = { 'content-type': 'application/json', 'idempotency-key': id };
    const body = JSON.stringify({
      version: 'repeat-me',
      os: 'repeat-me',
      counters: [{ 'repeat-me': 1 }],
      'repeat-me': 2,
    });
    const answer = await send(`${collector.url}/v1/metrics`, { method: 'POST', headers: sent, body });
    expect(JSON.stringify([answer.body, answer.headers])).not.toContain('repeat-me');
  }
});
