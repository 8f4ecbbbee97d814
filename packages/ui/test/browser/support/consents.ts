import { onTestFinished, vi } from 'vitest';
import { defineSignals, type StoredConsent, storedConsent } from '../../../../../src/index.js';
import { databaseName } from '../../../../../test/support/databases.js';
import type { SignalDescriptions, TurntallyConsent } from '../../../src/index.js';
import type { ConsentStatus } from '../../../src/strings/ConsentStrings.js';
import { mount, within } from './mount.js';

const endpoint = 'https://telemetry.example.com/v1/metrics?key=1';

/** One signal with a description, and one without. */
export const ownSignals = defineSignals({ plan: ['free', 'pro'], image: ['small', 'large'] });
export const descriptions: SignalDescriptions = {
  plan: {
    title: 'Your plan',
    sentence: 'Which plan the app is used with.',
    example: 'You use the free plan: one for “free of charge”.',
    buckets: { free: 'free of charge', pro: 'paid' },
  },
};

export type Known = Exclude<keyof ConsentStatus, 'loading'>;
export type Mode = NonNullable<TurntallyConsent['mode']>;

/** A consent stored in a database of the test's own. */
export async function consentThatIs(state: Known, name = databaseName()): Promise<StoredConsent> {
  const consent = storedConsent({ endpoint, name, extraSignals: ownSignals });
  if (state === 'again') await storedConsent({ endpoint, name, extraSignals: { plan: ['free'] } }).answer(true);
  else if (state !== 'undecided') await consent.answer(state === 'yes');
  return consent;
}

/** The element, once it knows the answer. */
export async function mountConsent(
  state: Known,
  mode: Mode,
  properties: Partial<TurntallyConsent> = {},
): Promise<TurntallyConsent> {
  const consent = properties.consent ?? (await consentThatIs(state));
  const element = await mount('turntally-consent', { mode, descriptions, ...properties, consent });
  await vi.waitUntil(() => stateOf(element) === state, { timeout: 10_000, interval: 5 });
  return element;
}

/** The status that the element shows. */
export const stateOf = (element: TurntallyConsent): string => within(element, '[part=status]').className;

export const choicesOf = (element: TurntallyConsent): readonly [yes: HTMLElement, no: HTMLElement] => {
  const [yes, no] = element.shadowRoot?.querySelectorAll<HTMLElement>('[part=choice]') ?? [];
  if (!yes || !no) throw new Error('no choices');
  return [yes, no];
};

/** All writes fail until the returned function is called or the test ends. */
export function fullDisk(): () => void {
  const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore) {
    this.transaction.abort();
    throw new DOMException('full', 'QuotaExceededError');
  });
  onTestFinished(() => spy.mockRestore());
  return () => spy.mockRestore();
}

/** The events that an element dispatches from now on. */
export function eventsOf(element: Element): readonly [name: string, detail: unknown][] {
  const events: [string, unknown][] = [];
  for (const name of ['answer', 'close', 'inspect']) {
    element.addEventListener(`turntally-${name}`, (event) => events.push([name, (event as CustomEvent).detail]));
  }
  return events;
}
