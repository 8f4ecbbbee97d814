import type { Counters, Tally } from '../../../src/index.js';
import type { Reply } from '../../support/world.js';
import type { honestCollector } from '../../support/worldCollector.js';
import type { Tab } from './tab.js';

export interface Scenario {
  readonly name: string;
  /** What former sessions have left. */
  readonly before?: readonly Tally[];
  /** The person's answer, as the app tells it; `stored`: storedConsent keeps it. */
  readonly answer: boolean | undefined;
  readonly stored?: true;
  /** What happens to each request; the last stays. */
  readonly replies?: (collector: ReturnType<typeof honestCollector>) => Reply[];
  /** Before the steps that are counted. */
  readonly warmUp?: (tab: Tab) => Promise<void>;
  readonly play: (tab: Tab) => Promise<void>;
  /** How many requests arrive when nobody dies. */
  readonly arrive: number;
}

export const minute = 60_000;
export const day = 86_400_000;
/** Tokens that nobody else counts, once each. */
export const marks = (from: number, to: number): Counters =>
  Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`mark/m${from + n}`, 1]));
/** What a former session has left. */
export const left = (counters: Counters, version = '1.4.0'): Tally => ({ release: { version, os: 'linux' }, counters });

export const pending = [left(marks(100, 102), '1.3.0')];

export const launch = async (tab: Tab): Promise<void> => {
  tab.launch();
  await tab.pass(minute);
};
