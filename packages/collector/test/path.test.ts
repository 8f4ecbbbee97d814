import { expect, test } from 'vitest';
import { createCollector } from '../src/index.js';
import { metricsRequest, openStore, payload, problemOf, total } from './support.js';

const path = '/usage/counts';

function setup() {
  const store = openStore();
  const collector = createCollector({ store, path, access: 'open', minReports: 1 });
  const request = (at: string, init: RequestInit = {}) =>
    collector.fetch(new Request(`http://collector.test${at}`, init));
  const post = (at: string) => request(at, { method: 'POST', headers: metricsRequest().headers, body: payload() });
  return { store, request, post };
}

test('posts and rows are at the configured path, and no longer at the default one', async () => {
  const { store, request, post } = setup();
  expect((await post(path)).status).toBe(202);
  expect(await total(store)).toBe(12);
  expect(await (await request(`${path}?days=1`)).json()).toMatchObject([{ signal: 'turns', count: 12 }]);
  for (const response of [await post('/v1/metrics'), await request('/v1/metrics')]) {
    expect((await problemOf(response)).status).toBe(404);
  }
});

test('other methods, preflights and access apply to the configured path', async () => {
  const { request } = setup();
  const response = await request(path, { method: 'DELETE' });
  expect(response.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  expect((await problemOf(response)).status).toBe(405);
  expect((await request(path, { method: 'OPTIONS' })).status).toBe(204);
  const closed = createCollector({ store: openStore(), path });
  expect((await closed.fetch(new Request(`http://collector.test${path}`))).status).toBe(403);
});

test('the page names the configured path', async () => {
  const { request } = setup();
  expect(await (await request('/')).text()).toContain(`<code>${path}</code>`);
});

test('the default path is /v1/metrics', async () => {
  const collector = createCollector({ store: openStore() });
  expect((await collector.fetch(metricsRequest())).status).toBe(202);
});
