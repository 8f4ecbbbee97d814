import { expect, test } from 'vitest';
import { agentSignals, type LedgerStore, memoryStore } from '../../../../src/index.js';
import { batchId, releaseOf, tallyOf } from '../../../../test/support/ledgers.js';
import {
  eventually,
  find,
  type Given,
  inspected,
  notes,
  numberOf,
  press,
  show,
  textOf,
  words,
} from './inspectorSupport.js';
import { look, looks } from './support/looks.js';
import { violations } from './support/violations.js';

const counters = { 'turns/total': 128, 'cache_hit/95_99': 91, 'cache_hit/0_50': 12, 'provider_error/http_429': 5 };
const fail = () => Promise.reject(new Error('gone'));

const many = async (store: LedgerStore, epoch: string): Promise<void> => {
  for (let n = 0; n < 18; n++)
    await store.append(tallyOf({ ...counters, 'turns/total': 4_000_000 }, releaseOf(n)), epoch);
  await store.apply({ type: 'opened', id: batchId(1), now: Date.now() });
  await store.apply({ type: 'struck', id: batchId(1) });
  await store.apply({ type: 'postponed', until: Date.now() + 3_600_000 });
};
const states: Record<string, Given> = {
  empty: { answered: true },
  'everything at once': { stored: many },
  undecided: {},
  off: { options: { enabled: false } },
  'storage fails': {
    options: { store: { ...memoryStore(), kind: 'indexeddb', read: fail, append: fail, apply: fail } },
  },
};
const cases = Object.keys(states).flatMap((state) =>
  Object.entries(looks).map(([name, of]) => [state, name, of] as const),
);

test.each(cases)('axe-core finds no violation, and nothing overflows: %s, %s', async (state, _, of) => {
  await look(of);
  const { strings } = of;
  const { inspector } = await inspected({
    ...states[state],
    element: { strings },
    width: Math.min(600, of.width) - 16,
  });
  await eventually(() => find(inspector, '[part~=pending], .muted')).toBeTruthy();
  await eventually(() => textOf(inspector)).not.toContain(strings.inspector.reading);
  press(inspector, '#erase');
  for (const details of inspector.shadowRoot?.querySelectorAll('details') ?? []) details.open = true;
  await eventually(() => find(inspector, '[part=confirm]')).toBeTruthy();
  expect(await violations(inspector)).toEqual([]);
  expect(inspector.scrollWidth).toBeLessThanOrEqual(inspector.clientWidth);
});

test('axe-core finds no violation without a telemetry', async () => {
  const { inspector } = show({});
  await eventually(() => find(inspector, '[part=problem]')).toBeTruthy();
  expect(await violations(inspector)).toEqual([]);
});

test('each control can be reached with the keyboard, in reading order', async () => {
  const { inspector } = await inspected({ stored: many });
  await eventually(() => find(inspector, 'details')).toBeTruthy();
  const usable = [...(inspector.shadowRoot?.querySelectorAll<HTMLElement>('button, select, summary, pre') ?? [])];
  expect(usable.map(({ tabIndex }) => tabIndex)).toEqual(usable.map(() => 0));
  expect(usable.map(({ localName }) => localName).filter((name) => name !== 'summary')).toEqual([
    ...['button', 'button', 'select', 'button', 'button', 'pre'],
  ]);
});

test('each aria-labelledby refers to an existing element', async () => {
  const { inspector } = await inspected({ stored: many });
  await eventually(() => find(inspector, 'details')).toBeTruthy();
  press(inspector, '#erase');
  await eventually(() => find(inspector, '[part=confirm]')).toBeTruthy();
  const named = [...(inspector.shadowRoot?.querySelectorAll('[aria-labelledby]') ?? [])];
  const names = named.map((one) => textOf(inspector, `#${one.getAttribute('aria-labelledby')}`));
  const { title, pending, sealed, next, exact, lost } = words;
  expect(names).toEqual([title, expect.stringContaining(words.eraseQuestion), sealed, next, pending, exact, lost]);
});

test('only results of buttons are announced', async () => {
  const { inspector, telemetry } = await inspected({ answered: true });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('0');
  const live = [
    ...(inspector.shadowRoot?.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log]') ?? []),
  ];
  expect(live.map((one) => one.getAttribute('part'))).toEqual(live.map(() => 'report'));
  telemetry.record({ kind: 'turn_done' });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('1');
  expect(live.map((one) => one.textContent)).toEqual(live.map(() => ''));
});

test.each([320, 600, 1200])('nothing moves while counts grow, at %i px', async (width) => {
  const { inspector, telemetry } = await inspected({ answered: true, width });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('0');
  await eventually(() => notes(inspector)).toEqual([words.notes.noEvents]);
  const places = () =>
    [...(inspector.shadowRoot?.querySelectorAll('h2, h3, caption, th, td, #send') ?? [])].map((one) => {
      const { top, left, width } = one.getBoundingClientRect();
      return [one.textContent?.replace(/\d/g, '').slice(0, 20), top, one.localName === 'td' ? 0 : left, width];
    });
  const before = places();
  for (let time = 0; time < 1111; time++) {
    for (const [signal, buckets] of Object.entries(agentSignals)) telemetry.count(`${signal}/${buckets[0]}` as never);
  }
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('1,111');
  expect(places().map(([, ...place]) => place)).toEqual(before.map(([, ...place]) => place));
});
