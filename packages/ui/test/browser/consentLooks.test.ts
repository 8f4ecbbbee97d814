import axe from 'axe-core';
import { Subject } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TurntallyConsent } from '../../src/index.js';
import {
  choicesOf,
  consentThatIs,
  descriptions,
  fullDisk,
  type Known,
  type Mode,
  mountConsent,
  stateOf,
} from './support/consents.js';
import { type Look, look, looks } from './support/looks.js';
import { mount, press, within } from './support/mount.js';
import { violations } from './support/violations.js';

const modes: readonly Mode[] = ['disclosure', 'settings'];
const states: readonly (Known | 'failed')[] = ['undecided', 'again', 'yes', 'no', 'failed'];

/** The element in a state; `failed`: an answer could not be saved. */
async function showing(state: Known | 'failed', mode: Mode, { strings }: Look): Promise<TurntallyConsent> {
  if (state !== 'failed') return mountConsent(state, mode, { strings, inspectorHref: '/inspector' });
  const element = await mountConsent('undecided', mode, { strings, inspectorHref: '/inspector' });
  fullDisk();
  choicesOf(element)[0].click();
  await expect.poll(() => element.shadowRoot?.querySelector('[part=retry]')).toBeTruthy();
  return element;
}

describe.each(Object.entries(looks))('%s', (_, given) => {
  test.each(modes.flatMap((mode) => states.map((state) => [mode, state] as const)))(
    'axe finds no violation in the %s while the answer is %s, and nothing overflows',
    async (mode, state) => {
      await look(given);
      const element = await showing(state, mode, given);
      expect(await violations(element)).toEqual([]);
      const frame = within(element, 'dialog, section');
      expect(frame.scrollWidth).toBeLessThanOrEqual(frame.clientWidth);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(given.width);
    },
  );

  test('nothing moves in the page, whatever the answer turns out to be', async () => {
    await look(given);
    const consent$ = new Subject<boolean | undefined>();
    let agreed: readonly string[] = [];
    let answer = async (): Promise<void> => {};
    const consent = {
      ...(await consentThatIs('undecided')),
      consent$,
      agreed: async () => agreed,
      answer: () => answer(),
    };
    const { strings } = given;
    const properties = { mode: 'settings', consent, descriptions, strings } as const;
    const element = await mount('turntally-consent', properties);
    const below = document.body.appendChild(document.createElement('p'));
    const shifts: PerformanceEntry[] = [];
    const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
    observer.observe({ type: 'layout-shift' }); // ignored by browsers without it

    /** The position of each element, except those that replace one another. */
    const places = (): readonly string[] => {
      const parts = [...(element.shadowRoot?.querySelectorAll(':not(.stack *, ins)') ?? []), below];
      return parts.map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect();
        return `${part.localName}.${part.className} ${[x, y, width, height].join()}`;
      });
    };
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const before = places();
    const expectUnmoved = async (state: string): Promise<void> => {
      await expect.poll(() => stateOf(element)).toBe(state);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      expect(places(), state).toEqual(before);
    };
    consent$.next(undefined);
    await expectUnmoved('undecided');
    agreed = ['turns/total', 'plan/free'];
    consent$.next(undefined);
    await expectUnmoved('again');
    answer = () => Promise.reject(new Error('full'));
    press(choicesOf(element)[0]);
    await expect.poll(() => element.shadowRoot?.querySelector('[part=retry]')).toBeTruthy();
    await expectUnmoved('again');
    for (const agree of [true, false]) {
      consent$.next(agree);
      await expectUnmoved(agree ? 'yes' : 'no');
    }
    shifts.push(...observer.takeRecords());
    observer.disconnect();
    expect(shifts).toEqual([]);
    below.remove();
  });
});

test.each(modes)('the %s adds no landmark that the page already has', async (mode) => {
  const around = ['header', 'main', 'footer'].map((tag) => document.body.appendChild(document.createElement(tag)));
  onTestFinished(() => {
    for (const part of around) part.remove();
  });
  await mountConsent('undecided', mode);
  const landmarks = axe
    .getRules(['cat.semantics'])
    .flatMap(({ ruleId }) => (/^landmark-/.test(ruleId) ? [ruleId] : []));
  expect(landmarks).toContain('landmark-no-duplicate-banner');
  const { violations, passes } = await axe.run(document, { runOnly: landmarks });
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
  expect(passes.map(({ id }) => id)).toContain('landmark-no-duplicate-banner');
});

test.each(modes)('the %s is mirrored in right-to-left pages', async (mode) => {
  const insets = async (given: Look): Promise<readonly (readonly [number, number])[]> => {
    await look(given);
    const element = await mountConsent(mode === 'settings' ? 'yes' : 'undecided', mode, { inspectorHref: '#i' });
    const { left, right } = within(element, 'dialog, section').getBoundingClientRect();
    const parts =
      element.shadowRoot?.querySelectorAll('h2, h3, .close, .track, [part=choice], ul:not(.buckets) > li, a') ?? [];
    const shown = [...parts].filter((part) => part.checkVisibility());
    const found = shown.map((part) => {
      const rect = part.getBoundingClientRect();
      return [rect.left - left, right - rect.right] as const;
    });
    element.remove();
    return found;
  };
  const ltr = await insets(looks.light);
  const rtl = await insets(looks.rtl);
  expect(ltr.length).toBeGreaterThan(10);
  const differences = rtl.flatMap(([left, right], at) => [right - (ltr[at]?.[0] ?? 0), left - (ltr[at]?.[1] ?? 0)]);
  expect(Math.max(...differences.map(Math.abs))).toBeLessThanOrEqual(1); // px, because positions are rounded to the left
  expect(ltr.some(([left, right]) => Math.abs(left - right) > 100)).toBe(true);
});

test('on and off also differ in the position of the thumb: on is at the end of the line', async () => {
  const thumbOf = async (state: Known, given: Look): Promise<number> => {
    await look(given);
    const element = await mountConsent(state, 'settings');
    const { translate } = getComputedStyle(within(element, '.track'), '::before');
    return Number.parseFloat(translate) || 0;
  };
  expect(await thumbOf('no', looks.light)).toBe(0);
  expect(await thumbOf('yes', looks.light)).toBeGreaterThan(16);
  expect(await thumbOf('yes', looks.rtl)).toBeLessThan(-16);
});

test('colours follow the color-scheme, and each can be set', async () => {
  const colours = async (given: Look, style = '') => {
    await look(given);
    const element = await mountConsent('undecided', 'disclosure');
    element.setAttribute('style', style);
    const { color, backgroundColor } = getComputedStyle(within(element, 'dialog'));
    element.remove();
    return [color, backgroundColor];
  };
  const [light, dark] = [await colours(looks.light), await colours(looks.dark)];
  expect(light).not.toEqual(dark);
  const set = await colours(looks.dark, '--turntally-text: rgb(1, 2, 3); --turntally-surface: rgb(4, 5, 6)');
  expect(set).toEqual(['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
});

test('parts can be styled from outside', async () => {
  const sheet = document.head.appendChild(document.createElement('style'));
  sheet.textContent = 'turntally-consent::part(choice) { border-width: 7px }';
  const element = await mountConsent('undecided', 'disclosure');
  const widths = choicesOf(element).map((choice) => getComputedStyle(choice).borderTopWidth);
  sheet.remove();
  expect(widths).toEqual(['7px', '7px']);
});

test('the app can add its own text, and replace the link by its own inspector', async () => {
  const element = await mountConsent('undecided', 'disclosure', { inspectorHref: '#inspector' });
  element.innerHTML = '<p>Made by Example</p><p slot="inspector">Here it is</p>';
  await new Promise((resolve) => requestAnimationFrame(resolve));
  for (const slotted of element.children) expect(slotted.getBoundingClientRect().height).toBeGreaterThan(0);
  expect(within(element, '[part=inspector]').getBoundingClientRect().height).toBe(0);
});
