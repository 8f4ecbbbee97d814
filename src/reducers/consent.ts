import { emptyLedger, type Ledger } from './ledger.js';

/**
 * Whether this tab may count, as a pure state machine; `streams/whileConsented` performs its effects. Five invariants:
 *
 * - I1: operations on the store run one after another. Only `proceed` and `restart` begin one, and never while one is under way.
 * - I2: counts are stored only under an epoch that was known before consent was confirmed. Had consent been asked only
 *   before, a withdrawal in between (in another tab) would leave counts under the epoch that came after it.
 * - I3: when the stored epoch has changed elsewhere, another tab has erased: everything starts over.
 * - I4: an empty ledger keeps its epoch when a stored answer has erased it, unless this tab has counted under it.
 * - I5: until a stored answer has been read, counts are kept in memory only.
 */
export type ConsentState = Common &
  (
    | { readonly at: 'reading' | 'beginning' | 'erasing' }
    | { readonly at: 'off' | 'confirming' | 'counting'; readonly epoch: string }
  );

interface Common {
  /** The last answer. `assumed`: a stored answer has not been read yet (I5). Counts are kept while it is that or `yes`. */
  readonly heard: 'yes' | 'no' | 'undecided' | 'assumed';
  /** A withdrawal has yet to be carried out. It is, whatever is answered meanwhile. */
  readonly owesErasure: boolean;
  /** The answer is kept by `storedConsent`, which erases in the transaction that stores a no. */
  readonly isStored: boolean;
  /** The epoch that this tab last counted under; empty before the first. */
  readonly used: string;
}

export type ConsentEvent =
  | { readonly type: 'started' }
  /** `undefined`: not decided, or not any longer. */
  | { readonly type: 'answered'; readonly answer: boolean | undefined }
  /** The operation on the store that `reading`, `beginning` or `erasing` waits for is done; the ledger has this epoch. */
  | { readonly type: 'done'; readonly epoch: string }
  | { readonly type: 'confirmed'; readonly stillAgreed: boolean }
  /** Any other access to the store has met a ledger of this epoch. */
  | { readonly type: 'seen'; readonly epoch: string };

export type ConsentEffect =
  /** Operations on the store: each is repeated until it succeeds, and ends with `done`. */
  | { readonly type: 'read' | 'begin' }
  /** `isErased` applied to the ledger decides whether there is anything to erase. */
  | { readonly type: 'erase'; readonly isStored: boolean; readonly used: string }
  /** Subscribes to the answers, in place of the subscription before. */
  | { readonly type: 'listen' }
  /** Asks for the answer once more; ends with `confirmed`. */
  | { readonly type: 'confirm' }
  /** Reads the ledger once: it may have another epoch. Ends with `seen`, or with nothing. */
  | { readonly type: 'look' }
  /** Counts, but in memory only. */
  | { readonly type: 'keepInMemory' }
  /** Stores what is kept in memory, and all that is counted from now on, under this epoch. */
  | { readonly type: 'count'; readonly epoch: string }
  /** Drops what is in memory, and aborts a flush that is under way. */
  | { readonly type: 'stopCounting' };

export type ConsentTransition = readonly [ConsentState, ...ConsentEffect[]];

export const initialConsent = (isStored: boolean): ConsentState => ({
  at: 'off',
  epoch: '',
  heard: 'undecided',
  owesErasure: false,
  isStored,
  used: '',
});

export function reduceConsent(state: ConsentState, event: ConsentEvent): ConsentTransition {
  switch (event.type) {
    case 'started':
      return restart(state);
    case 'answered':
      return answered(state, event.answer);
    case 'done':
      return done(state, event.epoch);
    case 'confirmed':
      if (state.at !== 'confirming') return [state];
      if (!event.stillAgreed) return restart(state);
      return [
        { ...state, at: 'counting', used: state.epoch },
        { type: 'count', epoch: state.epoch },
      ];
    case 'seen':
      // I3. No epoch surprises where none is known, or while an operation of this tab may change it.
      return 'epoch' in state && state.epoch !== '' && event.epoch !== state.epoch ? restart(state) : [state];
  }
}

/** I4. After any other withdrawal than a stored one, another tab may still append to a ledger that is empty now. */
export const isErased = (ledger: Ledger, isStored: boolean, used: string): boolean =>
  isStored &&
  ledger.epoch !== '' &&
  ledger.epoch !== used &&
  JSON.stringify(ledger) === JSON.stringify(emptyLedger(ledger.epoch));

const isKept = ({ heard }: ConsentState): boolean => heard === 'yes' || heard === 'assumed';

function restart(state: ConsentState): ConsentTransition {
  const { isStored, used } = state;
  const heard = isStored ? 'assumed' : 'undecided';
  return [
    { at: 'reading', heard, owesErasure: false, isStored, used },
    ...(isKept(state) ? [{ type: 'stopCounting' } as const] : []),
    ...(isStored ? [{ type: 'keepInMemory' } as const] : []),
    { type: 'read' },
    { type: 'listen' },
  ];
}

function answered(state: ConsentState, answer: boolean | undefined): ConsentTransition {
  const transition = hear(state, answer);
  // A stored answer may have been withdrawn and given again: then there is another epoch.
  return state.isStored ? [...transition, { type: 'look' }] : transition;
}

function hear(state: ConsentState, answer: boolean | undefined): ConsentTransition {
  if (answer === undefined) {
    // What was counted under a yes is still to be saved: only what was merely assumed is dropped.
    return state.heard === 'assumed' ? [{ ...state, heard: 'undecided' }, { type: 'stopCounting' }] : [state];
  }
  const heard = answer ? 'yes' : 'no';
  if (state.heard === heard) return [state];
  const next: ConsentState = { ...state, heard, owesErasure: state.owesErasure || !answer };
  const effects: ConsentEffect[] = [];
  if (answer && !isKept(state)) effects.push({ type: 'keepInMemory' });
  if (!answer && isKept(state)) effects.push({ type: 'stopCounting' });
  // I1: what is under way ends first.
  if (!('epoch' in next)) return [next, ...effects];
  const [then, ...more] = proceed(next, next.epoch);
  return [then, ...effects, ...more];
}

function done(state: ConsentState, epoch: string): ConsentTransition {
  if ('epoch' in state) return [state];
  // A store that keeps no epoch is not asked for ever.
  if (state.at === 'beginning' && epoch === '' && !state.owesErasure) return [{ ...state, at: 'off', epoch }];
  return proceed(state, epoch);
}

/** What follows where no operation is under way, and the ledger has `epoch`. */
function proceed(common: Common, epoch: string): ConsentTransition {
  const { heard, owesErasure, isStored, used } = common;
  const known: Common = { heard, owesErasure: false, isStored, used };
  if (owesErasure)
    return [
      { ...known, at: 'erasing' },
      { type: 'erase', isStored, used },
    ];
  if (heard !== 'yes') return [{ ...known, at: 'off', epoch }];
  if (epoch === '') return [{ ...known, at: 'beginning' }, { type: 'begin' }];
  // I2: the epoch is known; now consent is asked for once more.
  return [{ ...known, at: 'confirming', epoch }, { type: 'confirm' }];
}

/** Whether every withdrawal that was heard has been carried out. */
export const owesNothing = ({ at, owesErasure }: ConsentState): boolean => at !== 'erasing' && !owesErasure;
