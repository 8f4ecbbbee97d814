import { firstValueFrom } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import { agentSignals, lostSignals, storedConsent } from '../../../../src/index.js';
import { contents, databaseName, exists } from '../../../../test/support/databases.js';
import { en } from '../../src/index.js';
import { zh } from '../../src/strings/zh/index.js';
import { choicesOf, consentThatIs, eventsOf, fullDisk, mountConsent, stateOf } from './support/consents.js';
import { isShown, mount, press, shownText, within } from './support/mount.js';

const words = en.consent;
const dialogOf = (element: Element): HTMLDialogElement => within<HTMLDialogElement>(element, 'dialog');
const focused = (element: Element): string | null | undefined =>
  element.shadowRoot?.activeElement?.getAttribute('part');

test('opens while undecided, with the focus on its title and not on a choice', async () => {
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

test('both choices have the same weight: the same styles, and no preselection', async () => {
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

test('closing it leaves consent undecided: nothing is saved, and it stays closed', async () => {
  const name = databaseName();
  const consent = await consentThatIs('undecided', name);
  const element = await mountConsent('undecided', 'disclosure', { consent });
  const events = eventsOf(element);
  within(element, '[part=close]').click();
  await expect.poll(() => dialogOf(element).open).toBe(false);
  expect(await exists(name)).toBe(false);
  expect(await firstValueFrom(consent.consent$)).toBe(undefined);
  // Neither a re-rendering opens it again, nor an element that replaces this one; the next start of the app does.
  element.strings = { ...en };
  await element.updateComplete;
  expect(dialogOf(element).open).toBe(false);
  expect(events).toEqual([['close', null]]);
  const again = await mountConsent('undecided', 'disclosure', { consent });
  await again.updateComplete;
  expect(dialogOf(again).open).toBe(false);
  const next = await mountConsent('undecided', 'disclosure', { consent: await consentThatIs('undecided', name) });
  expect(dialogOf(next).open).toBe(true);
});

test.each([
  ['is saved, it stays closed', true],
  ['cannot be saved, it opens again and says so', false],
])('closed while an answer is saved: no event says that there is none; if the answer %s', async (_, isSaved) => {
  const stored = await consentThatIs('undecided');
  let end: (isDone: boolean) => void = () => {};
  const saving = new Promise<void>((resolve, reject) => {
    end = (isDone) => (isDone ? resolve() : reject(new Error('the disk is full')));
  });
  const consent = { ...stored, answer: () => saving };
  const element = await mountConsent('undecided', 'disclosure', { consent });
  const events = eventsOf(element);
  choicesOf(element)[0].click();
  dialogOf(element).close(); // as Escape does
  await expect.poll(() => dialogOf(element).open).toBe(false);
  expect(events).toEqual([]);
  end(isSaved);
  await expect.poll(() => dialogOf(element).open).toBe(!isSaved);
  if (isSaved) await expect.poll(() => events).toEqual([['answer', { agree: true }]]);
  else await expect.poll(() => within(element, '[part=status]').textContent).toContain(words.failed);
});

test.each([true, false])(
  'the answer %s is saved and dispatched, and the focus returns to where it was',
  async (agree) => {
    const before = document.body.appendChild(document.createElement('input'));
    before.focus();
    const name = databaseName();
    const consent = await consentThatIs('undecided', name);
    const element = await mountConsent('undecided', 'disclosure', { consent });
    const events = eventsOf(element);
    const [yes, no] = choicesOf(element);
    (agree ? yes : no).click();
    await expect.poll(() => events).toEqual([['answer', { agree }]]);
    expect(await firstValueFrom(consent.consent$)).toBe(agree);
    expect(dialogOf(element).open).toBe(false);
    expect(document.activeElement).toBe(before);
    await element.updateComplete;
    expect(within(element, '.unseen').textContent?.trim()).toBe(agree ? words.status.yes : words.status.no);
    before.remove();
  },
);

test.each([en, zh])(
  'an answer is stored with the language and the version of its words: $language',
  async (strings) => {
    const consent = await consentThatIs('undecided');
    const own = { ...strings, version: 7 };
    const element = await mountConsent('undecided', 'disclosure', { consent, strings: own });
    const events = eventsOf(element);
    choicesOf(element)[0].click();
    await expect.poll(() => events.length).toBe(1);
    expect(await consent.given()).toMatchObject({ language: strings.language, wording: 7 });
  },
);

test('an answer in another tab closes it without an event', async () => {
  const name = databaseName();
  const element = await mountConsent('undecided', 'disclosure', { consent: await consentThatIs('undecided', name) });
  const events = eventsOf(element);
  await (await consentThatIs('undecided', name)).answer(true);
  await expect.poll(() => dialogOf(element).open).toBe(false);
  expect(events).toEqual([]);
});

test('describes everything that is counted, and where it is sent', async () => {
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

test('lists the signals of the consent, whatever their names', async () => {
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

test('has words of its own for what is given up', async () => {
  const consent = { ...(await consentThatIs('undecided')), signals: lostSignals };
  const element = await mountConsent('undecided', 'disclosure', { consent, strings: zh });
  const { title, sentence, example, buckets } = zh.lost.delivery;
  const text = within(element, '[part=signal]').textContent ?? '';
  for (const part of [title, sentence, example, ...Object.values(buckets)]) expect(text).toContain(part);
});

describe('when the app counts more than was agreed to', () => {
  test('asks again; new signals are marked and come first', async () => {
    const element = await mountConsent('again', 'disclosure');
    expect(dialogOf(element).open).toBe(true);
    const marked = [...(element.shadowRoot?.querySelectorAll('[part=signal]') ?? [])].filter((entry) =>
      isShown(entry.querySelector('[part=new]') ?? entry),
    );
    // One bucket of `plan` was agreed to.
    expect(marked.map((entry) => entry.querySelector('dt')?.textContent?.trim())).toEqual([
      `Your plan ${words.new}`,
      `image ${words.new}`,
    ]);
    const listed = [...(element.shadowRoot?.querySelectorAll('[part=signal]') ?? [])];
    expect(listed.slice(0, 2)).toEqual(marked);
    const newBuckets = [...(element.shadowRoot?.querySelectorAll('ins') ?? [])];
    expect(newBuckets.map((each) => each.textContent)).toEqual(['paid', 'small', 'large']);
    expect(within(element, '[part=status]').textContent).toContain(words.status.again);
  });

  test('marks nothing before the first answer', async () => {
    const element = await mountConsent('undecided', 'disclosure');
    const badges = [...(element.shadowRoot?.querySelectorAll('[part=new]') ?? [])];
    expect(badges.length).toBeGreaterThan(0);
    expect(badges.filter(isShown)).toEqual([]);
    expect(element.shadowRoot?.querySelector('ins')).toBe(null);
  });

  test('opens again in a tab where it was closed, if the answer no longer covers all signals', async () => {
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

test('reports that an answer could not be saved, stays undecided, and offers a retry', async () => {
  const name = databaseName();
  const consent = await consentThatIs('undecided', name);
  const element = await mountConsent('undecided', 'disclosure', { consent });
  const events = eventsOf(element);
  const restore = fullDisk();
  choicesOf(element)[1].click();
  await expect.poll(() => within(element, '[part=status]').textContent).toContain(words.failed);
  expect(dialogOf(element).open).toBe(true);
  expect(await firstValueFrom(consent.consent$)).toBe(undefined);
  press(within(element, '[part=retry]'));
  await expect.poll(() => focused(element)).toBe('choices'); // not a single choice
  await expect.poll(() => within(element, '[part=status]').textContent).toContain(words.failed);
  restore();
  within(element, '[part=retry]').click();
  await expect.poll(() => events).toEqual([['answer', { agree: false }]]);
  expect((await contents(name)).get('consent')).toMatchObject({ agreed: false });
});

test('a link leads to the inspector, unless the app shows it itself', async () => {
  const element = await mountConsent('undecided', 'disclosure', { inspectorHref: '#inspector' });
  const events = eventsOf(element);
  const link = within<HTMLAnchorElement>(element, '[part=inspector]');
  link.click();
  await expect.poll(() => location.hash).toBe('#inspector');
  history.replaceState(null, '', location.pathname + location.search);
  element.addEventListener('turntally-inspect', (event) => event.preventDefault());
  link.click();
  expect(location.hash).toBe('');
  expect(events.map(([name]) => name)).toEqual(['inspect', 'inspect']);
});

describe('the recipient', () => {
  test.each([
    ['an absolute endpoint', 'https://telemetry.example.com/v1/metrics', 'https://telemetry.example.com'],
    ['a relative endpoint', '/v1/metrics', location.origin],
  ])('of %s is shown', async (_, endpoint, recipient) => {
    const consent = storedConsent({ endpoint, name: databaseName() });
    const element = await mountConsent('undecided', 'disclosure', { consent });
    expect(within(element, '[part=origin]').textContent).toBe(recipient);
  });

  test('is not mentioned if there is none', async () => {
    const consent = { ...(await consentThatIs('undecided')), recipient: '' };
    const element = await mountConsent('undecided', 'disclosure', { consent });
    expect(element.shadowRoot?.querySelector('[part=origin]')).toBe(null);
    expect(shownText(element)).not.toContain(en.consent.sentTo);
  });
});

describe('wrong strings', () => {
  const long = `en${'-abcdefgh'.repeat(4)}`;
  const languages = ['en_US', '', 'e', 'en-', ' en', 'de-x-jane', long, undefined, null];
  const versions = [0, -1, 1.5, NaN, Infinity, '1', undefined, null];
  test.each([
    ...languages.map((language) => [{ language }, 'language must be a language tag']),
    ...versions.map((version) => [{ version }, 'version must be a positive integer']),
  ] as [object, string][])('%o throw an error that names what is right, and show no dialog', async (wrong, message) => {
    const consent = await consentThatIs('undecided');
    const element = Object.assign(document.createElement('turntally-consent'), {
      consent,
      strings: { ...en, ...wrong },
    });
    document.body.append(element);
    onTestFinished(() => element.remove());
    const error: unknown = await element.updateComplete.catch((reason) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(`turntally-consent: strings.${message}`);
    expect(element.shadowRoot?.querySelector('dialog')).toBeFalsy();
    // The core has the same rules.
    const { language, version: wording } = { ...en, ...wrong };
    if (language && wording) await expect(consent.answer(true, { language, wording })).rejects.toThrow(/must be/);
  });

  test('that replace right ones leave these in use, and an answer is saved with them', async () => {
    const element = await mountConsent('undecided', 'disclosure', { strings: zh });
    // Lit reports the error once more with the next update.
    const ignore = (event: Event) => event.stopImmediatePropagation();
    addEventListener('unhandledrejection', ignore, { capture: true });
    onTestFinished(() => removeEventListener('unhandledrejection', ignore, { capture: true }));
    element.strings = { ...en, version: 0 };
    await expect(element.updateComplete).rejects.toThrow(TypeError);
    expect(choicesOf(element)[0].textContent?.trim()).toBe(zh.consent.choices.yes);
    const answered = new Promise((resolve) => element.addEventListener('turntally-answer', resolve));
    press(choicesOf(element)[0]);
    await answered;
    expect(await element.consent?.given()).toMatchObject({ language: 'zh', wording: zh.version });
  });

  test.each([{ language: 'en-US' }, { language: 'zh-Hans' }, { language: 'de' }, { version: 2 ** 40 }])(
    '%o are right: the answer is saved with them',
    async (own) => {
      const strings = { ...en, ...own };
      const element = await mountConsent('undecided', 'disclosure', { strings });
      press(choicesOf(element)[0]);
      await expect
        .poll(() => element.consent?.given())
        .toMatchObject({ language: strings.language, wording: strings.version });
    },
  );
});

test('without a consent nothing is shown; another consent replaces everything of the last', async () => {
  const element = await mount('turntally-consent', {});
  expect(element.shadowRoot?.querySelector('*')).toBe(null);
  element.consent = await consentThatIs('again');
  await expect.poll(() => dialogOf(element).open).toBe(true);
  element.consent = await consentThatIs('yes');
  await expect.poll(() => stateOf(element)).toBe('yes');
  expect(dialogOf(element).open).toBe(false);
  element.consent = undefined;
  await element.updateComplete;
  expect(shownText(element)).toBe('');
});

test('a page may load the module twice', async () => {
  const defined = customElements.get('turntally-consent');
  const secondCopy = '../../src/index.js?second';
  await import(/* @vite-ignore */ secondCopy);
  expect(customElements.get('turntally-consent')).toBe(defined);
});

/** WebKit applies a size later than it says. */
async function resize(width: number, height: number): Promise<void> {
  onTestFinished(() => page.viewport(1000, 900));
  await page.viewport(width, height);
  await expect
    .poll(() => [innerWidth, innerHeight, matchMedia(`(width: ${width}px)`).matches])
    .toEqual([width, height, true]);
}

test('on a phone, the first screen has the question, where it goes, what never leaves, and both choices', async () => {
  await resize(360, 640);
  const element = await mountConsent('undecided', 'disclosure');
  const dialog = dialogOf(element).getBoundingClientRect();
  const footer = within(element, '.footer').getBoundingClientRect();
  const bottomOf = (selector: string) => within(element, selector).getBoundingClientRect().bottom;
  expect(dialog.bottom).toBeLessThanOrEqual(640);
  expect(footer.bottom).toBeLessThanOrEqual(dialog.bottom);
  for (const part of ['h2', '.origin', 'ul']) expect(bottomOf(part), part).toBeLessThanOrEqual(footer.top);
  const folds = [...(element.shadowRoot?.querySelectorAll('details') ?? [])];
  expect(folds.map(({ open }) => open)).toEqual([false, false, false, false]);
  expect(folds[0]?.getBoundingClientRect().top, 'a hint that there is more').toBeLessThan(footer.top);
});

test('in a window with room, all is unfolded', async () => {
  await resize(1000, 900);
  const element = await mountConsent('undecided', 'disclosure');
  const folds = [...(element.shadowRoot?.querySelectorAll('details') ?? [])];
  expect(folds.map(({ open }) => open)).toEqual([true, true, true, true]);
});

test('on a phone, what is new is unfolded', async () => {
  await resize(360, 640);
  const element = await mountConsent('again', 'disclosure');
  const folds = [...(element.shadowRoot?.querySelectorAll('details') ?? [])];
  expect(folds.map(({ open }) => open)).toEqual([true, false, false, false]);
});

test.each([
  ['a window with room', 800, 860],
  ['a phone', 360, 640],
])('in %s, nothing that is scrolled covers the title or the choices', async (_, width, height) => {
  await resize(width, height);
  const element = await mountConsent('undecided', 'disclosure');
  for (const details of element.shadowRoot?.querySelectorAll('details') ?? []) details.open = true;
  const dialog = dialogOf(element);
  const fixed = ['[part=title]', '[part=close]', '[part=choice]'].flatMap((name) => dialog.querySelector(name) ?? []);
  expect(fixed.length).toBeGreaterThan(1);
  for (let top = 0; top < dialog.scrollHeight - dialog.clientHeight; top += 97) {
    dialog.scrollTop = top;
    for (const part of fixed) {
      const { x, y, width, height } = part.getBoundingClientRect();
      const hit = element.shadowRoot?.elementFromPoint(x + width / 2, y + height / 2);
      expect(hit && part.contains(hit), `${part.getAttribute('part')} at ${top}: ${hit?.outerHTML}`).toBe(true);
    }
  }
});
