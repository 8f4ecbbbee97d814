import { describe, expect, test } from 'vitest';
import { emptyLedger, fold } from '../../../src/reducers/ledger.js';
import { contents, plant } from '../../support/databases.js';
import { linux, tallyOf } from '../../support/ledgers.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { type App, app, counted, name } from './app.js';
import { ledgerIn } from './ledgerIn.js';

/** A session that has counted a turn, and ended. */
async function begun(): Promise<App & { epoch: string }> {
  freshIndexedDB();
  const made = app();
  await made.clock.advance(100);
  made.turns();
  await made.clock.advance(100);
  await made.clock.run(made.telemetry().stop());
  return { ...made, epoch: ledgerIn(await contents(name)).epoch };
}

const cyclic: Record<string, unknown> = { schema: 1, epoch: 'e' };
cyclic.pending = [cyclic, { release: cyclic, counters: cyclic }];
cyclic.outbox = cyclic;
cyclic.lost = cyclic;

const whole = fold(emptyLedger('e'), [tallyOf({ 'turns/total': 5 })]);
const inPending = (counters: unknown): unknown => ({ ...whole, pending: [{ release: linux, counters }] });

/**
 * What stands where the snapshot was, and how many counts are given up for it. Beside it lies a tally of three: where
 * nobody can tell the epoch any more, they are lost, too.
 */
const garbage: [string, unknown, number][] = [
  ['a text', 'snapshot', 3],
  ['null', null, 3],
  ['a number', Number.NaN, 3],
  ['a date', new Date(0), 3],
  ['a map', new Map([['schema', 1]]), 3],
  ['bytes', new Uint8Array(4096), 3],
  ['a list with holes', Object.assign([], { 7: 'x' }), 3],
  ['a bigint', 1n, 3],
  ['an error', new RangeError('snapshot'), 3],
  ['an older schema', { ...whole, schema: 0 }, 5 + 3],
  ['truncated: its epoch is missing', { schema: 1, pending: whole.pending }, 5 + 3],
  ['truncated: only its schema is left', { schema: 1 }, 3],
  ['truncated: its pending is missing', { schema: 1, epoch: 'e', lost: { expired: 2 } }, 2],
  ['an object that contains itself', cyclic, 4 + 3],
  ['unknown tokens', inPending({ 'a prompt': 3, 'turns/total/x': 4, '': 5 }), 12],
  ['tokens that nobody counts any more', inPending({ 'gone/total': 3 }), 3],
  ['a negative count', inPending({ 'turns/total': -5 }), 1],
  ['a fractional count', inPending({ 'turns/total': 0.5 }), 1],
  ['a count that is not a number', inPending({ 'turns/total': Number.NaN }), 1],
  ['an infinite count', inPending({ 'turns/total': Number.POSITIVE_INFINITY }), 1],
  ['a count beyond exactness', inPending({ 'turns/total': 2 ** 60 }), 1],
  ['a count that is a text', inPending({ 'turns/total': '5' }), 1],
  ['a count that is a bigint', inPending({ 'turns/total': 5n }), 1],
  ['counters that are a map', inPending(new Map([['turns/total', 5]])), 1],
];

describe.each(garbage)('a snapshot that is garbage: %s', (_, stored, lost) => {
  test('is counted as lost and reported; the session counts and delivers as ever', async () => {
    const { clock, turns, launch, restart, status, collector } = await begun();
    await plant(name, 'snapshot', stored);
    await restart();
    await launch();
    turns(2);
    await clock.advance(200);
    await launch();
    expect(status()).toMatchObject({ state: 'counting', storage: 'indexeddb', lost, faults: 0 });
    expect(collector.sums).toEqual({ 'tool_error/exec': 2, 'finish_reason/stop': 2, 'turns/total': 2 });
  });
});

test.each<[string, string, unknown, number]>([
  ['a text', 'tally/E/1-x', 'a text', 1],
  ['nothing', 'tally/E/1-x', undefined, 1],
  ['truncated', 'tally/E/1-x', { release: linux }, 1],
  ['an object that contains itself', 'tally/E/1-x', cyclic, 1],
  ['of unknown tokens', 'tally/E/1-x', { release: linux, counters: { 'a prompt': 4 } }, 4],
  [
    'of negative, fractional and infinite counts',
    'tally/E/1-x',
    { release: linux, counters: { 'a/a': -1, 'a/b': 0.5, 'a/c': 1 / 0 } },
    3,
  ],
  ['of an unknown release', 'tally/E/1-x', tallyOf({ 'turns/total': 4 }, { version: '', os: 'linux' }), 4],
  ['under a key without an end', 'tally/E/', 'a text', 1],
  ['under a key without an epoch', 'tally/', tallyOf({ 'turns/total': 4 }), 0],
])(
  'a tally that is garbage: %s: is counted as lost and reported; those beside it arrive',
  async (_, key, stored, lost) => {
    const { clock, launch, restart, status, collector, epoch } = await begun();
    await plant(name, key.replace('E', epoch), stored);
    await restart();
    await launch();
    await clock.advance(200);
    expect(collector.sums).toEqual(counted);
    expect(status()).toMatchObject({ storage: 'indexeddb', lost, faults: 0 });
    expect([...(await contents(name)).keys()]).toEqual(['snapshot']);
  },
);
