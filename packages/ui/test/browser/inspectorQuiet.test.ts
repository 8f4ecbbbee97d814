import { BehaviorSubject, Observable } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Inspection, Status } from '../../../../src/index.js';
import { tallyOf } from '../../../../test/support/ledgers.js';
import type { TurntallyInspector } from '../../src/index.js';
import type { Watched } from '../../src/inspector/watch.js';
import { eventually, find, inspected, numberOf, show, textOf, words } from './inspectorSupport.js';

const status: Status = { state: 'counting', storage: 'indexeddb', seen: 0, counted: 0, faults: 0, lost: 0 };
const inspection: Inspection = { consent: true, pending: [], next: [], delivery: { failures: 0 }, lost: {} };

/** A telemetry of which the test says when it answers. */
function watched(inspect: () => Promise<Inspection> = async () => inspection) {
  const told$ = new BehaviorSubject(status);
  const seen = { looks: 0, underWay: 0, most: 0, subscribers: 0 };
  const telemetry: Watched = {
    status$: new Observable((subscriber) => {
      seen.subscribers++;
      subscriber.add(() => seen.subscribers--);
      return told$.subscribe(subscriber);
    }),
    async inspect() {
      seen.looks++;
      seen.most = Math.max(seen.most, ++seen.underWay);
      return inspect().finally(() => seen.underWay--);
    },
    flush: async () => ({ delivered: 0, foldedBack: 0, held: 0, lost: 0 }),
  };
  return { telemetry, told$, seen };
}

/** So many looks are allowed in the time since, with one at either end. */
const allowed = (since: number, everyMs: number): number => (performance.now() - since) / everyMs + 2;

test('never looks twice at once, and not more often than twice a second, however much is counted', async () => {
  const { telemetry, told$, seen } = watched();
  const since = performance.now();
  const { inspector } = show({ telemetry });
  await eventually(() => seen.looks).toBe(1);
  let counted = 0;
  const counting = setInterval(() => told$.next({ ...status, counted: ++counted }), 5);
  onTestFinished(() => clearInterval(counting));
  await eventually(() => seen.looks).toBeGreaterThan(3);
  expect(seen.looks).toBeLessThanOrEqual(allowed(since, 500));
  expect(seen.most).toBe(1);
  expect(textOf(inspector, '[part=figures]')).toContain(words.counted);
});

test('waits for a look that takes long', async () => {
  const answers: (() => void)[] = [];
  const { telemetry, told$, seen } = watched(() => new Promise((resolve) => answers.push(() => resolve(inspection))));
  show({ telemetry });
  await eventually(() => seen.looks).toBe(1);
  for (let counted = 1; counted < 40; counted++) {
    told$.next({ ...status, counted });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect([seen.looks, seen.most]).toEqual([1, 1]);
  answers[0]?.();
  await eventually(() => seen.looks).toBe(2);
  expect(seen.most).toBe(1);
});

test('does not set itself off by looking: the real thing tells of each look', async () => {
  const { telemetry } = await inspected({ answered: true });
  const inspect = vi.spyOn(telemetry, 'inspect');
  await eventually(async () => inspect.mock.calls.length).toBeGreaterThan(0);
  const since = performance.now();
  const before = inspect.mock.calls.length;
  await eventually(() => inspect.mock.calls.length).toBeGreaterThan(before + 3);
  expect(inspect.mock.calls.length - before).toBeLessThanOrEqual(allowed(since, 2000));
});

test.each<[string, (inspector: TurntallyInspector) => () => void]>([
  [
    'removed',
    (inspector) => {
      const { parentNode } = inspector;
      inspector.remove();
      return () => parentNode?.append(inspector);
    },
  ],
  [
    'hidden',
    (inspector) => {
      inspector.hidden = true;
      return () => {
        inspector.hidden = false;
      };
    },
  ],
  [
    'in a page that is hidden',
    () => {
      const tell = (hidden: boolean) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      };
      onTestFinished(() => void Reflect.deleteProperty(document, 'hidden'));
      tell(true);
      return () => tell(false);
    },
  ],
])('listens to nothing and looks at nothing while it is %s, and goes on afterwards', async (_, leave) => {
  const { telemetry, told$, seen } = watched();
  const { inspector } = show({ telemetry });
  await eventually(() => seen.looks).toBe(1);
  const comeBack = leave(inspector);
  await eventually(() => seen.subscribers).toBe(0);
  await eventually(() => seen.underWay).toBe(0);
  const { looks } = seen;
  told$.next({ ...status, counted: 5 });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(seen.looks).toBe(looks);
  comeBack();
  await eventually(() => seen.looks).toBeGreaterThan(looks);
  await eventually(() => textOf(inspector, '[part=figures]')).toBe(`${words.seen}0 ${words.counted}5`);
});

test('leaves nothing behind when it is removed', async () => {
  const { telemetry, seen } = watched();
  const answers$ = new BehaviorSubject<boolean | undefined>(true);
  const listening = new Set<string>();
  const add = vi.spyOn(document, 'addEventListener').mockImplementation((type) => void listening.add(type));
  const remove = vi.spyOn(document, 'removeEventListener').mockImplementation((type) => void listening.delete(type));
  onTestFinished(() => [add, remove].forEach((spy) => void spy.mockRestore()));
  const { inspector } = show({ telemetry, consent: { consent$: answers$, answer: async () => {} } });
  await eventually(() => seen.looks).toBe(1);
  expect([answers$.observed, seen.subscribers, [...listening]]).toEqual([true, 1, ['visibilitychange']]);
  inspector.remove();
  expect([answers$.observed, seen.subscribers, [...listening]]).toEqual([false, 0, []]);
});

test('follows another telemetry when it is given one', async () => {
  const former = watched();
  const { telemetry } = watched(async () => ({ ...inspection, pending: [tallyOf({ 'turns/total': 7 })] }));
  const { inspector } = show({ telemetry: former.telemetry });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('0');
  inspector.telemetry = telemetry;
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('7');
  expect(former.seen.subscribers).toBe(0);
});

const broken = (part: object): Watched => Object.assign(watched().telemetry, part);
const thrower = new Proxy(
  {},
  {
    get() {
      throw new Error('not to be touched');
    },
  },
);

// Whatever was thrown and not caught fails the run.
test.each<[string, unknown, string]>([
  ['nothing', undefined, words.noTelemetry],
  ['null', null, words.noTelemetry],
  ['something else', { status$: {} }, words.noTelemetry],
  ['text', 'telemetry', words.noTelemetry],
  ['what throws at a touch', thrower, 'not to be touched'],
  ['a status that fails', broken({ status$: new Observable((reader) => reader.error(new Error('gone'))) }), 'gone'],
  ['a status that is none', broken({ status$: 'counting' }), words.noTelemetry],
  ['an inspection that fails', broken({ inspect: () => Promise.reject(new Error('no')) }), words.unknown],
  ['an inspection that throws', broken({ inspect: () => thrower }), words.unknown],
  ['an inspection that is none', broken({ inspect: async () => ({}) }), 'cannot be shown'],
])('tells in its place what is wrong, and throws nothing: given %s', async (_, telemetry, text) => {
  const { inspector } = show({});
  Object.assign(inspector, { telemetry });
  await eventually(() => inspector.shadowRoot?.textContent).toContain(text);
  Object.assign(inspector, watched());
  await eventually(() => find(inspector, 'table')).toBeTruthy();
});

test.each([
  ['strings', { strings: {} }],
  ['descriptions', { descriptions: { plan: {} } }],
  ['a consent', { consent: {} }],
  ['a consent that throws', { consent: thrower }],
])('tells in its place what is wrong, and throws nothing: given %s of the wrong kind', async (_, properties) => {
  const { inspector } = show({ telemetry: watched().telemetry });
  Object.assign(inspector, properties);
  await eventually(() => textOf(inspector, '[part=problem]')).toContain('cannot be shown');
});
