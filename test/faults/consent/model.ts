import { type Counters, defineSignals } from '../../../src/index.js';
import { addTo, countersIn, type Post } from '../../support/world.js';

/**
 * The app's own signals name the grant that a count was made under: a grant's number is the number of withdrawals
 * before it. `sure` counts must arrive unless they are withdrawn; `first` and `second` ones, of the first tab and the
 * second, may be dropped or may stand (the tab could not know yet that another had withdrawn); `never` ones were recorded
 * without consent.
 */
const grants = Array.from({ length: 64 }, (_, n) => `g${n}`);
export const grantSignals = defineSignals({ sure: grants, first: grants, second: grants, never: ['total'] });

/** What a tab may send, as far as the model knows. */
export interface TabModel {
  readonly signal: 'first' | 'second';
  /** The last answer that reached it. */
  told: boolean | undefined;
  /** Told false, and not told true since. */
  isOff: boolean;
  /** It has not heard any answer yet, and what it counts depends on the first. */
  isAsking: boolean;
  /** No withdrawal of another tab has gone on since the last time that everything was quiet. */
  calm: boolean;
  /** Grants before this one are withdrawn: it was told so itself. */
  withdrawnBelow: number;
  /** Grants before this one were erased when it last began to read the ledger. */
  erasedAtRead: number;
  readonly inFlight: Set<AbortSignal>;
}

export type ConsentModel = ReturnType<typeof consentModel>;

/**
 * @param alone there is one tab, which knows of each withdrawal at once.
 * @param isStored a tab counts, in memory, while it reads the kept answer.
 */
export function consentModel(alone: boolean, isStored = false) {
  const tabs: TabModel[] = [];
  const recorded: Counters = {};
  const wrongs: string[] = [];
  let grant = 0;
  let isUsed = false;
  let erasedBelow = 0;
  let wasTrue = false;

  const grantOf = (token: string): number => Number(token.split('/g')[1]);

  return {
    wrongs,
    recorded,
    /** Whether anybody was ever told true: before, there is no database. */
    wasTrue: () => wasTrue,
    /** @param former what the tab was before it was opened again. */
    opens(signal: TabModel['signal'], former?: TabModel): TabModel {
      const tab: TabModel = {
        signal,
        told: undefined,
        isOff: false,
        isAsking: isStored,
        calm: alone,
        withdrawnBelow: former?.withdrawnBelow ?? 0,
        erasedAtRead: erasedBelow,
        inFlight: new Set(),
      };
      tabs.push(tab);
      return tab;
    },
    /** Call before the answer is passed on. */
    hears(tab: TabModel, answer: unknown): void {
      if (tab.isAsking && answer !== true) tab.withdrawnBelow = ++grant;
      tab.isAsking = false;
      const isRepeated = tab.isOff && answer === false;
      tab.told = typeof answer === 'boolean' ? answer : undefined;
      tab.isOff = tab.told === undefined ? tab.isOff : !tab.told;
      if (answer === true) wasTrue = true;
      if (answer !== false) return;
      if (isUsed) grant++;
      isUsed = false;
      // Whoever hears a second false may erase once more, if it looks at what another tab has stored; or it may not.
      if (!isRepeated) tab.withdrawnBelow = grant;
      for (const each of tabs) each.calm = alone;
    },
    /** Call after the answer was passed on. */
    heard(tab: TabModel): void {
      if (tab.told === true) return;
      for (const signal of tab.inFlight) {
        if (!signal.aborted) wrongs.push(`a request goes on although the answer is ${tab.told}`);
      }
    },
    /** The token that is to be recorded in `tab` now. */
    records(tab: TabModel): string {
      if (tab.told !== true && !tab.isAsking) return 'never/total';
      isUsed = true;
      const token = `${tab.calm ? 'sure' : tab.signal}/g${grant}`;
      addTo(recorded, { [token]: 1 });
      return token;
    },
    reads(tab: TabModel): void {
      tab.erasedAtRead = erasedBelow;
    },
    /** A kept answer is false now, and what was counted is gone from the disk. */
    withdrawn(): void {
      erasedBelow = ++grant;
      isUsed = false;
      for (const each of tabs) each.calm = false;
    },
    /** What `tab` was told to erase is gone from the disk. */
    erased(tab: TabModel): void {
      erasedBelow = Math.max(erasedBelow, tab.withdrawnBelow);
    },
    appends(tab: TabModel, counters: Counters): void {
      if (tab.told === false) wrongs.push('stores although told false');
      if (!wasTrue) wrongs.push('stores although never told true');
      if ('never/total' in counters) wrongs.push('stores what was recorded without consent');
    },
    sends(tab: TabModel, { body, signal }: Post): void {
      if (tab.told !== true) wrongs.push(`sends although told ${tab.told}`);
      if (signal.aborted) wrongs.push('sends a request that is aborted already');
      for (const token of Object.keys(countersIn(body))) {
        const isSure = token.startsWith('sure/');
        const isMine = isSure || token.startsWith(tab.signal);
        if (token === 'never/total') wrongs.push('sends what was recorded without consent');
        if (isMine && grantOf(token) < tab.withdrawnBelow) wrongs.push(`sends ${token}, withdrawn in this tab`);
        if (isSure && grantOf(token) < tab.erasedAtRead) wrongs.push(`sends ${token}, erased by another tab`);
      }
      tab.inFlight.add(signal);
    },
    /** Whoever is told true has looked at the ledger since anything was withdrawn; nobody else has a reason to look. */
    quiet(): void {
      for (const tab of tabs) tab.calm ||= tab.told === true;
    },
    /** All who could count are told false. */
    allOff: () => tabs.length > 0 && tabs.every(({ told }) => told === false),
    closes(tab: TabModel): void {
      tabs.splice(tabs.indexOf(tab), 1);
    },
    /** What the collector must have of the grant that stands. */
    standing: (): Counters => onlyOf(recorded, `sure/g${grant}`),
    delivered: (sums: Counters): Counters => onlyOf(sums, `sure/g${grant}`),
  };
}

function onlyOf(counters: Counters, token: string): Counters {
  return Object.fromEntries(Object.entries(counters).filter(([key]) => key === token));
}
