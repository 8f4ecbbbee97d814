import { expect, test } from 'vitest';
import { createCollector } from '../src/index.js';
import {
  allRows,
  databaseFile,
  newId,
  openStore,
  payload,
  post,
  problemOf,
  serveCollector,
  total,
  withStore,
} from './support.js';

test('an id posted many times at once, over HTTP, counts once and is answered 202 each time', async () => {
  const store = openStore();
  const url = await serveCollector(createCollector({ store }));
  const id = newId();
  const headers = { 'content-type': 'application/json', 'idempotency-key': id };
  const posts = Array.from({ length: 40 }, () =>
    fetch(`${url}/v1/metrics`, { method: 'POST', headers, body: payload() }),
  );
  const statuses = (await Promise.all(posts)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([202]));
  expect(await total(store)).toBe(12);
});

test('requests of one id wait for each other, and others do not wait for them', async () => {
  const inner = openStore();
  const busy: string[] = [];
  const overlaps: string[] = [];
  const store = withStore(inner, {
    async settle(id, decision, date) {
      if (busy.includes(id)) overlaps.push(id);
      busy.push(id);
      const outcome = await inner.settle(id, decision, date);
      busy.splice(busy.indexOf(id), 1);
      return outcome;
    },
  });
  const collector = createCollector({ store });
  const slow = newId();
  const { readable: body, writable } = new TransformStream();
  const first = post(collector, { id: slow, body });
  const second = post(collector, { id: slow, body: '{}' });
  expect((await post(collector)).status).toBe(202);
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode(payload()));
  await writer.close();
  expect([(await first).status, (await second).status]).toEqual([202, 202]);
  expect(overlaps).toEqual([]);
});

test('two collectors with stores of their own on one file count an id once', async () => {
  const path = databaseFile();
  const stores = [openStore(path), openStore(path)];
  const collectors = stores.map((store) => createCollector({ store }));
  const ids = Array.from({ length: 25 }, newId);
  const answers = await Promise.all(ids.flatMap((id) => collectors.map((collector) => post(collector, { id }))));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  for (const store of stores) expect(await total(store)).toBe(25 * 12);
});

test('when two processes decide differently about one id, the first decision holds for both', async () => {
  const path = databaseFile();
  const [one, other] = [openStore(path), openStore(path)];
  const late = createCollector({ store: withStore(other, { find: async () => undefined }) });
  const id = newId();
  expect((await post(createCollector({ store: one }), { id, body: '{}' })).status).toBe(400);
  expect(await problemOf(await post(late, { id }))).toMatchObject({ status: 503, void: true });
  const counted = newId();
  await post(createCollector({ store: one }), { id: counted });
  expect((await post(late, { id: counted, body: '{}' })).status).toBe(202);
  expect(await total(one)).toBe(12);
});

test('after a restart counted and refused ids have the same answers, byte by byte', async () => {
  const path = databaseFile();
  const [good, bad] = [newId(), newId()];
  const before = openStore(path);
  const first = createCollector({ store: before });
  await post(first, { id: good });
  const refusal = await (await post(first, { id: bad, body: payload({ counters: [{}, 1] }) })).text();
  await before.close();

  const after = openStore(path);
  const second = createCollector({ store: after });
  expect((await post(second, { id: good })).status).toBe(202);
  const repeated = await post(second, { id: bad, body: payload({ counters: [{}, 1] }) });
  expect([repeated.status, await repeated.text()]).toEqual([400, refusal]);
  expect(await allRows(after)).toMatchObject([{ count: 12, reports: 1 }]);
});

test('different batches of one day and release add up', async () => {
  const store = openStore();
  const collector = createCollector({ store });
  await Promise.all(Array.from({ length: 30 }, () => post(collector)));
  expect(await allRows(store)).toMatchObject([{ count: 360, reports: 30 }]);
});
