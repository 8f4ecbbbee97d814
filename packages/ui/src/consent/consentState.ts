import type { StoredConsent } from 'turntally';
import type { ConsentStatus } from '../strings/ConsentStrings.js';

/** What is known of the person's answer, and of what they do about it here. */
export interface View {
  /** As the strings name it. */
  readonly state: keyof ConsentStatus;
  /** Of the tokens that are asked about, those that were agreed to before. */
  readonly agreed: readonly string[];
  /** An answer that is being kept. */
  readonly pending?: boolean | undefined;
  /** An answer that could not be kept. */
  readonly failed?: boolean | undefined;
  /** The person has answered here. */
  readonly isAnswered?: boolean;
  /** The person has put the question aside. */
  readonly isClosed?: boolean;
}

export const initial: View = { state: 'loading', agreed: [] };

export interface Followed {
  /** Resolves with whether it was kept. One at a time: another answer meanwhile is not heard. */
  answer(agree: boolean): Promise<boolean>;
  close(): void;
  stop(): void;
}

/** Shows what becomes of a consent, here and in other tabs. */
export function follow(consent: StoredConsent, show: (view: View) => void): Followed {
  let view = initial;
  let tellings = 0;
  let isOver = false;
  const set = (change: Partial<View>): void => {
    view = { ...view, ...change };
    if (!isOver) show(view);
  };
  const decided = (agree: boolean) => ({ state: agree ? 'yes' : 'no', agreed: [], isClosed: false }) as const;
  const told = async (answer: boolean | undefined): Promise<void> => {
    const telling = ++tellings;
    if (answer !== undefined) return set(decided(answer));
    const agreed = await consent.agreed().catch(() => []);
    // Unless there is something newer.
    if (telling === tellings) set({ state: agreed.length > 0 ? 'again' : 'undecided', agreed });
  };
  const subscription = consent.consent$.subscribe({
    next: (answer) => void told(answer),
    // Of an app's own; what is shown stays. Unheard, it would be thrown into the app's page.
    error: () => {},
  });
  return {
    async answer(agree) {
      if (view.pending !== undefined) return false;
      set({ pending: agree, failed: undefined });
      try {
        await consent.answer(agree);
        tellings++;
        set({ ...decided(agree), isAnswered: true, pending: undefined });
        return true;
      } catch {
        set({ failed: agree, pending: undefined });
        return false;
      }
    },
    close: () => set({ isClosed: true }),
    stop() {
      isOver = true;
      subscription.unsubscribe();
    },
  };
}
