import { expect, onTestFinished, test, vi } from 'vitest';
import type { Collector } from '../../src/index.js';
import { metricsRequest, newId, openStore, payload, problemOf, total, turns, withStore } from '../support.js';
import { openApps, requestAt } from './support.js';

const ofCount = (count: number) => payload({ counters: [{ ...turns, count }] });

test('an app has all addresses of a collector below its name, with its own counts', async () => {
  const { stores, get, post } = openApps();
  const id = newId();
  expect((await post('/chat/v1/metrics', { id, body: ofCount(7) })).status).toBe(202);
  expect((await post('/editor/v1/metrics', { id, body: ofCount(5) })).status).toBe(202);
  expect([await total(stores.chat), await total(stores.editor)]).toEqual([7, 5]);
  expect(await (await get('/chat/v1/metrics')).json()).toMatchObject([{ count: 7, reports: 1 }]);
  expect(await (await get('/editor/v1/metrics')).json()).toMatchObject([{ count: 5, reports: 1 }]);
  const csv = await get('/chat/export.csv');
  expect(await csv.text()).toContain(',turns,total,7,1');
  expect(csv.headers.get('content-disposition')).toMatch(/filename="turntally_chat_2026-/);
  expect(await (await get('/editor/export.json')).json()).toMatchObject({ rows: [{ count: 5 }] });
  for (const path of ['/chat/metrics', '/chat/healthz', '/editor/metrics']) expect((await get(path)).status).toBe(200);
});

test('a page names its app, with a way to the list, and says where the app posts', async () => {
  const { get } = openApps({ path: '/usage' });
  const page = await (await get('/chat/')).text();
  expect(page).toContain('<title>turntally: chat</title>');
  expect(page).toContain('<h1><a href="../">turntally</a> / chat</h1>');
  expect(page).toContain('<code>/chat/usage</code>');
  expect(await (await get('/editor/?days=0')).text()).toContain('<title>turntally: editor</title>');
  expect(page.match(/(?:href|action|src)="\/[^"]*"/g)).toBeNull(); // a proxy may serve it below a path of its own
});

test('the list has links to the pages, and needs access', async () => {
  const list = await (await openApps().get('/')).text();
  expect([...list.matchAll(/<li><a href="(.*?)">(.*?)<\/a>/g)].map(([, href, text]) => [href, text])).toEqual([
    ['chat/', 'chat'],
    ['editor/', 'editor'],
  ]);
  const closed = openApps({ access: { token: 'abc' } });
  const response = await closed.get('/');
  expect(await problemOf(response)).toMatchObject({ status: 401 });
  expect((await closed.get('/', { authorization: 'Bearer abc' })).status).toBe(200);
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site', authorization: 'Bearer abc' };
  expect((await closed.get('/', navigation)).status).toBe(403);
  expect((await openApps({ access: () => false }).get('/')).status).toBe(403);
  const undefinedAccess = await openApps({ access: undefined } as never).get('/');
  expect((await problemOf(undefinedAccess)).status).toBe(403);
});

test.each(['/', '/chat/'])('the cookie from %s?token=… gives access to the list and to all apps', async (path) => {
  const { get } = openApps({ access: { token: 'abc' } });
  const { status, headers } = await get(`${path}?token=abc`);
  expect([status, headers.get('location')]).toEqual([303, './']);
  const [cookie = '', ...attributes] = headers.get('set-cookie')?.split('; ') ?? [];
  expect(attributes).toContain('Path=/');
  for (const page of ['/', '/chat/', '/editor/', '/editor/export.csv']) {
    expect((await get(page, { cookie })).status, page).toBe(200);
    expect((await get(page)).status, page).toBe(401);
  }
});

test('an address without the slash leads to the page, with its query', async () => {
  const { get } = openApps();
  for (const method of ['GET', 'HEAD']) {
    const { status, headers } = await get('/chat?days=7&token=abc', {}, method);
    expect([status, headers.get('location')]).toEqual([303, 'chat/?days=7&token=abc']);
  }
  expect((await get('/chat')).headers.get('location')).toBe('chat/');
  const { status, headers } = await get('/chat', {}, 'POST');
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

test('what is below no app is a 404 that pages of the allowed origins can read, and counts nothing', async () => {
  const { stores, get, post } = openApps({ cors: 'https://app.example.com' });
  for (const path of [
    '/v1/metrics',
    '/chats/v1/metrics',
    '/chat//v1/metrics',
    '/CHAT/v1/metrics',
    '//chat/v1/metrics',
  ]) {
    const response = await post(path, { headers: { origin: 'https://app.example.com' } });
    expect(response.headers.get('access-control-allow-origin'), path).toBe('https://app.example.com');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await problemOf(response)).status).toBe(404);
  }
  const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
  for (const path of ['/v1/metrics', '/chat/v1/metrics'])
    expect((await get(path, headers, 'OPTIONS')).status).toBe(204);
  for (const path of ['/', '/healthz']) expect((await get(path, {}, 'POST')).status).toBe(405);
  expect(await total(stores.chat)).toBe(0);
  // As elsewhere, a path may be percent-encoded.
  expect((await post('/ch%61t/v1/metrics')).status).toBe(202);
  expect(await total(stores.chat)).toBe(12);
});

test("one app's store fails: it answers 503, /healthz too, and the others go on counting", async () => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => print.mockRestore());
  const fail = async () => Promise.reject(new Error('disk full'));
  const broken = withStore(openStore(), { find: fail, settle: fail });
  const { stores, get, post } = openApps({}, { editor: { store: broken } });
  expect((await post('/editor/v1/metrics')).status).toBe(503);
  expect((await post('/chat/v1/metrics')).status).toBe(202);
  expect(await total(stores.chat)).toBe(12);
  expect((await get('/healthz')).status).toBe(503);
  expect((await get('/editor/healthz')).status).toBe(503);
  expect((await get('/chat/healthz')).status).toBe(200);
  expect((await get('/chat/')).status).toBe(200);
  expect(print.mock.calls[0]?.[0]).toBe('turntally: the store of editor fails, so posts are answered 503:');
});

test('/healthz is open with credentials, and a function decides about it', async () => {
  expect(await (await openApps({ access: { token: 'abc' } }).get('/healthz')).text()).toBe('ok\n');
  expect((await openApps({ access: () => false }).get('/healthz')).status).toBe(403);
});

test('maintain does the work of every app, also if that of the first fails, and then rejects', async () => {
  const published: string[] = [];
  const publishing = (app: string, error?: Error) => ({
    store: withStore(openStore(), {
      async publish() {
        published.push(app);
        if (error) throw error;
      },
    }),
    onStoreStatus: () => {},
  });
  const { collector } = openApps({}, { chat: publishing('chat', new Error('locked')), editor: publishing('editor') });
  await expect(collector.maintain()).rejects.toThrow('locked');
  expect(published).toEqual(['chat', 'editor']);
});

test('the limits of an address count for each app apart', async () => {
  const { post } = openApps({ limits: { postsPerMinute: 2 }, clientAddress: () => '192.0.2.1' });
  const statuses = async (path: string) => [
    (await post(path)).status,
    (await post(path)).status,
    (await post(path)).status,
  ];
  expect(await statuses('/chat/v1/metrics')).toEqual([202, 202, 429]);
  expect(await statuses('/editor/v1/metrics')).toEqual([202, 202, 429]);
});

test("an app's own options are its own", async () => {
  const refused: string[] = [];
  const body = payload({ counters: [{ signal: 'plan', bucket: 'pro', count: 1 }] });
  const onRefusal = (app: string) => () => void refused.push(app);
  const { post } = openApps(
    {},
    {
      chat: { extraSignals: { plan: ['free', 'pro'] }, onRefusal: onRefusal('chat') },
      editor: { onRefusal: onRefusal('editor') },
    },
  );
  expect((await post('/chat/v1/metrics', { body })).status).toBe(202);
  expect((await post('/editor/v1/metrics', { body })).status).toBe(400);
  expect(refused).toEqual(['editor']);
});

test('the request is passed on as it is, with its environment and context', async () => {
  const seen: unknown[] = [];
  const { collector, stores } = openApps({
    clientAddress(request: Request, env: object) {
      seen.push(request, env);
      return undefined;
    },
  });
  const body = new Blob([payload()]).stream();
  const request = requestAt('/chat/v1/metrics', { ...initOf(metricsRequest()), body, duplex: 'half' } as RequestInit);
  const [env, waitUntil] = [{ DB: 1 }, vi.fn<(work: Promise<unknown>) => void>()];
  expect((await (collector as Collector<typeof env>).fetch(request, env, { waitUntil })).status).toBe(202);
  expect(seen[0]).toBe(request);
  expect(seen[1]).toBe(env);
  expect(waitUntil).toHaveBeenCalledOnce();
  await waitUntil.mock.calls[0]?.[0];
  expect(await total(stores.chat)).toBe(12);
});

const initOf = ({ method, headers }: Request): RequestInit => ({ method, headers });
