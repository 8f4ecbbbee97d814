import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { type LedgerStore, lostSignals, memoryStore } from '../../../../src/index.js';
import { maxLaunches } from '../../../../src/protocol/index.js';
import { batchId, linux, releaseOf, tallyOf } from '../../../../test/support/ledgers.js';
import { zh } from '../../src/strings/zh/index.js';
import { eventually, find, inspected, notes, numberOf, textOf, words } from './inspectorSupport.js';

const day = 86_400_000;
const sealed =
  (change: (store: LedgerStore, id: string) => Promise<unknown> = async () => {}) =>
  async (store: LedgerStore, epoch: string): Promise<void> => {
    await store.append(tallyOf({ 'turns/total': 12 }), epoch);
    await store.apply({ type: 'opened', id: batchId(1), now: Date.now() });
    await change(store, batchId(1));
  };

test('shows what is counted, as it is counted', async () => {
  const { inspector, telemetry } = await inspected({ answered: true });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('0');
  for (let turns = 1; turns <= 1234; turns++) telemetry.record({ kind: 'turn_done' });
  telemetry.record({ kind: 'tool_result', tool: { err: 'permission denied' } });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('1,234');
  expect(numberOf(inspector, 'tool_error', 'permission')).toBe('1');
  expect(textOf(inspector, '[part=figures]')).toBe(`${words.seen}1,235 ${words.counted}1,235`);
});

test('has a row for each signal the consent asks about, even if it is not counted yet or has no description', async () => {
  const extraSignals = { plan: ['free', 'pro'], theme: ['dark'] } as const;
  const descriptions = { plan: { title: 'Plan', sentence: '', example: '', buckets: { free: 'no fee' } } };
  const { inspector, telemetry } = await inspected({
    answered: true,
    options: { extraSignals },
    element: { descriptions },
  });
  const rows = () => [...(inspector.shadowRoot?.querySelectorAll('caption, th') ?? [])].map((one) => one.textContent);
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('0');
  const before = rows();
  telemetry.count('theme/dark' as never);
  telemetry.count('plan/pro' as never);
  await eventually(() => rows().length && textOf(inspector, '[part=figures]')).toContain(`${words.counted}2`);
  await eventually(() => textOf(inspector, '[part~=pending]')).toMatch(/pro 1 theme dark 1$/);
  expect(rows()).toEqual(before);
});

test('draws a bar as wide as the bucket’s share', async () => {
  const stored = (store: LedgerStore, epoch: string) =>
    store.append(tallyOf({ 'cache_hit/0_50': 1, 'cache_hit/99_100': 3 }), epoch);
  const { inspector } = await inspected({ stored });
  await eventually(() => numberOf(inspector, 'cache_hit', '99_100')).toBe('3');
  const bars = [...(inspector.shadowRoot?.querySelectorAll('svg') ?? [])].filter((bar) => bar.clientWidth);
  const widths = bars.map((bar) => bar.getBoundingClientRect().width / (bar.parentElement?.clientWidth ?? 1));
  expect(widths.map((width) => width.toFixed(2))).toEqual(['0.25', '0.75']);
});

test.each([
  ['undecided', { answered: undefined }, words.states.undecided],
  [
    'off',
    { answered: true, options: { consent$: new BehaviorSubject(false) }, element: { consent: undefined } },
    words.states.off,
  ],
  ['not enabled', { answered: true, options: { enabled: false } }, words.notEnabled],
  ['no events', { answered: true }, words.notes.noEvents],
  ['memory', { answered: true, options: { store: memoryStore() } }, words.notes.memory],
])('explains why nothing is counted: %s', async (_, given, reason) => {
  const { inspector } = await inspected(given);
  await eventually(() => [textOf(inspector, 'strong'), ...notes(inspector)]).toContain(reason);
});

test('when the switch is flipped, reports the answer no, and never that the app has not enabled counting', async () => {
  const { inspector, consent } = await inspected({ answered: true });
  const shown = new Set<string>();
  const note = () => shown.add(textOf(inspector, 'strong'));
  for (const [answer, text] of [
    [false, words.states.off],
    [true, words.states.counting],
    [false, words.states.off],
  ] as const) {
    await consent.answer(answer);
    await eventually(() => note() && textOf(inspector, 'strong')).toBe(text);
  }
  expect(shown).not.toContain(words.notEnabled);
});

test('explains why nothing is counted: the events are of other kinds, or cannot be read', async () => {
  const { inspector, telemetry } = await inspected({ answered: true });
  telemetry.record({ kind: 'text' });
  telemetry.count('no/such' as never);
  await eventually(() => notes(inspector)).toEqual(['1 event could not be read.', words.notes.noneCounted]);
  telemetry.record({ kind: 'turn_done' });
  await eventually(() => notes(inspector)).toContain(words.notes.live);
  await telemetry.stop();
  await eventually(() => textOf(inspector, '[part=state]')).toContain(words.states.stopped);
});

test('reports that storage fails, and does not claim that nothing is stored', async () => {
  const fail = () => Promise.reject(new Error('gone'));
  const store: LedgerStore = { ...memoryStore(), kind: 'indexeddb', read: fail, append: fail, apply: fail };
  const { inspector } = await inspected({ options: { store, consent$: new BehaviorSubject(true) } });
  await eventually(() => textOf(inspector)).toContain(words.unknown);
  expect(notes(inspector)).toContain(words.notes.failing);
  expect(find(inspector, 'table')).toBeNull();
});

test.each([
  ['it got no answer', sealed(), [words.unanswered, words.nextLaunch]],
  [
    'it was refused twice',
    sealed(async (store, id) => {
      await store.apply({ type: 'struck', id });
      await store.apply({ type: 'struck', id });
    }),
    [words.refused(2, '2')],
  ],
  [
    'there is a pause',
    sealed((store) => store.apply({ type: 'postponed', until: Date.now() + day / 2 })),
    [words.failures(1, '1'), 'Not before '],
  ],
  [
    'the pause is too long to be valid',
    sealed((store) => store.apply({ type: 'postponed', until: Date.now() + 2 * day })),
    [words.nextLaunch],
  ],
  [
    'it is too old',
    async (store: LedgerStore, epoch: string) => {
      await store.append(tallyOf({ 'turns/total': 12 }), epoch);
      await store.apply({ type: 'opened', id: batchId(1), now: Date.now() - 31 * day });
    },
    [words.tooOld],
  ],
  [
    'eight launches have sent it',
    sealed(async (store, id) => {
      for (let launch = 2; launch <= maxLaunches; launch++) await store.apply({ type: 'opened', id, now: Date.now() });
    }),
    [words.tooOld],
  ],
])('shows what is sealed, why it waits and when the next attempt is: %s', async (_, stored, texts) => {
  const { inspector } = await inspected({ stored });
  await eventually(() => textOf(inspector, '[part~=sealed]')).toContain(`12 counts of version ${linux.version}, Linux`);
  expect(textOf(inspector, '[part~=sealed]')).toContain(batchId(1));
  for (const text of texts) await eventually(() => textOf(inspector)).toContain(text);
});

test.each([
  [1, words.nextLaunch, words.tooOld],
  [31, words.tooOld, words.unanswered],
])('uses the clock of the app: %s days later', async (days, shown, notShown) => {
  const stored = sealed((store) => store.apply({ type: 'postponed', until: Date.now() + day / 2 }));
  const { inspector } = await inspected({ stored, element: { now: () => Date.now() + days * day } });
  await eventually(() => textOf(inspector)).toContain(shown);
  expect(textOf(inspector)).not.toContain(notShown);
});

test('shows the newest release first, then each of the others', async () => {
  const stored = async (store: LedgerStore, epoch: string) => {
    for (let n = 0; n < 18; n++) {
      await store.append(tallyOf({ 'turns/total': n + 1 }, releaseOf(n)), epoch);
      await store.apply({ type: 'folded', epoch }); // in this order, also within a millisecond
    }
  };
  const { inspector } = await inspected({ stored });
  await eventually(() => textOf(inspector, '[part~=pending]')).toMatch(/version 1\.17\.0, .*Turns turns all total 18 /);
  const others = [...(inspector.shadowRoot?.querySelectorAll('summary') ?? [])].map((one) => one.textContent ?? '');
  expect(others).toHaveLength(15);
  expect(others[0]).toContain('version 1.2.0, ');
  expect(textOf(inspector, '[part~=lost]')).toContain(`3 counts: ${words.lostBecause.overflow}`);
});

test.each([
  [lostSignals, true],
  [{}, false],
])('says that the next delivery reports what was given up, if the app has %j', async (extraSignals, isReported) => {
  const stored = async (store: LedgerStore, epoch: string) => {
    await store.append(tallyOf({ 'turns/total': 5 }), epoch);
    await store.apply({ type: 'opened', id: batchId(1), now: Date.now() - 20 * day });
    await store.apply({ type: 'opened', id: batchId(2), now: Date.now() });
  };
  const { inspector } = await inspected({ stored, options: { extraSignals } });
  await eventually(() => textOf(inspector, '[part~=lost]')).toContain(`5 counts: ${words.lostBecause.expired}`);
  expect(textOf(inspector, '[part~=lost]').includes('Reported with the next delivery: 5.')).toBe(isReported);
});

test('uses the given strings, and describes the app’s own signals', async () => {
  const descriptions = {
    plan: { title: 'Plan of the account', sentence: '', example: '', buckets: { free: 'free', pro: 'paid' } },
  };
  const options = { extraSignals: { plan: ['free', 'pro'] } };
  const { inspector, telemetry } = await inspected({ answered: true, options, element: { descriptions } });
  telemetry.count('plan/pro' as never);
  await eventually(() => numberOf(inspector, 'plan', 'pro')).toBe('1');
  expect(textOf(inspector, '[part~=pending]')).toContain('Plan of the account plan free 0 paid pro 1');
  inspector.strings = zh;
  await inspector.updateComplete;
  expect(textOf(inspector, 'h2')).toBe(zh.inspector.title);
  expect(textOf(inspector, '[part~=pending]')).toContain(zh.vocabulary.provider_error.buckets.http_429);
  expect(find(inspector, '[lang]')?.lang).toBe('zh');
});
