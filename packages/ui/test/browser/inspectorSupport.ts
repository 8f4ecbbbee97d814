import { firstValueFrom, NEVER } from 'rxjs';
import { expect, onTestFinished } from 'vitest';
import {
  indexedDbStore,
  type LedgerStore,
  startTurntally,
  storedConsent,
  type TurntallyOptions,
} from '../../../../src/index.js';
import { databaseName } from '../../../../test/support/databases.js';
import { linux } from '../../../../test/support/ledgers.js';
import { en, type TurntallyInspector } from '../../src/index.js';

export const { inspector: words } = en;

/** Waits for what takes as long as it takes on a busy machine. */
export const eventually = <T>(read: () => Promise<T> | T) => expect.poll(read, { timeout: 20_000, interval: 20 });

export interface Given {
  /** Before the app starts; undefined: nobody was asked. */
  readonly answered?: boolean | undefined;
  /** What former sessions have left. */
  readonly stored?: (store: LedgerStore, epoch: string) => Promise<unknown>;
  readonly options?: Partial<TurntallyOptions>;
  /** Of the element. */
  readonly element?: Partial<TurntallyInspector>;
  readonly width?: number;
}

/** An app with the real library, in a database of its own, and the element that looks at it. */
export async function inspected({ answered, stored, options, element, width = 600 }: Given = {}) {
  const name = databaseName();
  const consent = storedConsent(name, { extraSignals: options?.extraSignals ?? {} });
  if (answered !== undefined || stored) await consent.answer(true);
  if (stored) {
    const store = indexedDbStore(name);
    const { epoch } = await store.apply({ type: 'folded', epoch: 'first' });
    await stored(store, epoch);
    store.close();
  }
  const posted: string[] = [];
  const telemetry = startTurntally({
    name,
    endpoint: 'http://127.0.0.1:9/v1/metrics',
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

/** The element alone, in a place of that width. */
export function show(properties: Partial<TurntallyInspector>, width = 600) {
  const place = document.createElement('main');
  place.style.width = `${width}px`;
  const inspector = Object.assign(document.createElement('turntally-inspector'), properties);
  place.append(inspector);
  document.body.append(place);
  onTestFinished(() => place.remove());
  return { inspector, place };
}

/** The text of the first element that `selector` finds in the element, as a reader has it: one space at a time. */
export const textOf = (inspector: TurntallyInspector, selector = '[part=inspector]'): string =>
  find(inspector, selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

/** What is said of the state. */
export const notes = (inspector: TurntallyInspector): (string | null)[] =>
  [...(inspector.shadowRoot?.querySelectorAll('[part=note]:not(.unsaid)') ?? [])].map((note) => note.textContent);

export const find = (inspector: TurntallyInspector, selector: string): HTMLElement | null | undefined =>
  inspector.shadowRoot?.querySelector<HTMLElement>(selector);

export function press(inspector: TurntallyInspector, selector: string): void {
  const button = find(inspector, selector);
  if (!button) throw new Error(`there is no ${selector}`);
  button.focus();
  button.click();
}

/** The number beside a bucket, as it is written; the newest release comes first. */
export function numberOf(inspector: TurntallyInspector, signal: string, bucket: string): string | undefined {
  const tables = [...(inspector.shadowRoot?.querySelectorAll('table') ?? [])];
  const table = tables.find((one) => one.caption?.querySelector('code')?.textContent === signal);
  const rows = [...(table?.rows ?? [])];
  return rows.find((row) => row.querySelector('code')?.textContent === bucket)?.cells[1]?.textContent ?? undefined;
}

/** What is shown of each payload, one after the other. */
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
