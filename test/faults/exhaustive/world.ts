import type { ConsentState } from '../../../src/reducers/consent.js';
import type { DeliveryState } from '../../../src/reducers/delivery.js';
import type { Batch, Ledger, Tally } from '../../../src/reducers/ledger.js';
import type { Bag } from './bags.js';

/** What is stored. The fate of each count that has left the ledger is a ghost: the model's own account of it. */
export interface Disk {
  readonly snapshot: Ledger | undefined;
  readonly tallies: readonly { readonly epoch: string; readonly tally: Tally }[];
  readonly delivered: Bag;
  readonly lost: Bag;
  readonly erased: Bag;
}

/** A flush that is under way. */
export interface Flush {
  readonly state: DeliveryState;
  /** It is in its first attempt. */
  readonly first: boolean;
  /** Unsubscribed, while a transaction was under way that cannot be called back. */
  readonly aborted: boolean;
  /** Batches sealed besides the one in the outbox: empty, unless that rule is dropped. */
  readonly carried: readonly Batch[];
  /** What `opened` resolved with, where the ledger is not read again. */
  readonly opened?: Ledger;
}

/** A put that has begun. */
export interface Append {
  readonly bag: Bag;
  readonly epoch: string;
  /** Whether the session that began it still runs. */
  readonly current: boolean;
}

export interface Tab {
  readonly consent: ConsentState;
  /** The answer that its `consent$` emitted last; undefined while a stored one has not been read. */
  readonly heard: boolean | undefined;
  /** The consent whose withdrawal it has heard of and has yet to carry out; 0 if there is none. */
  readonly owes: number;
  /** The consent whose withdrawal the erasure under way carries out; absent if there is none. */
  readonly erasing?: number;
  readonly unsaved: Bag;
  readonly appends: readonly Append[];
  readonly flush: Flush | undefined;
}

/** A request, or a copy of one, that the collector may yet process. */
export interface Request {
  readonly id: string;
  readonly batch: Batch;
  readonly bag: Bag;
  readonly sentAt: number;
  /** The tab that waits for the answer, -1 for none. */
  readonly waiter: number;
}

/** What the collector knows of a batch id. A refusal that names counters names the batch's first count. */
export interface Settled {
  readonly id: string;
  readonly kind: 'counted' | 'named' | 'turned away' | 'refused';
  readonly bag: Bag;
  readonly at: number;
}

/** A state. Immutable, and parts are shared between states. */
export interface World {
  readonly disk: Disk;
  /** What is left of it after a power cut. */
  readonly durable: Disk;
  readonly tabs: readonly (Tab | undefined)[];
  readonly wire: readonly Request[];
  readonly settled: readonly Settled[];
  /** The sums that the collector shows. */
  readonly counted: Bag;
  /** The person's answer, how many times it was yes, and the last yes whose withdrawal was reported done. */
  readonly consent: { readonly given: boolean; readonly number: number; readonly withdrawn: number };
  /** Of each count observed so far, the consent that it was observed under. */
  readonly observed: readonly number[];
  /** What a kill, a power cut, a withdrawal or clearing the site's data took before or besides the ledger. */
  readonly taken: Bag;
  /** The true time, epoch milliseconds, and how far this machine's clock is ahead of it. */
  readonly now: number;
  readonly skew: number;
  /** Calamities that may still happen. */
  readonly faults: number;
  readonly ids: number;
  readonly epochs: number;
  /** A law that the last step broke. */
  readonly violation?: string;
}

/** A transition in plain words. `calm`: its turn once all is well, the lowest first; undefined for what then happens no more. */
export interface Step {
  readonly say: string;
  readonly next: World;
  readonly calm: number | undefined;
}

/** The epoch that a tab counts under, if it does. */
export const countsUnder = ({ consent }: Tab): string | undefined =>
  consent.at === 'counting' ? consent.epoch : undefined;

export type Emit = (say: string, next: World, calm?: number) => void;

export const clockOf = (world: World): number => world.now + world.skew;

export const withTab = (world: World, at: number, tab: Tab | undefined): World => {
  const tabs = world.tabs.slice();
  tabs[at] = tab;
  return { ...world, tabs };
};

export const nameOf = (tab: number): string => `tab ${'ABC'[tab]}`;
/** A batch's number, for a trace. */
export const short = (id: string): string => `#${Number(id.slice(-16))}`;
