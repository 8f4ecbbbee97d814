import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { defer, EMPTY, map, Subject, Subscription, startWith, switchMap, timer } from 'rxjs';
import type { SignalDescriptions } from 'turntally/wording';
import { en } from '../strings/en/index.js';
import type { InspectorStrings } from '../strings/InspectorStrings.js';
import type { Strings } from '../strings/Strings.js';
import { theme } from '../theme.js';
import { copied, downloaded, type Erasable, erase, send } from './actions.js';
import { eraseView } from './eraseView.js';
import { writerOf } from './formatters.js';
import { ledgerView } from './ledgerView.js';
import { stateView } from './stateView.js';
import { styles } from './styles.js';
import { isWatched, type News, type Watched, watch } from './watch.js';

interface State extends News {
  /** Of the person, as it is stored. */
  readonly answer?: boolean | undefined;
  /** It is yes for so long that the telemetry has heard of it, too. */
  readonly hasAgreed?: boolean;
  /** Before erasing. */
  readonly isAsking: boolean;
  readonly isBusy: boolean;
  /** What came of the last action, and of the last one with a payload. */
  readonly report: string;
  readonly payloadReport: string;
  /** The payload that is shown. */
  readonly chosen: number;
  /** What keeps it from being shown. */
  readonly problem?: unknown;
}

/** A telemetry tells of an answer within a tenth of a second; a busy machine may take longer. */
const heardMs = 1000;

const initial: State = { isAsking: false, isBusy: false, report: '', payloadReport: '', chosen: 0 };

/**
 * `<turntally-inspector>`: what is counted, what is waiting, and the exact bytes that would be sent; live. Sends, erases,
 * copies and downloads.
 *
 * @example
 * const inspector = document.createElement('turntally-inspector');
 * inspector.telemetry = telemetry; // what startTurntally returned
 * inspector.consent = consent; // what storedConsent returned: to erase everything, and to know all signals
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
  declare telemetry: Watched | undefined;
  /** Of the app's own signals; one that has none is shown by its names. */
  declare descriptions: SignalDescriptions | undefined;
  /** English unless told. */
  declare strings: Strings | undefined;
  /** What `storedConsent` returned; without it, nothing can be erased here. */
  declare consent: Erasable | undefined;
  /** The clock, epoch milliseconds, of an app whose `host.scheduler` has one of its own; the real one unless told. */
  declare now: (() => number) | undefined;

  #state = initial;
  #following = new Subscription();
  readonly #again$ = new Subject<void>();

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#following.unsubscribe();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('telemetry') && !changed.has('consent')) return;
    this.#state = initial;
    this.#follow();
  }

  protected override render(): TemplateResult {
    try {
      return this.#view();
    } catch (error) {
      return problemView(en.inspector.problem(String(error)));
    }
  }

  #view(): TemplateResult {
    const { status, problem, ...state } = this.#state;
    const strings = this.strings ?? en;
    const writer = writerOf(strings, this.descriptions, this.consent?.signals, this.now);
    const { words } = writer;
    if (problem !== undefined) throw problem;
    if (!isWatched(this.telemetry)) return problemView(words.noTelemetry);
    return html`
      <div part="inspector" role="region" aria-labelledby="title" lang=${strings.language}>
        <h2 id="title" part="title">${words.title}</h2>
        ${status && stateView(status, !!state.hasAgreed, writer)}
        <div class="line">
          ${this.#button('send', words.send, () => this.#work(words.sending, send(this.telemetry, writer)))}
          ${this.consent ? this.#button('erase', words.erase, () => this.#ask(!state.isAsking), state.isAsking) : nothing}
          <p part="report" role="status">${state.report}</p>
        </div>
        ${
          state.isAsking
            ? eraseView(state.answer, words, {
                erase: (goOn) => this.#erase(goOn, words),
                cancel: () => this.#ask(false),
              })
            : nothing
        }
        ${ledgerView(this.#state, state.chosen, state.payloadReport, writer, {
          choose: (chosen) => this.#set({ chosen, payloadReport: '' }),
          copy: (body) => this.#take(copied(body, words)),
          download: (body) => this.#take(downloaded(body, words)),
        })}
      </div>`;
  }

  /** Stays where it is while it cannot be used: whoever has the focus on it keeps it. */
  #button(name: string, text: string, act: () => unknown, isOpen?: boolean): TemplateResult {
    const { isBusy } = this.#state;
    return html`
      <button
        id=${name}
        part="button ${name}"
        aria-disabled=${isBusy}
        aria-expanded=${isOpen ?? nothing}
        @click=${() => isBusy || act()}
      >${text}</button>`;
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    this.requestUpdate();
  }

  async #work(meanwhile: string, work: Promise<string>): Promise<void> {
    this.#set({ isBusy: true, report: meanwhile });
    this.#set({ report: await work, isBusy: false });
    this.#again$.next();
  }

  async #take(work: Promise<string>): Promise<void> {
    this.#set({ payloadReport: '' });
    this.#set({ payloadReport: await work });
  }

  async #ask(isAsking: boolean): Promise<void> {
    this.#set({ isAsking });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(isAsking ? '#cancel' : '#erase')?.focus();
  }

  async #erase(goOn: boolean, words: InspectorStrings): Promise<void> {
    await this.#ask(false);
    await this.#work(words.erasing, erase(this.consent, goOn, words));
  }

  #follow(): void {
    this.#following.unsubscribe();
    const following = new Subscription();
    this.#following = following;
    if (!this.isConnected) return;
    const error = (problem: unknown): void => this.#set({ problem });
    const { telemetry, consent } = this;
    const news$ = defer(() => (isWatched(telemetry) ? watch(telemetry, this, this.#again$) : EMPTY));
    following.add(news$.subscribe({ next: (news) => this.#set(news), error }));
    const answer$ = defer(() => (consent ? consent.consent$ : EMPTY)).pipe(
      switchMap((answer) =>
        timer(heardMs).pipe(
          map(() => ({ hasAgreed: answer === true })),
          startWith({ answer, hasAgreed: false }),
        ),
      ),
    );
    following.add(answer$.subscribe({ next: (told) => this.#set(told), error }));
  }
}

const problemView = (text: string): TemplateResult => html`<p part="problem" role="alert">${text}</p>`;

declare global {
  interface HTMLElementTagNameMap {
    'turntally-inspector': TurntallyInspector;
  }
}
