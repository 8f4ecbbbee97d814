import { beforeAll, expect, test } from 'vitest';
import { d1Store } from '../../src/d1/index.js';
import { total } from '../support.js';
import { ask, postOf } from './ask.js';
import { bundleWorker } from './bundleWorker.js';
import { dropTables } from './dropTables.js';
import { type RunningWorkers, startWorkers } from './startWorkers.js';

const worker = `
import { env } from 'cloudflare:workers';
import { createAppsCollector } from '@turntally/collector';
import { d1Store } from '@turntally/collector/d1';

const collector = createAppsCollector({
  apps: { chat: { store: d1Store(env.DB) }, editor: { store: d1Store(env.EDITOR) } },
  access: { token: 'abc' },
  clientAddress: (request) => request.headers.get('cf-connecting-ip') ?? undefined,
});
export default { fetch: collector.fetch, scheduled: () => collector.maintain() };
`;

let workers: RunningWorkers;
beforeAll(async () => {
  const { code, modules } = await bundleWorker({ contents: worker });
  expect(modules.filter((name) => name.startsWith('node:'))).toEqual([]);
  workers = await startWorkers({ code });
  return () => workers.stop();
});

const at = (path: string, isolate: 0 | 1 = 0) => new URL(path, workers.urls()[isolate]);
const bearer = { headers: { authorization: 'Bearer abc' } };
const countedIn = async (binding: 'DB' | 'EDITOR') => total(d1Store(await workers.database(binding)));

test('in two isolates, an id counts once in each app, and a failing database of one leaves the other', async () => {
  const ids = Array.from({ length: 10 }, (_, n) => `batch-of-two-apps-${n}`);
  const posts = ids.flatMap((id) =>
    (['chat', 'editor'] as const).flatMap((app) =>
      ([0, 1] as const).map((isolate) => ask(at(`/${app}/v1/metrics`, isolate), postOf(id))),
    ),
  );
  expect(new Set((await Promise.all(posts)).map(({ status }) => status))).toEqual(new Set([202]));
  expect([await countedIn('DB'), await countedIn('EDITOR')]).toEqual([120, 120]);

  const list = await ask(at('/'), bearer);
  expect(String(list.body)).toContain('<a href="editor/">editor</a>');
  expect((await ask(at('/chat?days=7'), bearer)).headers.location).toBe('chat/?days=7');
  expect(String((await ask(at('/chat/'), bearer)).body)).toContain('<title>turntally: chat</title>');
  expect((await ask(at('/'))).status).toBe(401);
  expect((await ask(at('/v1/metrics'), postOf('batch-of-no-app-at-all'))).status).toBe(404);
  await workers.trigger('17 * * * *');
  expect((await ask(at('/healthz'))).status).toBe(200);

  const editor = await workers.database('EDITOR');
  await dropTables(editor);
  await editor.batch([editor.prepare('CREATE TABLE batches (of_another_program TEXT)')]);
  expect((await ask(at('/editor/v1/metrics'), postOf('batch-that-waits-0'))).status).toBe(503);
  expect((await ask(at('/chat/v1/metrics'), postOf('batch-that-waits-0'))).status).toBe(202);
  expect((await ask(at('/healthz'))).status).toBe(503);
  expect((await ask(at('/chat/healthz'))).status).toBe(200);
  expect(await countedIn('DB')).toBe(132);
});
