import { LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoredConsent } from 'turntally';
import type { SignalDescriptions } from 'turntally/wording';
import { consentEnglish } from '../strings/en/consentElement.js';
import type { ConsentElementStrings, Strings } from '../strings/Strings.js';
import { theme } from '../theme.js';
import { warnIfMissing } from '../warnIfMissing.js';
import { checkStrings } from './checkStrings.js';
import { type ConsentStateTracker, initialConsentState, trackConsentState } from './consentState.js';
import { contentStyles } from './contentStyles.js';
import { contentView } from './contentView.js';
import { controlStyles } from './controlStyles.js';
import { type DescribedSignal, describeSignals } from './describeSignals.js';
import { disclosureLayout, needsAnswer, settingsLayout } from './layouts.js';

/**
 * `<turntally-consent>`: describes what would be counted, what never leaves the device, when counts are sent and where to;
 * and saves the person's answer. In mode `disclosure` it is a dialog that opens if the person has not decided, or agreed to
 * less than the app counts now; in mode `settings` it is a section with a switch.
 *
 * The dialog is modal: it cannot be overlooked, nor answered by a key press that was meant for the app. It does not affect
 * the page's layout and hides no focused element, however small the window is. The focus starts on its title, not on a
 * choice. Closing it (button or Escape) leaves consent undecided: nothing is counted, and it opens again the next time the
 * app starts.
 *
 * @fires turntally-answer - the person's answer was saved; `detail: { agree: boolean }`.
 * @fires turntally-close - the person closed the dialog without an answer.
 * @fires turntally-inspect - the person followed the link to the inspector; call `preventDefault()` to show it yourself.
 * @slot - the app's own text below the introduction, e.g. who makes the app.
 * @slot inspector - replaces the link to the inspector: a link of your own, or the `<turntally-inspector>` itself.
 *
 * @example
 * const consent = storedConsent({ endpoint: 'https://telemetry.example.com/v1/metrics' });
 * const element = document.createElement('turntally-consent');
 * document.body.append(Object.assign(element, { consent }));
 */
export class TurntallyConsent extends LitElement {
  static override styles = [theme, contentStyles, controlStyles];
  static override properties = {
    mode: {},
    inspectorHref: { attribute: 'inspector-href' },
    consent: { attribute: false },
    descriptions: { attribute: false },
    strings: { attribute: false },
  };

  /** A dialog or a section. @defaultValue 'disclosure' */
  declare mode: 'disclosure' | 'settings' | undefined;
  /**
   * What `storedConsent` returned: it saves the answer, and its signals and its recipient are shown. Without it, nothing is
   * shown.
   */
  declare consent: StoredConsent | undefined;
  /** Descriptions of the app's own signals. A signal without one is shown by its names. @defaultValue {} */
  declare descriptions: SignalDescriptions | undefined;
  /**
   * All words. Their `language` and `version` are stored with the answer; if these are wrong, rendering throws a `TypeError`.
   * @defaultValue English
   */
  declare strings: Strings | undefined;
  /** The address of the inspector, e.g. `#inspector`. Without it, there is no link to the inspector. */
  declare inspectorHref: string | undefined;

  #state = initialConsentState;
  #tracker: ConsentStateTracker | undefined;
  /** Whether the window has room for all details, when they are first shown. */
  #isRoomy: boolean | undefined;
  /** The words that are shown. Wrong `strings` do not replace them. */
  #words: ConsentElementStrings = consentEnglish;
  /** The element that had the focus before the update. */
  #focused: Element | null | undefined;

  constructor() {
    super();
    warnIfMissing(
      this,
      () => !this.consent,
      'shows nothing: its property `consent` must be what storedConsent(…) returned.',
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#track();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tracker?.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#focused = this.shadowRoot?.activeElement;
    if (changed.has('consent')) this.#track();
    if (!this.hasUpdated || changed.has('strings')) this.#words = checkStrings(this.strings ?? consentEnglish);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { consent, descriptions, inspectorHref } = this;
    if (!consent) return nothing;
    const strings = this.#words;
    const state = this.#state;
    const isSettings = this.mode === 'settings';
    const isNew = (token: string): boolean => state.status === 'again' && !state.agreed.includes(token);
    const descriptionsOfAll = { ...descriptions, ...strings.vocabulary, ...strings.lost };
    const described = describeSignals(consent.signals, descriptionsOfAll, isNew, strings);
    // In a page, nothing may change its place.
    const signals = isSettings ? described : newFirst(described);
    // jsdom has no matchMedia.
    this.#isRoomy ??= !!globalThis.matchMedia?.('(min-width: 44rem) and (min-height: 44rem)').matches;
    const isAnyNew = !isSettings && signals.some((signal) => signal.isNew);
    const unfolded = { signals: this.#isRoomy || isAnyNew, facts: this.#isRoomy };
    const parts = {
      strings,
      state,
      content: contentView(strings, signals, consent.recipient, unfolded, inspectorHref, this.#onInspect),
      onAnswer: this.#onAnswer,
    };
    return isSettings ? settingsLayout(parts) : disclosureLayout(parts, this.#onClose);
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && this.isConnected && dialog.open !== this.#shouldBeOpen) {
      // jsdom, where apps test their pages, has no dialogs.
      if (this.#shouldBeOpen) dialog.showModal?.();
      else dialog.close();
    }
    // If the focused element has vanished, what replaced it gets the focus, but never a single choice.
    if (this.#focused?.checkVisibility?.({ visibilityProperty: true }) !== false) return;
    this.renderRoot.querySelector<HTMLElement>(':is(.switch, .choices):not([inert])')?.focus();
  }

  /** Of the dialog. */
  get #shouldBeOpen(): boolean {
    return needsAnswer(this.#state) && !this.#state.isClosed;
  }

  #track(): void {
    this.#tracker?.stop();
    this.#state = initialConsentState;
    this.#tracker =
      this.consent &&
      trackConsentState(this.consent, (state) => {
        this.#state = state;
        this.requestUpdate();
      });
  }

  #onAnswer = async (agree: boolean): Promise<void> => {
    const { language, version } = this.#words;
    if (await this.#tracker?.answer(agree, { language, wording: version })) this.#dispatch('answer', { agree });
  };

  #onClose = (): void => {
    const wasClosedByAnswer = !this.#shouldBeOpen;
    if (wasClosedByAnswer) return;
    const isSaving = this.#state.pending !== undefined;
    this.#tracker?.close();
    if (!isSaving) this.#dispatch('close');
  };

  #onInspect = (event: Event): void => {
    const isPrevented = !this.#dispatch('inspect');
    if (isPrevented) event.preventDefault();
  };

  #dispatch(name: string, detail?: object): boolean {
    const event = new CustomEvent(`turntally-${name}`, { detail, bubbles: true, composed: true, cancelable: true });
    return this.dispatchEvent(event);
  }
}

const newFirst = (signals: readonly DescribedSignal[]): readonly DescribedSignal[] => [
  ...signals.filter(({ isNew }) => isNew),
  ...signals.filter(({ isNew }) => !isNew),
];

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
