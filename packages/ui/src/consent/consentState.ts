import type { ConsentAnswer, StoredConsent } from 'turntally';
import type { ConsentStatus } from '../strings/ConsentStrings.js';

/** The person's answer as far as it is known, and what the person has done in this element. */
export interface ConsentState {
  /** Which of the strings in `ConsentStatus` applies. */
  readonly status: keyof ConsentStatus;
  /** The tokens (`signal/bucket`) that the person agreed to earlier, of those the app asks about now. */
  readonly agreed: readonly string[];
  /** The answer that is being saved. */
  readonly pending?: boolean | undefined;
  /** The answer that could not be saved. */
  readonly failed?: boolean | undefined;
  /** Whether the person has answered in this element. */
  readonly isAnswered?: boolean;
  /** Whether the person has closed the dialog without an answer: here, or before in another element of this consent. */
  readonly isClosed?: boolean;
}

export const initialConsentState: ConsentState = { status: 'loading', agreed: [] };

export interface ConsentStateTracker {
  /**
   * Saves an answer, with the words that were shown, and resolves with whether that worked. Ignored while another answer is being
   * saved.
   */
  answer(agree: boolean, shown: Pick<ConsentAnswer, 'language' | 'wording'>): Promise<boolean>;
  /** Marks the dialog as closed without an answer. */
  close(): void;
  /** Ends the subscription. `onChange` is not called any more. */
  stop(): void;
}

/**
 * Consents of which the dialog was closed without an answer. An app may show the same consent in another element, such as a view
 * that is left and visited again; it asks again when the app is started again.
 */
const closed = new WeakSet<StoredConsent>();

/** Calls `onChange` with the state of a consent whenever it changes, in this tab or in another. */
export function trackConsentState(
  consent: StoredConsent,
  onChange: (state: ConsentState) => void,
): ConsentStateTracker {
  let state: ConsentState = { ...initialConsentState, isClosed: closed.has(consent) };
  let newestAnswer = 0;
  let isStopped = false;

  const update = (change: Partial<ConsentState>): void => {
    state = { ...state, ...change };
    if (!isStopped) onChange(state);
  };

  /** What ends that the dialog is closed without an answer. */
  const reopened = () => {
    closed.delete(consent);
    return { isClosed: false } as const;
  };
  const decided = (agree: boolean) => ({ status: agree ? 'yes' : 'no', agreed: [], ...reopened() }) as const;

  const onAnswer = async (answer: boolean | undefined): Promise<void> => {
    const thisAnswer = ++newestAnswer;
    if (answer !== undefined) return update(decided(answer));
    const agreed = await consent.agreed().catch(() => []);
    const isOutdated = thisAnswer !== newestAnswer;
    if (!isOutdated) update({ status: agreed.length > 0 ? 'again' : 'undecided', agreed });
  };

  const subscription = consent.consent$.subscribe({
    next: (answer) => void onAnswer(answer),
    // An app may pass a `consent$` of its own that fails. Without this handler, rxjs would throw the error in the page.
    error: () => {},
  });

  return {
    async answer(agree, shown) {
      if (state.pending !== undefined) return false;
      update({ pending: agree, failed: undefined });
      try {
        await consent.answer(agree, shown);
        newestAnswer++;
        update({ ...decided(agree), isAnswered: true, pending: undefined });
        return true;
      } catch {
        update({ failed: agree, pending: undefined, ...reopened() });
        return false;
      }
    },
    close() {
      closed.add(consent);
      update({ isClosed: true });
    },
    stop() {
      isStopped = true;
      subscription.unsubscribe();
    },
  };
}
