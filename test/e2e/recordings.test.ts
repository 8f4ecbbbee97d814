import { expect, test } from 'vitest';
import { type App, demo, openApp, rowsOf } from './support.js';

/** Five events that count, among lines that are none and events that mean nothing. */
const damaged = [
  '{"kind":"turn_started","prompt":"a recording of one\'s own"}',
  'not JSON at all',
  '{"kind":"usage","usage":{"finishReason":"stop","cacheHitTokens":99,"cacheMissTokens":1}}',
  '{"kind":"usage","usage":{"finishReason":"stop","cacheHitTokens":9',
  '[1,2,3]',
  'null',
  '',
  '   ',
  '{"at":12}',
  '{"kind":7}',
  '{"kind":"from_the_future","count":9}',
  '{"kind":"__proto__"}',
  '{"kind":"usage","usage":{"finishReason":"a reason nobody knows","cacheHitTokens":"many","cacheMissTokens":-1}}',
  '{"kind":"tool_result","tool":{"name":"x","err":"Permission denied"}}',
  '{"kind":"turn_done","err":{"message":"request failed with status 503"}}',
  '{"kind":"turn_done"}',
].join('\r\n');

const counts = {
  'cache_hit/99_100': 1,
  'finish_reason/other': 1,
  'finish_reason/stop': 1,
  'provider_error/http_5xx': 1,
  'tool_error/permission': 1,
  'turns/total': 2,
} as const;

async function expectDamaged(app: App): Promise<void> {
  const said = 'Replayed 2 turns, 8 events. 6 lines left out; the first: line 2 is not JSON.';
  await app.shows('run-report', said);
  await app.idle();
  expect((await app.status()).storage).toBe('indexeddb');
}

test('a chosen recording with malformed lines: the lines are named and left out, the rest is counted', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  await app.control('file').setInputFiles({ name: 'damaged.jsonl', mimeType: '', buffer: Buffer.from(damaged) });
  await expectDamaged(app);
  await app.relaunch();

  expect(await collector.rows()).toEqual(rowsOf(counts));
});

test('a dropped-in recording with malformed lines is treated the same, and can be dropped again', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  for (let drop = 0; drop < 2; drop++) {
    const dataTransfer = await app.page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'damaged.jsonl'));
      return data;
    }, damaged);
    await app.control('drop').dispatchEvent('drop', { dataTransfer });
    await expectDamaged(app);
    await app.shows('device:turns/total', String(2 * (drop + 1)));
  }
  await app.relaunch();

  expect(await collector.rows()).toEqual(rowsOf(counts).map((row) => ({ ...row, count: 2 * row.count })));
});

test('a recording that holds no event at all counts nothing', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  await app
    .control('file')
    .setInputFiles({ name: 'photo.jsonl', mimeType: '', buffer: Buffer.from([0xff, 0xd8, 10, 0]) });
  await app.shows('run-report', 'Replayed 0 turns, 0 events. 2 lines left out; the first: line 1 is not JSON.');
  await app.relaunch();

  expect(await app.report()).toMatchObject({ skipped: 'empty' });
  expect(await collector.rows()).toEqual([]);
});
