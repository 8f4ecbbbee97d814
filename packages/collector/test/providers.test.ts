import { expect, test } from 'vitest';
import { implausible } from '../src/implausible.js';
import { createCollector } from '../src/index.js';
import { collectorWith, row } from './stats/support.js';
import { noon, openStore, payload, post, turns } from './support.js';

const providers = ['openai', 'other'];
const failed = (signal: string) => ({ signal, bucket: 'http_429', count: 3 });
const counters = [turns, failed('provider_error'), failed('provider_error.openai')];

test('what is counted by provider is accepted from the listed providers, and void by name from others', async () => {
  const collector = createCollector({ store: openStore(), providers, now: () => noon });
  expect((await post(collector, { body: payload({ counters }) })).status).toBe(202);
  const other = await post(collector, { body: payload({ counters: [...counters, failed('provider_error.mistral')] }) });
  expect([other.status, await other.json()]).toMatchObject([
    400,
    { void: true, errors: [{ pointer: '/counters/3', detail: 'not in the vocabulary' }] },
  ]);
  const withoutProviders = createCollector({ store: openStore(), now: () => noon });
  const refused = await post(withoutProviders, { body: payload({ counters }) });
  expect([refused.status, await refused.json()]).toMatchObject([400, { errors: [{ pointer: '/counters/2' }] }]);
});

test('the parts of failed turns are no more failed turns: the batch is not set aside', () => {
  const all = { bucket: 'http_429', count: 12 };
  const counters = [turns, { signal: 'provider_error', ...all }, { signal: 'provider_error.openai', ...all }];
  expect(implausible({ version: '1.4.0', os: 'linux', counters }, 20_000)).toBeUndefined();
});

test('the stats page shows the parts of each provider after their signal, in its words', async () => {
  const { page, get } = await collectorWith(
    [
      row(),
      row({ ...failed('provider_error') }),
      row({ ...failed('provider_error.openai') }),
      row(failed('provider_error.gone')),
    ],
    { providers },
  );
  const html = await page();
  const titles = [...html.matchAll(/<h2[^>]*>(.*?)</gs)].map(([, title]) => title?.trim());
  const at = titles.indexOf('Failed requests');
  expect(titles.slice(at, at + 3)).toEqual([
    'Failed requests',
    'Failed requests · openai',
    'Failed requests · all other providers',
  ]);
  expect(html).toContain('too many requests');
  expect(html).not.toContain('provider_error.gone');
  const csv = await (await get('/export.csv')).text();
  expect(csv).toContain('provider_error.openai,http_429,3');
});
