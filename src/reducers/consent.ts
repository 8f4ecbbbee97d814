/**
 * Whether this tab may count, as a pure state machine; `streams/whileConsented` performs its effects. Four invariants:
 *
 * - I1: operations on the store run one after another. Only `proceed` and `restart` begin one, and never while one is under way.
 * - I2: counts are stored only under an epoch that was known before consent was confirmed. Had consent been asked only
 *   before, a withdrawal in between (in another tab) would leave counts under the epoch that came after it.
 * - I3: when the stored epoch has changed elsewhere, another tab has erased: everything starts over.
 * - I4: until a stored answer has been read, counts are kept in memory only.
 */
export type ConsentState = Common &
  (
    | { readonly at: 'reading' | 'beginning' | 'erasing'; readonly epoch: '' }
    | { readonly at: 'off' | 'confirming' | 'counting'; readonly epoch: string }
  );

interface Common {
  /** The epoch that the ledger had when this tab last met it. Empty while an operation of this tab may change it. */
  readonly epoch: string;
  /** The last answer. `assumed`: a stored answer has not been read yet (I4). Counts are kept while it is that or `yes`. */
  readonly heard: 'yes' | 'no' | 'undecided' | 'assumed';
  /** A withdrawal has yet to be carried out. It is, whatever is answered meanwhile. */
  readonly owesErasure: boolean;
  /** The answer is kept by `storedConsent`, which erases in the transaction that stores a no. */
  readonly isStored: boolean;
}

export type ConsentEvent =
  | { readonly type: 'started' }
  /** `undefined`: not decided, or not any longer. */
  | { readonly type: 'answered'; readonly answer: boolean | undefined }
  /** The operation on the store that `reading`, `beginning` or `erasing` waits for is done; the ledger has this epoch. */
  | { readonly type: 'done'; readonly epoch: string }
  /** The answer to `confirm`, asked while the ledger had this epoch. */
  | { readonly type: 'confirmed'; readonly epoch: string; readonly stillAgreed: boolean }
  /** Any other access to the store has met a ledger of this epoch. */
  | { readonly type: 'seen'; readonly epoch: string };

export type ConsentEffect =
  /** Operations on the store; each is repeated until it succeeds, and ends with `done`. */
  | 'read'
  | 'begin'
  | 'erase'
  /** Subscribes to the answers, in place of the subscription before. */
  | 'listen'
  /** Asks for the answer once more; ends with `confirmed`. */
  | 'confirm'
  /** Reads the ledger once: it may have another epoch. Ends with `seen`, or with nothing. */
  | 'look'
  /** Counts, but in memory only. */
  | 'keepInMemory'
  /** Stores what is kept in memory, and all that is counted from now on, under the epoch of the state. */
  | 'count'
  /** Drops what is in memory, and aborts a flush that is under way. */
  | 'stopCounting';

export type ConsentTransition = readonly [ConsentState, ...ConsentEffect[]];

export const initialConsent = (isStored: boolean): ConsentState => ({
  at: 'off',
  epoch: '',
  heard: 'undecided',
  owesErasure: false,
  isStored,
});

export function reduceConsent(state: ConsentState, event: ConsentEvent): ConsentTransition {
  switch (event.type) {
    case 'started':
      return restart(state);
    case 'answered': {
      const transition = hear(state, event.answer);
      // A stored answer may have been withdrawn and given again: then there is another epoch.
      return state.isStored ? [...transition, 'look'] : transition;
    }
    case 'done':
      return isBusy(state) ? proceed(state, event.epoch) : [state];
    case 'confirmed':
      if (state.at !== 'confirming' || event.epoch !== state.epoch) return [state];
      return event.stillAgreed ? [{ ...state, at: 'counting' }, 'count'] : restart(state);
    case 'seen':
      // I3. Where no epoch is known, no other one is a surprise.
      return state.epoch && state.epoch !== event.epoch ? restart(state) : [state];
  }
}

/** Whether every withdrawal that was heard has been carried out. */
export const owesNothing = ({ at, owesErasure }: ConsentState): boolean => at !== 'erasing' && !owesErasure;

const isBusy = ({ at }: ConsentState): boolean => at === 'reading' || at === 'beginning' || at === 'erasing';

const isKept = ({ heard }: ConsentState): boolean => heard === 'yes' || heard === 'assumed';

/** The subscription to the answers begins anew, too: the app may have another answer by now. */
function restart(state: ConsentState): ConsentTransition {
  const { isStored } = state;
  return [
    { ...state, at: 'reading', epoch: '', heard: isStored ? 'assumed' : 'undecided' },
    ...(isKept(state) ? (['stopCounting'] as const) : []),
    ...(isStored ? (['keepInMemory'] as const) : []),
    'read',
    'listen',
  ];
}

function hear(state: ConsentState, answer: boolean | undefined): ConsentTransition {
  // What was counted under a yes is still to be saved: only what was merely assumed is dropped.
  if (answer === undefined && state.heard !== 'assumed') return [state];
  const heard = answer === undefined ? 'undecided' : answer ? 'yes' : 'no';
  if (heard === state.heard) return [state];
  const next: ConsentState = { ...state, heard, owesErasure: state.owesErasure || heard === 'no' };
  const effects: ConsentEffect[] = [];
  if (isKept(state) !== isKept(next)) effects.push(isKept(next) ? 'keepInMemory' : 'stopCounting');
  // I1: what is under way ends first.
  if (isBusy(next)) return [next, ...effects];
  const [then, ...more] = proceed(next, next.epoch);
  return [then, ...effects, ...more];
}

/** What follows where no operation is under way, and the ledger has `epoch`. */
function proceed(state: ConsentState, epoch: string): ConsentTransition {
  if (state.owesErasure) return [{ ...state, at: 'erasing', epoch: '', owesErasure: false }, 'erase'];
  // A store that keeps no epoch is not asked for one for ever.
  const isHopeless = epoch === '' && state.at === 'beginning';
  if (state.heard !== 'yes' || isHopeless) return [{ ...state, at: 'off', epoch }];
  if (epoch === '') return [{ ...state, at: 'beginning', epoch }, 'begin'];
  // I2: the epoch is known; now consent is asked for once more.
  return [{ ...state, at: 'confirming', epoch }, 'confirm'];
}
