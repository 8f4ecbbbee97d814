import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { defer, EMPTY, map, type Observable, Subject, Subscription, startWith, switchMap, timer } from 'rxjs';
import type { SignalDescriptions } from 'turntally/wording';
import { inspectorEnglish } from '../strings/en/inspectorElement.js';
import type { InspectorStrings } from '../strings/InspectorStrings.js';
import type { Strings } from '../strings/Strings.js';
import { theme } from '../theme.js';
import { warnIfMissing } from '../warnIfMissing.js';
import { copy, download, type ErasableConsent, erase, send } from './actions.js';
import { eraseView } from './eraseView.js';
import { createFormatters } from './formatters.js';
import { type InspectorState, initialInspectorState } from './inspectorState.js';
import { ledgerView } from './ledgerView.js';
import { stateView } from './stateView.js';
import { styles } from './styles.js';
import { type InspectedTelemetry, isInspectable, watchTelemetry } from './watchTelemetry.js';

/** A telemetry receives an answer within 100 ms; a busy machine may take longer. */
const answerReceivedMs = 1000;

/**
 * `<turntally-inspector>`: shows live what is counted, what is waiting, and the exact bytes that would be sent. Can send,
 * erase, copy and download.
 *
 * @example
 * const inspector = document.createElement('turntally-inspector');
 * inspector.telemetry = telemetry; // what startTurntally returned
 * inspector.consent = consent; // what storedConsent returned; needed to erase, and to list all signals
 */
export class TurntallyInspector extends LitElement {
  static override styles = [theme, styles];
  static override properties = {
    telemetry: { attribute: false },
    descriptions: { attribute: false },
    strings: { attribute: false },
    consent: { attribute: false },
    now: { attribute: false },
  };

  /** What `startTurntally` returned. */
  declare telemetry: InspectedTelemetry | undefined;
  /** Descriptions of the app's own signals. A signal without one is shown by its names. @defaultValue {} */
  declare descriptions: SignalDescriptions | undefined;
  /** @defaultValue English */
  declare strings: Strings | undefined;
  /** What `storedConsent` returned. Without it, the inspector cannot erase. */
  declare consent: ErasableConsent | undefined;
  /** The clock, in epoch milliseconds, of an app that passes its own `platform.scheduler`. @defaultValue Date.now */
  declare now: (() => number) | undefined;

  #state = initialInspectorState;
  #subscriptions = new Subscription();
  readonly #reread$ = new Subject<void>();

  constructor() {
    super();
    warnIfMissing(
      this,
      () => !isInspectable(this.telemetry),
      'has nothing to show: its property `telemetry` must be what startTurntally(…) returned.',
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#subscriptions.unsubscribe();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('telemetry') && !changed.has('consent')) return;
    this.#state = initialInspectorState;
    this.#subscribe();
  }

  protected override render(): TemplateResult {
    try {
      return this.#view();
    } catch (error) {
      return problemView(inspectorEnglish.inspector.problem(String(error)));
    }
  }

  #view(): TemplateResult {
    const { status, problem, ...state } = this.#state;
    const strings = this.strings ?? inspectorEnglish;
    const formatters = createFormatters(strings, this.descriptions, this.consent?.signals, this.now);
    const { words } = formatters;
    if (problem !== undefined) throw problem;
    if (!isInspectable(this.telemetry)) return problemView(words.noTelemetry);
    const confirmation = eraseView(state.answer, words, {
      erase: (keepCounting) => this.#erase(keepCounting, words),
      cancel: () => this.#setConfirming(false),
    });
    return html`
      <div part="inspector" role="region" aria-labelledby="title" lang=${strings.language}>
        <h2 id="title" part="title">${words.title}</h2>
        ${status && stateView(status, state.hasAgreed ?? false, formatters)}
        <div class="line">
          ${this.#button('send', words.send, () => this.#run(words.sending, send(this.telemetry, formatters)))}
          ${this.consent ? this.#button('erase', words.erase, () => this.#setConfirming(!state.isConfirming), state.isConfirming) : nothing}
          <p part="report" role="status">${state.report}</p>
        </div>
        ${state.isConfirming ? confirmation : nothing}
        ${ledgerView(this.#state, state.chosen, state.payloadReport, formatters, {
          choose: (chosen) => this.#update({ chosen, payloadReport: '' }),
          copy: (body) => this.#runWithPayload(copy(body, words)),
          download: (body) => this.#runWithPayload(download(body, words)),
        })}
      </div>`;
  }

  /** `aria-disabled` instead of `disabled`: a button that has the focus keeps it. */
  #button(name: string, text: string, act: () => unknown, isExpanded?: boolean): TemplateResult {
    const { isBusy } = this.#state;
    const onClick = (): void => {
      if (!isBusy) act();
    };
    return html`
      <button
        id=${name}
        part="button ${name}"
        aria-disabled=${isBusy}
        aria-expanded=${isExpanded ?? nothing}
        @click=${onClick}
      >${text}</button>`;
  }

  #update(change: Partial<InspectorState>): void {
    this.#state = { ...this.#state, ...change };
    this.requestUpdate();
  }

  async #run(progress: string, action: Promise<string>): Promise<void> {
    this.#update({ isBusy: true, report: progress });
    this.#update({ report: await action, isBusy: false });
    this.#reread$.next();
  }

  async #runWithPayload(action: Promise<string>): Promise<void> {
    this.#update({ payloadReport: '' });
    this.#update({ payloadReport: await action });
  }

  async #setConfirming(isConfirming: boolean): Promise<void> {
    this.#update({ isConfirming });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(isConfirming ? '#cancel' : '#erase')?.focus();
  }

  async #erase(keepCounting: boolean, words: InspectorStrings): Promise<void> {
    await this.#setConfirming(false);
    await this.#run(words.erasing, erase(this.consent, keepCounting, words));
  }

  #subscribe(): void {
    this.#subscriptions.unsubscribe();
    const subscriptions = new Subscription();
    this.#subscriptions = subscriptions;
    if (!this.isConnected) return;
    const { telemetry, consent } = this;
    const news$: Observable<Partial<InspectorState>> = defer(() =>
      isInspectable(telemetry) ? watchTelemetry(telemetry, this, this.#reread$) : EMPTY,
    );
    const answer$: Observable<Partial<InspectorState>> = defer(() => (consent ? consent.consent$ : EMPTY)).pipe(
      switchMap((answer) =>
        timer(answerReceivedMs).pipe(
          map(() => ({ hasAgreed: answer === true })),
          startWith({ answer, hasAgreed: false }),
        ),
      ),
    );
    for (const change$ of [news$, answer$]) {
      const subscription = change$.subscribe({
        next: (change) => this.#update(change),
        error: (problem: unknown) => this.#update({ problem }),
      });
      subscriptions.add(subscription);
    }
  }
}

const problemView = (text: string): TemplateResult => html`<p part="problem" role="alert">${text}</p>`;

declare global {
  interface HTMLElementTagNameMap {
    'turntally-inspector': TurntallyInspector;
  }
}
