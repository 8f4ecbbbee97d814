import { firstValueFrom, NEVER } from 'rxjs';
import { expect, onTestFinished } from 'vitest';
import {
  indexedDbStore,
  type LedgerStore,
  type OwnConsentOptions,
  startTurntally,
  storedConsent,
} from '../../../../src/index.js';
import { databaseName } from '../../../../test/support/databases.js';
import { endpoint } from '../../../../test/support/endpoint.js';
import { linux } from '../../../../test/support/ledgers.js';
import { en, type TurntallyInspector } from '../../src/index.js';

export const { inspector: words } = en;

/** Polls until an assertion holds; generous, because the machine may be busy. */
export const eventually = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 20_000, interval: 20 });

export interface Given {
  /** The answer before the app starts; undefined: not asked yet. */
  readonly answered?: boolean | undefined;
  /** Writes what earlier sessions have left in the store. */
  readonly stored?: (store: LedgerStore, epoch: string) => Promise<unknown>;
  readonly options?: Partial<OwnConsentOptions>;
  /** Properties of the element. */
  readonly element?: Partial<TurntallyInspector>;
  readonly width?: number;
}

/** An app with the real library and a database of its own, and an inspector of it. */
export async function inspected({ answered, stored, options, element, width = 600 }: Given = {}) {
  const name = databaseName();
  const consent = storedConsent({ endpoint, name, extraSignals: options?.extraSignals ?? {} });
  if (answered !== undefined || stored) await consent.answer(true);
  if (stored) {
    const store = indexedDbStore({ endpoint, name });
    const { epoch } = await store.apply({ type: 'folded', epoch: 'first' });
    await stored(store, epoch);
    store.close();
  }
  const posted: string[] = [];
  const telemetry = startTurntally({
    name,
    endpoint,
    release: linux,
    consent$: consent.consent$,
    launch$: NEVER,
    backoff: { attempts: 1 },
    ...options,
    platform: {
      fetch: async (_, { body }) => {
        posted.push(String(body));
        return new Response('', { status: 202 });
      },
      ...options?.platform,
    },
  });
  const { inspector, place } = show({ telemetry, consent, ...element }, width);
  onTestFinished(async () => {
    place.remove();
    await telemetry.stop();
  });
  return { name, consent, telemetry, inspector, posted, answer: () => firstValueFrom(consent.consent$) };
}

/** The element alone, in a parent of the given width in px. */
export function show(properties: Partial<TurntallyInspector>, width = 600) {
  const place = document.createElement('main');
  place.style.width = `${width}px`;
  const inspector = Object.assign(document.createElement('turntally-inspector'), properties);
  place.append(inspector);
  document.body.append(place);
  onTestFinished(() => place.remove());
  return { inspector, place };
}

/** The text of the first match of `selector` in the element, with runs of whitespace as one space. */
export const textOf = (inspector: TurntallyInspector, selector = '[part=inspector]'): string =>
  find(inspector, selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

/** The visible notes about the state. */
export const notes = (inspector: TurntallyInspector): (string | null)[] =>
  [...(inspector.shadowRoot?.querySelectorAll('[part=note]:not(.unsaid)') ?? [])].map((note) => note.textContent);

export const find = (inspector: TurntallyInspector, selector: string): HTMLElement | null | undefined =>
  inspector.shadowRoot?.querySelector<HTMLElement>(selector);

export function press(inspector: TurntallyInspector, selector: string): void {
  const button = find(inspector, selector);
  if (!button) throw new Error(`no ${selector} in the inspector`);
  button.focus();
  button.click();
}

/** The number shown beside a bucket, of the newest release. */
export function numberOf(inspector: TurntallyInspector, signal: string, bucket: string): string | undefined {
  const tables = [...(inspector.shadowRoot?.querySelectorAll('table') ?? [])];
  const table = tables.find((one) => one.caption?.querySelector('code')?.textContent === signal);
  const rows = [...(table?.rows ?? [])];
  return rows.find((row) => row.querySelector('code')?.textContent === bucket)?.cells[1]?.textContent ?? undefined;
}

/** The text and size shown for each payload. */
export async function shownPayloads(inspector: TurntallyInspector): Promise<{ body: string; size: string }[]> {
  const chooser = find(inspector, 'select');
  const count = chooser instanceof HTMLSelectElement ? chooser.options.length : 1;
  const shown: { body: string; size: string }[] = [];
  for (let at = 0; at < count; at++) {
    if (chooser instanceof HTMLSelectElement) {
      chooser.value = String(at);
      chooser.dispatchEvent(new Event('change'));
      await inspector.updateComplete;
    }
    const body = find(inspector, '[part=payload]')?.textContent;
    if (body) shown.push({ body, size: textOf(inspector, '[part=size]') });
  }
  return shown;
}
