'use client';

import { useMemo, useSyncExternalStore } from 'react';
import type { StoredConsent } from 'turntally';

/** `loading` until the stored answer has been read, and on a server. */
export type ConsentChoice = 'loading' | 'undecided' | 'yes' | 'no';

/**
 * The person's answer, live in every tab. `undecided` also means that the person agreed to less than the app counts now, or to
 * another recipient.
 *
 * @example
 * const choice = useConsent(consent);
 * return choice === 'yes' ? <p>Thank you.</p> : <button onClick={() => consent.answer(true)}>Count</button>;
 */
export function useConsent({ consent$ }: Pick<StoredConsent, 'consent$'>): ConsentChoice {
  const { subscribe, read } = useMemo(() => createStore(consent$), [consent$]);
  return useSyncExternalStore(subscribe, read, readOnServer);
}

const readOnServer = (): ConsentChoice => 'loading';

function createStore(consent$: StoredConsent['consent$']) {
  let choice: ConsentChoice = 'loading';
  return {
    read: () => choice,
    subscribe(onChange: () => void) {
      const subscription = consent$.subscribe({
        next: (answer) => {
          choice = answer === undefined ? 'undecided' : answer ? 'yes' : 'no';
          onChange();
        },
        // An app may pass a `consent$` of its own that fails. Without this handler, rxjs would throw the error in the page.
        error: () => {},
      });
      return () => subscription.unsubscribe();
    },
  };
}
