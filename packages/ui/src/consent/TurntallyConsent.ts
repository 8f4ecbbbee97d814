import { LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoredConsent } from 'turntally';
import type { SignalDescriptions } from 'turntally/wording';
import { en } from '../strings/en/index.js';
import type { Strings } from '../strings/Strings.js';
import { theme } from '../theme.js';
import { type Followed, follow, initial } from './consentState.js';
import { content } from './content.js';
import { contentStyles } from './contentStyles.js';
import { controlStyles } from './controlStyles.js';
import { describe } from './describe.js';
import { asks, disclosure, settings } from './layouts.js';
import { originOf } from './originOf.js';

/**
 * `<turntally-consent>`: says what would be counted, what never leaves, when it is sent and where to, and keeps the
 * person's answer. As a `disclosure` (unless told) it is a dialog that opens when the person has not decided, or has
 * agreed to less than the app counts now; as `settings` a section with a switch.
 *
 * The dialog is modal, so that it can neither be overlooked nor answered by a key that was meant for the app; takes no room
 * in the page, so that nothing jumps; and hides no focus behind it, however small the window is. It opens on its title, not
 * on a choice. Closing it, or Escape, decides nothing: nothing is counted, and it opens again at the next launch.
 *
 * @fires turntally-answer - the person's answer has been kept; `detail: { agree: boolean }`.
 * @fires turntally-close - the dialog was closed without an answer.
 * @fires turntally-inspect - the link to the inspector was followed; `preventDefault()` and show it yourself.
 * @slot - what the app adds below the introduction, e.g. who its makers are.
 * @slot inspector - in place of the link: one of your own, or the `<turntally-inspector>` itself.
 *
 * @example
 * const consent = storedConsent();
 * const element = document.createElement('turntally-consent');
 * document.body.append(Object.assign(element, { consent, endpoint: 'https://telemetry.example.com/v1/metrics' }));
 */
export class TurntallyConsent extends LitElement {
  static override styles = [theme, contentStyles, controlStyles];
  static override properties = {
    mode: {},
    endpoint: {},
    inspectorHref: { attribute: 'inspector-href' },
    consent: { attribute: false },
    descriptions: { attribute: false },
    strings: { attribute: false },
  };

  /** `disclosure` unless told. */
  declare mode: 'disclosure' | 'settings' | undefined;
  /** What `storedConsent` returned: the answer is kept there, and its signals are what is listed. Nothing is shown without. */
  declare consent: StoredConsent | undefined;
  /** The `endpoint` given to `startTurntally`: its origin is shown. Required with `consent`, else a `TypeError`. */
  declare endpoint: string | URL | undefined;
  /** Of the app's own signals; one that has none is shown by its names. */
  declare descriptions: SignalDescriptions | undefined;
  /** English unless told. */
  declare strings: Strings | undefined;
  /** Where the inspector is, e.g. `#inspector`: makes the link to it. */
  declare inspectorHref: string | undefined;

  #view = initial;
  #followed: Followed | undefined;
  #origin = '';
  /** What had the focus before the update. */
  #focused: Element | null | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#followed?.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#focused = this.shadowRoot?.activeElement;
    if (changed.has('consent')) this.#follow();
    if (this.consent) this.#origin = originOf(this.endpoint);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { consent, descriptions, inspectorHref, mode } = this;
    if (!consent) return nothing;
    const strings = this.strings ?? en;
    const view = this.#view;
    const isNew = (token: string): boolean => view.state === 'again' && !view.agreed.includes(token);
    const listed = describe(consent.signals, { ...descriptions, ...strings.vocabulary }, isNew);
    // What is new comes first in the dialog; in the page nothing changes places.
    const signals = mode === 'settings' ? listed : listed.toSorted((a, b) => +b.isNew - +a.isNew);
    const parts = {
      strings,
      view,
      content: content(strings, signals, this.#origin, inspectorHref, this.#onInspect),
      answer: this.#answer,
    };
    return mode === 'settings' ? settings(parts) : disclosure(parts, this.#close);
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && this.isConnected && dialog.open !== this.#asks) this.#asks ? dialog.showModal() : dialog.close();
    // What had the focus may be gone: it goes on to what came in its place, but never to a choice.
    if (this.#focused?.checkVisibility({ visibilityProperty: true }) !== false) return;
    this.renderRoot.querySelector<HTMLElement>(':is(.switch, .choices):not([inert])')?.focus();
  }

  /** Whether the dialog is to be open. */
  get #asks(): boolean {
    return asks(this.#view) && !this.#view.isClosed;
  }

  #follow(): void {
    this.#followed?.stop();
    this.#view = initial;
    this.#followed =
      this.consent &&
      follow(this.consent, (view) => {
        this.#view = view;
        this.requestUpdate();
      });
  }

  #answer = async (agree: boolean): Promise<void> => {
    if (await this.#followed?.answer(agree)) this.#tell('answer', { agree });
  };

  /** Of the person; not when an answer has closed it. */
  #close = (): void => {
    if (!this.#asks) return;
    this.#followed?.close();
    this.#tell('close');
  };

  #onInspect = (event: Event): void => {
    if (!this.#tell('inspect')) event.preventDefault();
  };

  #tell(name: string, detail?: object): boolean {
    const event = new CustomEvent(`turntally-${name}`, { detail, bubbles: true, composed: true, cancelable: true });
    return this.dispatchEvent(event);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'turntally-consent': TurntallyConsent;
  }
  interface HTMLElementEventMap {
    'turntally-answer': CustomEvent<{ readonly agree: boolean }>;
    'turntally-close': CustomEvent<null>;
    'turntally-inspect': CustomEvent<null>;
  }
}
