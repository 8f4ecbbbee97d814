import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type LedgerStore, memoryStore } from '../../../../src/index.js';
import { batchId, manySignals, tally, tallyOf } from '../../../../test/support/ledgers.js';
import { eventually, find, inspected, numberOf, press, shownPayloads, textOf, words } from './inspectorSupport.js';

const twelve = (store: LedgerStore, epoch: string) => store.append(tallyOf({ 'turns/total': 12 }), epoch);
const report = '[part=report]';
const payloadReport = '[part~=exact] [part=report]';

test('sends byte for byte what it shows, whatever is counted', { timeout: 120_000 }, async () => {
  const tallies = fc.array(tally, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(tallies, async (some) => {
      const { inspector, posted, telemetry } = await inspected({
        stored: async (store, epoch) => {
          for (const one of some) await store.append(one, epoch);
          if (some.length % 2) await store.apply({ type: 'opened', id: batchId(1), now: Date.now() });
        },
        options: { extraSignals: { extra: manySignals.extra } },
      });
      await eventually(async () => (await telemetry.inspect()).consent).toBe(true);
      await eventually(() => find(inspector, '[part=payload]')?.textContent).toBeTruthy();
      const shown = await shownPayloads(inspector);
      press(inspector, '#send');
      await eventually(() => textOf(inspector, report)).toContain(' arrived.');
      expect(shown.map(({ body }) => body)).toEqual(posted.slice(0, 100));
      for (const { body, size } of shown) {
        expect(Number(size.replace(/\D/g, ''))).toBe(new TextEncoder().encode(body).length);
      }
      inspector.remove();
    }),
    { numRuns: 8 },
  );
});

test('reports what a flush did, and shows what is left', async () => {
  let status = 503;
  const fetch = async () => new Response('', { status });
  const { inspector } = await inspected({ stored: twelve, options: { platform: { fetch } } });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('12');
  await eventually(() => textOf(inspector, '[part~=next] p:not(.unsaid)')).toContain(words.nextLaunch);
  press(inspector, '#send');
  await eventually(() => textOf(inspector, report)).toBe(words.flushed.held(1, '1'));
  await eventually(() => textOf(inspector, '[part~=sealed]')).toContain(words.unanswered);
  expect(textOf(inspector, '[part~=next] p:not(.unsaid)')).toContain('Not before ');
  status = 202;
  press(inspector, '#send');
  await eventually(() => textOf(inspector, report)).toBe(words.skipped.postponed);
});

test('keeps the focus, and sends once, while it is sending', async () => {
  let answer = (_: Response): void => {};
  const fetch = vi.fn(() => new Promise<Response>((resolve) => (answer = resolve)));
  const { inspector, telemetry } = await inspected({ stored: twelve, options: { platform: { fetch } } });
  const flush = vi.spyOn(telemetry, 'flush');
  await eventually(() => textOf(inspector, '[part~=next] p:not(.unsaid)')).toContain(words.nextLaunch);
  press(inspector, '#send');
  await eventually(() => textOf(inspector, report)).toBe(words.sending);
  await eventually(() => fetch.mock.calls.length).toBe(1);
  press(inspector, '#send');
  expect(find(inspector, '#send')?.ariaDisabled ?? find(inspector, '#send')?.getAttribute('aria-disabled')).toBe(
    'true',
  );
  answer(new Response('', { status: 202 }));
  await eventually(() => textOf(inspector, report)).toBe('1 delivery has arrived.');
  expect(inspector.shadowRoot?.activeElement?.id).toBe('send');
  expect(flush).toHaveBeenCalledTimes(1);
});

test.each([
  ['continues', 1, true, words.erasedGoesOn],
  ['stops', 2, false, words.erasedIsOff],
])('erases everything, and %s', async (_, choice, goesOn, text) => {
  const { inspector, telemetry, answer } = await inspected({ stored: twelve });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('12');
  telemetry.record({ kind: 'compaction_done' });
  press(inspector, '#erase');
  await eventually(() => inspector.shadowRoot?.activeElement?.id).toBe('cancel');
  expect(textOf(inspector, '[part=confirm]')).toContain(words.eraseQuestion);
  press(inspector, `[part=confirm] button:nth-of-type(${choice + 1})`);
  await eventually(() => textOf(inspector, report)).toBe(text);
  expect(inspector.shadowRoot?.activeElement?.id).toBe('erase');
  expect(await answer()).toBe(goesOn);
  await eventually(async () => (await telemetry.inspect()).pending).toEqual([]);
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe(goesOn ? '0' : undefined);
  telemetry.record({ kind: 'turn_done' });
  await eventually(async () => (await telemetry.inspect()).pending).toEqual(
    goesOn ? [tallyOf({ 'turns/total': 1 })] : [],
  );
});

test('erasing while undecided also answers no, which the question states', async () => {
  const { inspector, answer } = await inspected();
  await eventually(() => textOf(inspector, '[part~=pending]')).not.toBe('');
  press(inspector, '#erase');
  await eventually(() => textOf(inspector, '[part=confirm]')).toContain(words.eraseUndecided);
  expect(inspector.shadowRoot?.querySelectorAll('[part=confirm] button')).toHaveLength(2);
  press(inspector, '[part~=erase]:not(#erase)');
  await eventually(() => textOf(inspector, report)).toBe(words.erasedIsOff);
  expect(await answer()).toBe(false);
});

test.each<[string, (inspector: Parameters<typeof press>[0]) => unknown]>([
  ['Cancel', (inspector) => press(inspector, '#cancel')],
  [
    'Escape',
    (inspector) =>
      find(inspector, '#cancel')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })),
  ],
  ['the same button', (inspector) => press(inspector, '#erase')],
])('erases nothing on %s', async (_, leave) => {
  const { inspector, answer, telemetry } = await inspected({ stored: twelve });
  await eventually(() => numberOf(inspector, 'turns', 'total')).toBe('12');
  press(inspector, '#erase');
  await eventually(() => inspector.shadowRoot?.activeElement?.id).toBe('cancel');
  expect(find(inspector, '#erase')?.getAttribute('aria-expanded')).toBe('true');
  leave(inspector);
  await eventually(() => find(inspector, '[part=confirm]')).toBeNull();
  expect(inspector.shadowRoot?.activeElement?.id).toBe('erase');
  expect(find(inspector, '#erase')?.getAttribute('aria-expanded')).toBe('false');
  expect(await answer()).toBe(true);
  expect((await telemetry.inspect()).pending).toEqual([tallyOf({ 'turns/total': 12 })]);
});

test('cannot erase without a consent', async () => {
  const { inspector } = await inspected({ options: { store: memoryStore() }, element: { consent: undefined } });
  await eventually(() => textOf(inspector)).toContain(words.send);
  expect(find(inspector, '#erase')).toBeNull();
});

test.each([
  ['copies the exact bytes', async () => {}, words.copied],
  ['suggests an alternative where copying is not permitted', () => Promise.reject(new Error('no')), words.copyFailed],
])('%s', async (_, answer, text) => {
  const writeText = vi.fn(answer);
  replace(navigator, 'clipboard', { writeText });
  const { inspector } = await inspected({ stored: twelve });
  await eventually(() => find(inspector, '[part~=copy]')).toBeTruthy();
  const [shown] = await shownPayloads(inspector);
  press(inspector, '[part~=copy]');
  await eventually(() => textOf(inspector, payloadReport)).toBe(text);
  expect(writeText).toHaveBeenCalledExactlyOnceWith(shown?.body);
});

test('suggests the same where there is no clipboard', async () => {
  replace(navigator, 'clipboard', undefined);
  const { inspector } = await inspected({ stored: twelve });
  await eventually(() => find(inspector, '[part~=copy]')).toBeTruthy();
  press(inspector, '[part~=copy]');
  await eventually(() => textOf(inspector, payloadReport)).toBe(words.copyFailed);
});

test('downloads a file of the exact bytes', async () => {
  const files: Blob[] = [];
  const names: string[] = [];
  const createObjectURL = URL.createObjectURL.bind(URL);
  replace(URL, 'createObjectURL', (file: Blob) => {
    files.push(file);
    return createObjectURL(file);
  });
  replace(HTMLAnchorElement.prototype, 'click', function (this: HTMLAnchorElement) {
    names.push(this.download);
  });
  const { inspector } = await inspected({ stored: twelve });
  await eventually(() => find(inspector, '[part~=download]')).toBeTruthy();
  const [shown] = await shownPayloads(inspector);
  press(inspector, '[part~=download]');
  expect(names).toEqual(['turntally.json']);
  expect(await files[0]?.text()).toBe(shown?.body);
});

/** Replaces a property until the test ends. */
function replace(object: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  onTestFinished(() => {
    if (before) Object.defineProperty(object, name, before);
    else Reflect.deleteProperty(object, name);
  });
}
