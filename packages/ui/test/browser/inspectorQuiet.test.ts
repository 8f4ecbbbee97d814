import { BehaviorSubject, Observable } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Inspection, Status } from '../../../../src/index.js';
import { tallyOf } from '../../../../test/support/ledgers.js';
import type { TurntallyInspector } from '../../src/index.js';
import type { InspectedTelemetry } from '../../src/inspector/watchTelemetry.js';
import { eventually, find, inspected, numberOf, show, textOf, words } from './inspectorSupport.js';

const status: Status = { state: 'counting', storage: 'indexeddb', seen: 0, counted: 0, faults: 0, lost: 0 };
const inspection: Inspection = {
  consent: true,
  pending: [],
  next: [],
  delivery: { failures: 0 },
  lost: {},
  unreported: {},
};

/** A telemetry that counts its subscribers and reads. */
function fakeTelemetry(inspect: () => Promise<Inspection> = async () => inspection) {
  const status$ = new BehaviorSubject(status);
  const seen = { reads: 0, running: 0, mostAtOnce: 0, subscribers: 0 };
  const telemetry: InspectedTelemetry = {
    status$: new Observable((subscriber) => {
      seen.subscribers++;
      subscriber.add(() => seen.subscribers--);
      return status$.subscribe(subscriber);
    }),
    async inspect() {
      seen.reads++;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, ++seen.running);
      return inspect().finally(() => seen.running--);
    },
    flush: async () => ({ delivered: 0, foldedBack: 0, held: 0, lost: 0 }),
  };
  return { telemetry, status$, seen };
}

/** How many reads may have started since a time, with one at either end. */
const allowedReads = (since: number, everyMs: number): number => (performance.now() - since) / everyMs + 2;

test('never reads twice at once, nor more often than twice a second, no matter how much is counted', async () => {
  const { telemetry, status$, seen } = fakeTelemetry();
  const since = performance.now();
  const { inspector } = show({ telemetry });
  await eventually(() => seen.reads).toBe(1);
  let counted = 0;
  const counting = setInterval(() => status$.next({ ...status, counted: ++counted }), 5);
  onTestFinished(() => clearInterval(counting));
  await eventually(() => seen.reads).toBeGreaterThan(3);
  expect(seen.reads).toBeLessThanOrEqual(allowedReads(since, 500));
  expect(seen.mostAtOnce).toBe(1);
  expect(textOf(inspector, '[part=figures]')).toContain(words.counted);
});

test('waits for a read that takes long', async () => {
  const answers: (() => void)[] = [];
  const { telemetry, status$, seen } = fakeTelemetry(
    () => new Promise((resolve) => answers.push(() => resolve(inspection))),
  );
  show({ telemetry });
  await eventually(() => seen.reads).toBe(1);
  for (let counted = 1; counted < 40; counted++) {
    status$.next({ ...status, counted });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect([seen.reads, seen.mostAtOnce]).toEqual([1, 1]);
  answers[0]?.();
  await eventually(() => seen.reads).toBe(2);
  expect(seen.mostAtOnce).toBe(1);
});

test('is not triggered by its own reads: the real telemetry emits a status after each', async () => {
  const { telemetry } = await inspected({ answered: true });
  const inspect = vi.spyOn(telemetry, 'inspect');
  await eventually(async () => inspect.mock.calls.length).toBeGreaterThan(0);
  const since = performance.now();
  const before = inspect.mock.calls.length;
  await eventually(() => inspect.mock.calls.length).toBeGreaterThan(before + 3);
  expect(inspect.mock.calls.length - before).toBeLessThanOrEqual(allowedReads(since, 2000));
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
    'in a hidden page',
    () => {
      const setHidden = (hidden: boolean) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      };
      onTestFinished(() => void Reflect.deleteProperty(document, 'hidden'));
      setHidden(true);
      return () => setHidden(false);
    },
  ],
])('neither subscribes nor reads while it is %s, and continues afterwards', async (_, leave) => {
  const { telemetry, status$, seen } = fakeTelemetry();
  const { inspector } = show({ telemetry });
  await eventually(() => seen.reads).toBe(1);
  const restore = leave(inspector);
  await eventually(() => seen.subscribers).toBe(0);
  await eventually(() => seen.running).toBe(0);
  const { reads } = seen;
  status$.next({ ...status, counted: 5 });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(seen.reads).toBe(reads);
  restore();
  await eventually(() => seen.reads).toBeGreaterThan(reads);
  await eventually(() => textOf(inspector, '[part=figures]')).toBe(`${words.seen}0 ${words.counted}5`);
});

test('leaves nothing behind when it is removed', async () => {
  const { telemetry, seen } = fakeTelemetry();
  const answers$ = new BehaviorSubject<boolean | undefined>(true);
  const listening = new Set<string>();
  const add = vi.spyOn(document, 'addEventListener').mockImplementation((type) => void listening.add(type));
  const remove = vi.spyOn(document, 'removeEventListener').mockImplementation((type) => void listening.delete(type));
  onTestFinished(() => [add, remove].forEach((spy) => void spy.mockRestore()));
  const { inspector } = show({ telemetry, consent: { consent$: answers$, answer: async () => {} } });
  await eventually(() => seen.reads).toBe(1);
  expect([answers$.observed, seen.subscribers, [...listening]]).toEqual([true, 1, ['visibilitychange']]);
  inspector.remove();
  expect([answers$.observed, seen.subscribers, [...listening]]).toEqual([false, 0, []]);
});

test('switches to another telemetry', async () => {
  const first = fakeTelemetry();
  const { telemetry } = fakeTelemetry(async () => ({ ...inspection, pending: [tallyOf({ 'turns/total': 7 })] }));
  const { inspector } = show({ telemetry: first.telemetry });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('0');
  inspector.telemetry = telemetry;
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('7');
  expect(first.seen.subscribers).toBe(0);
});

const broken = (part: object): InspectedTelemetry => Object.assign(fakeTelemetry().telemetry, part);
const thrower = new Proxy(
  {},
  {
    get() {
      throw new Error('must not be accessed');
    },
  },
);

// An error that is not caught fails the run.
test.each<[string, unknown, string]>([
  ['nothing', undefined, words.noTelemetry],
  ['null', null, words.noTelemetry],
  ['something else', { status$: {} }, words.noTelemetry],
  ['text', 'telemetry', words.noTelemetry],
  ['an object that throws on access', thrower, 'must not be accessed'],
  ['a status that fails', broken({ status$: new Observable((reader) => reader.error(new Error('gone'))) }), 'gone'],
  ['a status that is not an Observable', broken({ status$: 'counting' }), words.noTelemetry],
  ['an inspection that fails', broken({ inspect: () => Promise.reject(new Error('no')) }), words.unknown],
  ['an inspection that throws', broken({ inspect: () => thrower }), words.unknown],
  ['an inspection of another shape', broken({ inspect: async () => ({}) }), 'Cannot be shown'],
])('shows what is wrong instead of its content, and throws nothing: given %s', async (_, telemetry, text) => {
  const { inspector } = show({});
  Object.assign(inspector, { telemetry });
  await eventually(() => inspector.shadowRoot?.textContent).toContain(text);
  Object.assign(inspector, fakeTelemetry());
  await eventually(() => find(inspector, 'table')).toBeTruthy();
});

test.each([
  ['strings', { strings: {} }],
  ['descriptions', { descriptions: { plan: {} } }],
  ['a consent', { consent: {} }],
  ['a consent that throws', { consent: thrower }],
])(
  'shows what is wrong instead of its content, and throws nothing: given %s of the wrong type',
  async (_, properties) => {
    const { inspector } = show({ telemetry: fakeTelemetry().telemetry });
    Object.assign(inspector, properties);
    await eventually(() => textOf(inspector, '[part=problem]')).toContain('Cannot be shown');
  },
);
