import { firstValueFrom } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { agentSignals } from '../../../../src/index.js';
import { contents, databaseName, exists } from '../../../../test/support/databases.js';
import { en } from '../../src/index.js';
import { choicesOf, consentThatIs, fullDisk, heard, mountConsent, stateOf } from './support/consents.js';
import { isShown, mount, press, shownText, within } from './support/mount.js';

const words = en.consent;
const dialogOf = (element: Element): HTMLDialogElement => within<HTMLDialogElement>(element, 'dialog');
const focused = (element: Element): string | null | undefined =>
  element.shadowRoot?.activeElement?.getAttribute('part');

test('opens while nothing is decided, on its title and on no choice', async () => {
  const element = await mountConsent('undecided', 'disclosure');
  expect(dialogOf(element).matches(':modal')).toBe(true);
  expect(focused(element)).toBe('title');
  expect(dialogOf(element).getAttribute('aria-labelledby')).toBe(within(element, 'h2').id);
  expect(within(element, '[part=close]').getAttribute('aria-label')).toBe(words.close);
});

test.each(['yes', 'no'] as const)('does not open when the answer is %s', async (state) => {
  const element = await mountConsent(state, 'disclosure');
  expect(dialogOf(element).open).toBe(false);
  expect(shownText(element)).toBe('');
});

test('the choices are equal in weight: the same in every style, and none is chosen', async () => {
  const element = await mountConsent('undecided', 'disclosure');
  const [yes, no] = choicesOf(element);
  const looks = [yes, no].map((choice) => {
    const style = getComputedStyle(choice);
    return Object.fromEntries(Array.from(style, (name) => [name, style.getPropertyValue(name)]));
  });
  expect(Object.keys(looks[0] ?? {}).length).toBeGreaterThan(100);
  expect(looks[0]).toEqual(looks[1]);
  const sides = [yes, no].map((choice) => choice.getBoundingClientRect());
  expect(sides[0]?.width).toBe(sides[1]?.width);
  expect(sides[0]?.top).toBe(sides[1]?.top);
  const attributes = [yes, no].map((choice) => choice.getAttributeNames().sort());
  expect(attributes).toEqual([
    ['part', 'type'],
    ['part', 'type'],
  ]);
});

test('closing it decides nothing: nothing is kept, and it stays closed', async () => {
  const name = databaseName();
  const consent = await consentThatIs('undecided', name);
  const element = await mountConsent('undecided', 'disclosure', { consent });
  const events = heard(element);
  within(element, '[part=close]').click();
  await expect.poll(() => dialogOf(element).open).toBe(false);
  expect(await exists(name)).toBe(false);
  expect(await firstValueFrom(consent.consent$)).toBe(undefined);
  // Asked once more by whatever re-renders, it is still closed; mounted anew, as at the next launch, it opens.
  element.strings = { ...en };
  await element.updateComplete;
  expect(dialogOf(element).open).toBe(false);
  expect(events).toEqual([['close', null]]);
  const next = await mountConsent('undecided', 'disclosure', { consent });
  expect(dialogOf(next).open).toBe(true);
});

test.each([true, false])('the answer %s is kept and told, and the focus goes back to where it was', async (agree) => {
  const before = document.body.appendChild(document.createElement('input'));
  before.focus();
  const name = databaseName();
  const consent = await consentThatIs('undecided', name);
  const element = await mountConsent('undecided', 'disclosure', { consent });
  const events = heard(element);
  const [yes, no] = choicesOf(element);
  (agree ? yes : no).click();
  await expect.poll(() => events).toEqual([['answer', { agree }]]);
  expect(await firstValueFrom(consent.consent$)).toBe(agree);
  expect(dialogOf(element).open).toBe(false);
  expect(document.activeElement).toBe(before);
  await element.updateComplete;
  expect(within(element, '.unseen').textContent?.trim()).toBe(agree ? words.status.yes : words.status.no);
  before.remove();
});

test('an answer of another tab closes it, and is not told as one of here', async () => {
  const name = databaseName();
  const element = await mountConsent('undecided', 'disclosure', { consent: await consentThatIs('undecided', name) });
  const events = heard(element);
  await (await consentThatIs('undecided', name)).answer(true);
  await expect.poll(() => dialogOf(element).open).toBe(false);
  expect(events).toEqual([]);
});

test('says all that is counted, in words, and where it goes', async () => {
  const element = await mountConsent('undecided', 'disclosure');
  const text = within(element, 'dialog').textContent ?? '';
  for (const [signal, { title, sentence, example, buckets }] of Object.entries(en.vocabulary)) {
    expect(agentSignals).toHaveProperty(signal);
    for (const part of [title, sentence, example]) expect(text).toContain(part);
    const names = Object.values(buckets);
    if (names.length > 1) for (const name of names) expect(text).toContain(name);
  }
  const own = ['Your plan', 'Which plan the app is used with.', 'free of charge', 'paid', 'image', 'small', 'large'];
  const { sent, neverSent, when, kept, withdrawal } = en.facts;
  for (const part of [...own, ...sent, ...neverSent, when, ...kept, withdrawal]) expect(text).toContain(part);
  expect(within(element, '[part=origin]').textContent).toBe('https://telemetry.example.com');
  expect(element.shadowRoot?.querySelectorAll('[part=signal]').length).toBe(Object.keys(agentSignals).length + 2);
});

test('lists what the answer is kept for, whatever signals are called', async () => {
  const signals = { constructor: ['total'], to_string: ['value_of', 'constructor'] };
  const consent = { ...(await consentThatIs('undecided')), signals };
  const descriptions = { to_string: { title: 'Text', sentence: '', example: '', buckets: { value_of: 'it' } } };
  const element = await mountConsent('undecided', 'disclosure', { consent, descriptions });
  const listed = [...(element.shadowRoot?.querySelectorAll('[part=signal]') ?? [])];
  expect(listed.map((entry) => entry.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
    `constructor ${words.new}`,
    `Text ${words.new} ${words.buckets} itconstructor`,
  ]);
});

describe('when the app counts more than was agreed to', () => {
  test('asks again, and marks what is new, which comes first', async () => {
    const element = await mountConsent('again', 'disclosure');
    expect(dialogOf(element).open).toBe(true);
    const marked = [...(element.shadowRoot?.querySelectorAll('[part=signal]') ?? [])].filter((entry) =>
      isShown(entry.querySelector('[part=new]') ?? entry),
    );
    // Of the plan, one bucket was agreed to.
    expect(marked.map((entry) => entry.querySelector('dt')?.textContent?.trim())).toEqual([
      `Your plan ${words.new}`,
      `image ${words.new}`,
    ]);
    const listed = [...(element.shadowRoot?.querySelectorAll('[part=signal]') ?? [])];
    expect(listed.slice(0, 2)).toEqual(marked);
    const news = [...(element.shadowRoot?.querySelectorAll('ins') ?? [])];
    expect(news.map((each) => each.textContent)).toEqual(['paid', 'small', 'large']);
    expect(within(element, '[part=status]').textContent).toContain(words.status.again);
  });

  test('marks nothing for who has not answered before', async () => {
    const element = await mountConsent('undecided', 'disclosure');
    const badges = [...(element.shadowRoot?.querySelectorAll('[part=new]') ?? [])];
    expect(badges.length).toBeGreaterThan(0);
    expect(badges.filter(isShown)).toEqual([]);
    expect(element.shadowRoot?.querySelector('ins')).toBe(null);
  });

  test('after a yes that comes too late for it, it opens again in a tab where it was closed before', async () => {
    const name = databaseName();
    const consent = await consentThatIs('undecided', name);
    const element = await mountConsent('undecided', 'disclosure', { consent });
    within(element, '[part=close]').click();
    await consent.answer(true);
    await expect.poll(() => stateOf(element)).toBe('yes');
    await consentThatIs('again', name); // a tab with an older version of the app
    await expect.poll(() => dialogOf(element).open).toBe(true);
  });
});

test('an answer that could not be kept is said, decides nothing, and can be tried again', async () => {
  const name = databaseName();
  const consent = await consentThatIs('undecided', name);
  const element = await mountConsent('undecided', 'disclosure', { consent });
  const events = heard(element);
  const restore = fullDisk();
  choicesOf(element)[1].click();
  await expect.poll(() => within(element, '[part=status]').textContent).toContain(words.failed);
  expect(dialogOf(element).open).toBe(true);
  expect(await firstValueFrom(consent.consent$)).toBe(undefined);
  press(within(element, '[part=retry]'));
  await expect.poll(() => focused(element)).toBe('choices'); // and not on a choice
  await expect.poll(() => within(element, '[part=status]').textContent).toContain(words.failed);
  restore();
  within(element, '[part=retry]').click();
  await expect.poll(() => events).toEqual([['answer', { agree: false }]]);
  expect((await contents(name)).get('consent')).toEqual({ agreed: false });
});

test('a link leads to the inspector, unless the app shows it itself', async () => {
  const element = await mountConsent('undecided', 'disclosure', { inspectorHref: '#inspector' });
  const events = heard(element);
  const link = within<HTMLAnchorElement>(element, '[part=inspector]');
  link.click();
  await expect.poll(() => location.hash).toBe('#inspector');
  history.replaceState(null, '', location.pathname + location.search);
  element.addEventListener('turntally-inspect', (event) => event.preventDefault());
  link.click();
  expect(location.hash).toBe('');
  expect(events.map(([name]) => name)).toEqual(['inspect', 'inspect']);
});

describe('what is set wrong', () => {
  test.each<[string, string | undefined]>([
    ['no endpoint', undefined],
    ['an empty one', ''],
    ['one that is no URL', 'http://'],
    ['one that is not http', 'app://metrics'],
  ])('%s is an error that says what is right, and nothing is asked', async (_, wrong) => {
    const consent = await consentThatIs('undecided');
    const element = document.createElement('turntally-consent');
    Object.assign(element, { consent, endpoint: wrong });
    document.body.append(element);
    await expect(element.updateComplete).rejects.toEqual(
      new TypeError('turntally-consent: endpoint must be an http(s) URL, the one that startTurntally is given'),
    );
    expect(element.shadowRoot?.querySelector('dialog')).toBeFalsy();
    element.remove();
  });

  test('a relative endpoint is one of the page', async () => {
    const element = await mountConsent('undecided', 'disclosure', { endpoint: '/v1/metrics' });
    expect(within(element, '[part=origin]').textContent).toBe(location.origin);
  });

  test('without a consent there is nothing to see, and with the next one nothing of the last', async () => {
    const element = await mount('turntally-consent', {});
    expect(element.shadowRoot?.querySelector('*')).toBe(null);
    element.endpoint = 'https://telemetry.example.com';
    element.consent = await consentThatIs('again');
    await expect.poll(() => dialogOf(element).open).toBe(true);
    element.consent = await consentThatIs('yes');
    await expect.poll(() => stateOf(element)).toBe('yes');
    expect(dialogOf(element).open).toBe(false);
    element.consent = undefined;
    await element.updateComplete;
    expect(shownText(element)).toBe('');
  });
});

test('defining it a second time is harmless', async () => {
  const { define } = await import('../../src/define.js');
  const defined = customElements.get('turntally-consent');
  const other = class extends HTMLElement {};
  expect(() => define('turntally-consent', other)).not.toThrow();
  expect(customElements.get('turntally-consent')).toBe(defined);
});
