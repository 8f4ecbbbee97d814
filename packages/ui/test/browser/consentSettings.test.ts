import { concat, firstValueFrom, NEVER, of, Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { databaseName } from '../../../../test/support/databases.js';
import { en, type TurntallyConsent } from '../../src/index.js';
import { zh } from '../../src/strings/zh/index.js';
import { choicesOf, consentThatIs, eventsOf, fullDisk, type Known, mountConsent, stateOf } from './support/consents.js';
import { isShown, mount, press, within } from './support/mount.js';

const words = en.consent;
const switchOf = (element: TurntallyConsent): HTMLElement => within(element, '[role=switch]');
/** How the switch looks. */
const shownSwitch = (element: TurntallyConsent): 'none' | 'on' | 'off' => {
  if (!isShown(switchOf(element))) return 'none';
  return switchOf(element).ariaChecked === 'true' ? 'on' : 'off';
};
const statusText = (element: TurntallyConsent): string | undefined =>
  within(element, '[role=status]').textContent?.trim();
const focused = (element: TurntallyConsent): string | null | undefined =>
  element.shadowRoot?.activeElement?.getAttribute('part');

test.each<[Known, ReturnType<typeof shownSwitch>]>([
  ['undecided', 'none'],
  ['again', 'none'],
  ['yes', 'on'],
  ['no', 'off'],
])(
  'while the answer is %s, the switch is %s, and the choices are shown only without a switch',
  async (state, shown) => {
    const element = await mountConsent(state, 'settings');
    expect(shownSwitch(element)).toBe(shown);
    expect(choicesOf(element).map(isShown)).toEqual(shown === 'none' ? [true, true] : [false, false]);
    expect(statusText(element)).toBe(words.status[state]);
    expect(within(element, 'section').getAttribute('aria-labelledby')).toBe(within(element, 'h2').id);
  },
);

test('before the answer is known, neither switch nor choices are shown', async () => {
  const consent = { ...(await consentThatIs('yes')), consent$: NEVER };
  const element = await mount('turntally-consent', { consent, mode: 'settings' });
  expect(shownSwitch(element)).toBe('none');
  expect(choicesOf(element).map(isShown)).toEqual([false, false]);
  expect(stateOf(element)).toBe('loading');
});

test('when the consent fails, the last answer stays', async () => {
  const failing$ = new Subject<boolean>();
  const consent = { ...(await consentThatIs('yes')), consent$: concat(of(true), failing$) };
  const element = await mountConsent('yes', 'settings', { consent });
  failing$.error(new Error('gone')); // without an error handler, rxjs would throw it a task later and fail the run
  await new Promise((resolve) => setTimeout(resolve));
  expect([stateOf(element), shownSwitch(element)]).toEqual(['yes', 'on']);
});

test('flipping the switch saves the answer, in this tab and in another', async () => {
  const name = databaseName();
  const [consent, other] = [await consentThatIs('yes', name), await consentThatIs('yes', name)];
  const [here, there] = [
    await mountConsent('yes', 'settings', { consent }),
    await mountConsent('yes', 'settings', { consent: other }),
  ];
  const events = eventsOf(here);
  for (const agree of [false, true, false]) {
    press(switchOf(here));
    await expect.poll(() => shownSwitch(there)).toBe(agree ? 'on' : 'off');
    await expect.poll(() => statusText(there)).toBe(agree ? words.status.yes : words.status.no);
    expect(shownSwitch(here)).toBe(agree ? 'on' : 'off');
    expect(focused(here)).toBe('switch');
    expect(await firstValueFrom(consent.consent$)).toBe(agree);
    await expect.poll(() => events.at(-1)).toEqual(['answer', { agree }]);
  }
  expect(events.length).toBe(3);
});

test('ignores a press while an answer is being saved', async () => {
  const name = databaseName();
  const consent = await consentThatIs('no', name);
  const answers: boolean[] = [];
  let finishSaving = (): void => {};
  const slow = {
    ...consent,
    answer: (agree: boolean) => {
      answers.push(agree);
      return new Promise<void>((resolve) => {
        finishSaving = resolve;
      });
    },
  };
  const element = await mountConsent('no', 'settings', { consent: slow });
  press(switchOf(element));
  await element.updateComplete;
  expect(shownSwitch(element)).toBe('on');
  press(switchOf(element));
  finishSaving();
  await expect.poll(() => stateOf(element)).toBe('yes');
  expect(answers).toEqual([true]);
});

test.each([
  ['yes', 'on', 'off'],
  ['no', 'off', 'on'],
] as const)('reports that an answer could not be saved, and the switch returns to %s', async (state, was, wanted) => {
  const name = databaseName();
  const consent = await consentThatIs(state, name);
  const element = await mountConsent(state, 'settings', { consent });
  const restore = fullDisk();
  press(switchOf(element));
  await expect.poll(() => statusText(element)).toContain(words.failed);
  expect(shownSwitch(element)).toBe(was);
  expect(await firstValueFrom(consent.consent$)).toBe(state === 'yes');
  restore();
  press(within(element, '[part=retry]'));
  await expect.poll(() => shownSwitch(element)).toBe(wanted);
  await expect.poll(() => statusText(element)).toBe(words.status[state === 'yes' ? 'no' : 'yes']);
  expect(focused(element)).toBe('switch');
});

test('the focus moves from a choice to the switch, and from the switch to the group of choices', async () => {
  const name = databaseName();
  const element = await mountConsent('undecided', 'settings', { consent: await consentThatIs('undecided', name) });
  press(choicesOf(element)[0]);
  await expect.poll(() => focused(element)).toBe('switch');
  await consentThatIs('again', name); // a tab with an older version of the app
  await expect.poll(() => focused(element)).toBe('choices');
});

test('does not take the focus from elsewhere', async () => {
  const name = databaseName();
  const element = await mountConsent('undecided', 'settings', { consent: await consentThatIs('undecided', name) });
  await consentThatIs('yes', name);
  await expect.poll(() => shownSwitch(element)).toBe('on');
  expect(document.activeElement).toBe(document.body);
});

test('all strings can be replaced at any time', async () => {
  const element = await mountConsent('yes', 'settings', { strings: zh });
  const section = within(element, 'section');
  expect(section.lang).toBe('zh');
  expect(statusText(element)).toBe(zh.consent.status.yes);
  expect(switchOf(element).textContent?.trim()).toBe(zh.consent.switch);
  element.strings = undefined;
  await element.updateComplete;
  expect(section.lang).toBe('en');
  expect(statusText(element)).toBe(words.status.yes);
});

test('a late read does not replace a newer answer', async () => {
  const consent$ = new Subject<boolean | undefined>();
  let read = (_: readonly string[]): void => {};
  const agreed = () =>
    new Promise<readonly string[]>((resolve) => {
      read = resolve;
    });
  const consent = { ...(await consentThatIs('undecided')), consent$, agreed };
  const element = await mount('turntally-consent', { consent, mode: 'settings' });
  consent$.next(undefined);
  consent$.next(true);
  read([]);
  await expect.poll(() => stateOf(element)).toBe('yes');
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(stateOf(element)).toBe('yes');
  // Removed from the page, it unsubscribes; put back, it subscribes again.
  element.remove();
  expect(consent$.observed).toBe(false);
  document.body.append(element);
  await expect.poll(() => consent$.observed).toBe(true);
  consent$.next(false);
  await expect.poll(() => shownSwitch(element)).toBe('off');
});
