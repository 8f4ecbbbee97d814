import { expect, test } from 'vitest';
import { contents, plant } from '../../support/databases.js';
import { counted, counting, name } from './app.js';

const newer = { schema: 2, epoch: 'later', boxes: new Map([['turns', 5n]]) };

test('a database of a newer schema is left untouched: this session counts in memory and delivers from there', async () => {
  const { clock, turns, launch, restart, status, collector, telemetry } = await counting();
  await clock.run(telemetry().stop());
  await plant(name, 'snapshot', newer);
  await plant(name, 'tally/later/1-x', { of: 'a newer kind' });
  const before = await contents(name);
  await restart();
  for (let turn = 0; turn < 70; turn++) {
    turns();
    await clock.advance(10);
  }
  await clock.advance(200);
  expect(status()).toMatchObject({ state: 'counting', storage: 'memory', counted: 210, faults: 0, lost: 0 });
  await launch();
  turns();
  await clock.run(telemetry().stop());
  expect(collector.sums).toEqual({ 'tool_error/exec': 70, 'finish_reason/stop': 70, 'turns/total': 70 });
  expect(await contents(name)).toEqual(before);
});

test('a newer schema that another tab writes in the midst of a session is left untouched from the next look on', async () => {
  const { clock, turns, launch, status, collector } = await counting();
  await plant(name, 'snapshot', newer);
  await launch();
  const before = await contents(name);
  expect(before.get('snapshot')).toEqual(newer);
  turns(2);
  await clock.advance(200);
  expect(status()).toMatchObject({ state: 'counting', storage: 'memory' });
  await launch();
  expect(collector.sums).toEqual({ 'tool_error/exec': 2, 'finish_reason/stop': 2, 'turns/total': 2 });
  expect(await contents(name)).toEqual(before);
});

test('a withdrawal erases what a newer version has stored, and the next consent counts in the database again', async () => {
  const { clock, turns, launch, restart, status, collector, consent$, telemetry } = await counting();
  await clock.run(telemetry().stop());
  await plant(name, 'snapshot', newer);
  await restart();
  turns();
  await clock.advance(200);
  consent$.next(false);
  await clock.advance(200);
  expect([...(await contents(name))]).toEqual([]);
  consent$.next(true);
  await clock.advance(200);
  await restart();
  turns();
  await clock.advance(200);
  expect(status()).toMatchObject({ storage: 'indexeddb' });
  await launch();
  expect(collector.sums).toEqual(counted);
});
