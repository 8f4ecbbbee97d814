import { expect, test } from 'vitest';
import { demo, openApp, rowsOf, scriptedTurn, shortTurn } from './support.js';

test('counts belong to the release that observed them, whichever release sends them', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await app.agree();
  await app.runTurn('odd-endings');
  await collector.setFault('gone');
  await app.upgrade('1.1.0');
  expect(await app.report()).toMatchObject({ held: 1 });
  await app.runTurn();
  await app.runTurn('empty');
  expect((await app.inspect()).pending.map(({ release }) => release.version)).toEqual(['1.1.0']);

  await collector.setFault('none');
  await app.control('release').selectOption('2.0.0');
  await app.relaunchLater();

  expect(await app.report()).toEqual({ delivered: 2, foldedBack: 0, held: 0, lost: 0 });
  const [odd, short, empty] = ['odd-endings', 'too-long', 'empty'].map((id) => scriptedTurn(id).counts);
  expect(await collector.rows()).toEqual([
    ...rowsOf(odd ?? {}, '1.0.0'),
    ...rowsOf({ ...short, ...empty, 'turns/total': 2 }, '1.1.0'),
  ]);
});

test('two tabs of two releases save side by side; a third release sends both, the older first', async () => {
  const collector = await demo();
  const older = await openApp(collector);
  await older.agree();
  const newer = await openApp(collector, older.context);
  await newer.upgrade('1.1.0');
  await Promise.all([older.runTurn('empty'), newer.runTurn()]);
  await older.upgrade('2.0.0');

  expect(await older.report()).toMatchObject({ delivered: 2 });
  expect(await collector.rows()).toEqual([
    ...rowsOf(scriptedTurn('empty').counts, '1.0.0'),
    ...rowsOf(shortTurn.counts, '1.1.0'),
  ]);
  expect((await newer.status()).lost).toBe(0);
});
