import { concat, firstValueFrom, NEVER, of, Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { databaseName } from '../../../../test/support/databases.js';
import { en, type TurntallyConsent } from '../../src/index.js';
import { zh } from '../../src/zh.js';
import { choicesOf, consentThatIs, fullDisk, heard, type Known, mountConsent, stateOf } from './support/consents.js';
import { isShown, mount, press, within } from './support/mount.js';

const words = en.consent;
const switchOf = (element: TurntallyConsent): HTMLElement => within(element, '[role=switch]');
/** What can be seen of the switch: nothing, on or off. */
const seen = (element: TurntallyConsent): 'none' | 'on' | 'off' => {
  if (!isShown(switchOf(element))) return 'none';
  return switchOf(element).ariaChecked === 'true' ? 'on' : 'off';
};
const said = (element: TurntallyConsent): string | undefined => within(element, '[role=status]').textContent?.trim();
const focused = (element: TurntallyConsent): string | null | undefined =>
  element.shadowRoot?.activeElement?.getAttribute('part');

test.each<[Known, ReturnType<typeof seen>]>([
  ['undecided', 'none'],
  ['again', 'none'],
  ['yes', 'on'],
  ['no', 'off'],
])('where the answer is %s, the switch is %s, and the choices are there when it is not', async (state, shown) => {
  const element = await mountConsent(state, 'settings');
  expect(seen(element)).toBe(shown);
  expect(choicesOf(element).map(isShown)).toEqual(shown === 'none' ? [true, true] : [false, false]);
  expect(said(element)).toBe(words.status[state]);
  expect(within(element, 'section').getAttribute('aria-labelledby')).toBe(within(element, 'h2').id);
});

test('before the answer is known, neither is there', async () => {
  const consent = { ...(await consentThatIs('yes')), consent$: NEVER };
  const element = await mount('turntally-consent', { consent, endpoint: '/v1/metrics', mode: 'settings' });
  expect(seen(element)).toBe('none');
  expect(choicesOf(element).map(isShown)).toEqual([false, false]);
  expect(stateOf(element)).toBe('loading');
});

test('a consent that fails is heard out: what was known stays', async () => {
  const failing$ = new Subject<boolean>();
  const consent = { ...(await consentThatIs('yes')), consent$: concat(of(true), failing$) };
  const element = await mountConsent('yes', 'settings', { consent });
  failing$.error(new Error('gone')); // unheard, rxjs throws it a task later, and that fails the run
  await new Promise((resolve) => setTimeout(resolve));
  expect([stateOf(element), seen(element)]).toEqual(['yes', 'on']);
});

test('flipping the switch keeps the answer, here and in another tab', async () => {
  const name = databaseName();
  const [consent, other] = [await consentThatIs('yes', name), await consentThatIs('yes', name)];
  const [here, there] = [
    await mountConsent('yes', 'settings', { consent }),
    await mountConsent('yes', 'settings', { consent: other }),
  ];
  const events = heard(here);
  for (const agree of [false, true, false]) {
    press(switchOf(here));
    await expect.poll(() => seen(there)).toBe(agree ? 'on' : 'off');
    await expect.poll(() => said(there)).toBe(agree ? words.status.yes : words.status.no);
    expect(seen(here)).toBe(agree ? 'on' : 'off');
    expect(focused(here)).toBe('switch');
    expect(await firstValueFrom(consent.consent$)).toBe(agree);
    await expect.poll(() => events.at(-1)).toEqual(['answer', { agree }]);
  }
  expect(events.length).toBe(3);
});

test('while an answer is being kept, another press is not heard', async () => {
  const name = databaseName();
  const consent = await consentThatIs('no', name);
  const answers: boolean[] = [];
  let keep = (): void => {};
  const slow = {
    ...consent,
    answer: (agree: boolean) => {
      answers.push(agree);
      return new Promise<void>((resolve) => {
        keep = resolve;
      });
    },
  };
  const element = await mountConsent('no', 'settings', { consent: slow });
  press(switchOf(element));
  await element.updateComplete;
  expect(seen(element)).toBe('on');
  press(switchOf(element));
  keep();
  await expect.poll(() => stateOf(element)).toBe('yes');
  expect(answers).toEqual([true]);
});

test.each([
  ['yes', 'on', 'off'],
  ['no', 'off', 'on'],
] as const)('an answer that could not be kept is said, and the switch goes back to %s', async (state, was, wanted) => {
  const name = databaseName();
  const consent = await consentThatIs(state, name);
  const element = await mountConsent(state, 'settings', { consent });
  const restore = fullDisk();
  press(switchOf(element));
  await expect.poll(() => said(element)).toContain(words.failed);
  expect(seen(element)).toBe(was);
  expect(await firstValueFrom(consent.consent$)).toBe(state === 'yes');
  restore();
  press(within(element, '[part=retry]'));
  await expect.poll(() => seen(element)).toBe(wanted);
  await expect.poll(() => said(element)).toBe(words.status[state === 'yes' ? 'no' : 'yes']);
  expect(focused(element)).toBe('switch');
});

test('the focus goes on from a choice to the switch, and from the switch to no choice', async () => {
  const name = databaseName();
  const element = await mountConsent('undecided', 'settings', { consent: await consentThatIs('undecided', name) });
  press(choicesOf(element)[0]);
  await expect.poll(() => focused(element)).toBe('switch');
  await consentThatIs('again', name); // a tab with an older version of the app
  await expect.poll(() => focused(element)).toBe('choices');
});

test('who looks elsewhere is left there', async () => {
  const name = databaseName();
  const element = await mountConsent('undecided', 'settings', { consent: await consentThatIs('undecided', name) });
  await consentThatIs('yes', name);
  await expect.poll(() => seen(element)).toBe('on');
  expect(document.activeElement).toBe(document.body);
});

test('all words can be replaced, at any time', async () => {
  const element = await mountConsent('yes', 'settings', { strings: zh });
  const section = within(element, 'section');
  expect(section.lang).toBe('zh');
  expect(said(element)).toBe(zh.consent.status.yes);
  expect(switchOf(element).textContent?.trim()).toBe(zh.consent.switch);
  element.strings = undefined;
  await element.updateComplete;
  expect(section.lang).toBe('en');
  expect(said(element)).toBe(words.status.yes);
});

test('what was read late does not stand against what is newer', async () => {
  const consent$ = new Subject<boolean | undefined>();
  let read = (_: readonly string[]): void => {};
  const agreed = () =>
    new Promise<readonly string[]>((resolve) => {
      read = resolve;
    });
  const consent = { ...(await consentThatIs('undecided')), consent$, agreed };
  const element = await mount('turntally-consent', { consent, endpoint: '/v1/metrics', mode: 'settings' });
  consent$.next(undefined);
  consent$.next(true);
  read([]);
  await expect.poll(() => stateOf(element)).toBe('yes');
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(stateOf(element)).toBe('yes');
  // Taken out of the page, it listens no more; put back, it does.
  element.remove();
  expect(consent$.observed).toBe(false);
  document.body.append(element);
  await expect.poll(() => consent$.observed).toBe(true);
  consent$.next(false);
  await expect.poll(() => seen(element)).toBe('off');
});
